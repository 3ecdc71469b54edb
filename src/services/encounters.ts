import type { AgeRange } from '#domain/advice.ts'
import type { Grant } from '#domain/access.ts'
import { alertsFor, type AlertDraft } from '#domain/alert.ts'
import {
  type Answer,
  answerFor,
  bestCertainty,
  type EncounterReport,
  type PersonConcern,
  timeProblem,
  type WhoItIs,
} from '#domain/encounter.ts'
import { type FieldProblem, Problem } from '#domain/problem.ts'
import { parsePostcode } from '#domain/values/identifiers.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { makeReference, REFERENCE_BYTES } from '#domain/values/reference.ts'
import { type Comparable, toComparable } from '#linkage/index.ts'
import { raiseAlerts } from '#store/alerts.ts'
import { insertEncounter, type NewEncounter, takenReferences } from '#store/encounters.ts'
import { initialsOf, listInterestsOf } from '#store/interests.ts'
import { foldRecords } from '#store/records.ts'
import { loadReference } from '#store/reference.ts'
import { alertClocks, alertPolicy } from './alert-policy.ts'
import { findContacts } from './contacts.ts'
import { authorise, type Context, ownSubject, recordAs } from './context.ts'
import { idempotent } from './idempotent.ts'
import { concernsIn, newAlert } from './interests.ts'
import { hubThresholds } from './linkage/size.ts'
import { type Begun, beginLinking, linkNewRecord } from './linkage.ts'

export type { EncounterReport }

/** What the one who reports gets back, at once. Plain JSON: it is kept under an idempotency key. */
export interface Reported {
  readonly encounterId: string
  readonly reference: string
  readonly answer: Answer
  /** Agencies that were told, and how much. */
  readonly told: readonly { readonly agency: AgencyId; readonly tells: AlertDraft['tells'] }[]
}

/**
 * Report an encounter: store it, link the person, answer, and tell every agency that needs to know, in one transaction.
 *
 * @param key makes sending it again harmless: the same key with the same report gets the same answer and changes nothing
 * @throws Problem 'bad-request' naming the fields, 'idempotency-conflict', or 'not-found' when refused
 */
export async function reportEncounter(
  ctx: Context,
  said: EncounterReport,
  key?: string,
): Promise<Reported & { readonly replayed: boolean }> {
  const problems = problemsOf(said, ctx)
  if (problems.length > 0)
    throw new Problem('bad-request', 'The encounter was not stored. Look at what is listed.', problems)
  const { answer, begun, replayed } = await idempotent(
    ctx,
    { key, request: { encounter: said } },
    () => begin(ctx, said),
    asked => report(ctx, said, asked),
  )
  if (replayed) recordAs(ctx, begun.grant, answer.encounterId)
  return { ...answer, replayed }
}

/** What reporting asks first, on its way. */
interface Beginning {
  readonly encounterId: string
  readonly grant: Grant<'encounter.report'>
  readonly comparable: Comparable
  readonly reference: Promise<string>
  readonly linking: Begun
}

function begin(ctx: Context, said: EncounterReport): Beginning {
  const encounterId = ctx.newId()
  const grant = authorise(ctx, 'encounter.report', ownSubject(ctx, 'encounter', encounterId))
  const today = londonDay(ctx.now)
  const comparable = toComparable(
    { ...said.person, asAt: said.person.asAt ?? today },
    { latestYear: Number(today.slice(0, 4)) },
  )
  const reference = freeReference(ctx)
  reference.catch(() => undefined)
  return { encounterId, grant, comparable, reference, linking: beginLinking(ctx, comparable) }
}

/** References are short, so that they can be read out: now and then one is drawn that the agency has used before. */
const REFERENCES_DRAWN = 8

async function freeReference(ctx: Context): Promise<string> {
  const drawn = Array.from({ length: REFERENCES_DRAWN }, () => makeReference('ENC', ctx.randomBytes(REFERENCE_BYTES)))
  const taken = await takenReferences(ctx.tx, ctx.actor.agency, drawn)
  const free = drawn.find(reference => !taken.has(reference))
  if (free === undefined) throw new Error('No reference is free: has the agency millions of encounters?')
  return free
}

async function report(ctx: Context, said: EncounterReport, begun: Beginning): Promise<Reported> {
  const { encounterId, grant, comparable, linking } = begun
  const reference = await begun.reference
  const incoming = incomingRecord(ctx, said, { encounterId, reference, comparable })
  const { recordId, sourceSystem } = incoming
  const { write } = await foldRecords(ctx.tx, grant, [incoming], ctx.now)
  const tell = authorise(ctx, 'alert.raise', ownSubject(ctx, 'alert', encounterId))
  const [found, thresholds] = await linkNewRecord(
    ctx,
    linking,
    { recordId, sourceSystem, comparable },
    {
      meanwhile: write,
      afterwards: () => Promise.all([listInterestsOf(ctx.tx, tell, recordId, ctx.now), hubThresholds(ctx.tx)]),
    },
  )
  const concerns: PersonConcern[] = found.flatMap(pair =>
    concernsIn(pair, thresholds).map(concern => ({ ...concern, personId: pair.personId })),
  )
  const policy = alertPolicy(said.circumstance)
  const clocks = alertClocks()
  const sure = concerns.filter(concern => concern.certainty !== 'possible').map(concern => concern.personId)
  const holders = concerns.map(concern => concern.interest)
  const [named, contactOf] = await Promise.all([
    initialsOf(ctx.tx, tell, [...new Set(sure)], ctx.now),
    findContacts(ctx, holders),
  ])
  const answer = answerFor({
    concerns,
    policy,
    clocks,
    whoIs: personId => whoItIs(named.find(one => one.personId === personId)),
    contactOf,
    reference,
    report: said,
    ageGiven: ageOf(comparable, Number(londonDay(ctx.now).slice(0, 4)), said.person.ageYears),
  })
  const drafts = alertsFor(ctx.actor.agency, concerns, policy, clocks, ctx.now)
  const encounter: NewEncounter = {
    encounterId,
    reference,
    recordId,
    circumstance: said.circumstance,
    occurredAt: said.occurredAt ?? ctx.now,
    reportedAt: ctx.now,
    place: said.place,
    outcode: outcodeOf(said.postcode),
    description: said.description ?? null,
    observations: said.observations,
    withWhom: said.withWhom ?? null,
    note: said.note ?? null,
    reportedBy: ctx.actor.id,
    reporterName: ctx.actor.name,
    team: ctx.actor.team ?? null,
    callback: said.callback ?? null,
    certainty: bestCertainty(concerns),
    answer,
  }
  const store = () => insertEncounter(ctx.tx, grant, encounter)
  if (drafts.length === 0) {
    // Nothing waits for it: it goes out together with the commit.
    ctx.last.push(store)
    return { encounterId, reference, answer, told: [] }
  }
  const alerts = drafts.map(draft => newAlert(ctx, draft, { encounterAgency: ctx.actor.agency, encounterId }))
  const [, raised] = await Promise.all([store(), raiseAlerts(ctx.tx, tell, alerts)])
  const told = drafts
    .filter(draft => raised.some(alert => alert.agency === draft.audience))
    .map(({ audience, tells }) => ({ agency: audience, tells }))
  return { encounterId, reference, answer, told }
}

/** Both times are kept: the event carries when it happened, the encounter also when it was said. */
function incomingRecord(
  ctx: Context,
  said: EncounterReport,
  made: { readonly encounterId: string; readonly reference: string; readonly comparable: Comparable },
) {
  const { circumstance, observations, withWhom, place, postcode, person } = said
  return {
    recordId: ctx.newId(),
    sourceSystem: 'throughline',
    feed: 'encounter',
    sourceId: made.reference,
    person: person.ageYears === undefined ? person : { ...person, asAt: person.asAt ?? londonDay(ctx.now) },
    asGiven: said,
    marks: [],
    comparable: made.comparable,
    event: {
      kind: 'encounter',
      startsAt: said.occurredAt ?? ctx.now,
      place,
      outcode: outcodeOf(postcode) ?? undefined,
      facts: {
        circumstance: loadReference().circumstanceByCode.get(circumstance)?.label ?? circumstance,
        reference: made.reference,
        ...(observations.length === 0 ? {} : { observations: observations.map(observationLabel).join(', ') }),
        ...(withWhom === undefined ? {} : { withWhom }),
      },
    },
    withdraws: false,
    restricted: false,
    assertedAt: ctx.now,
  }
}

function problemsOf(said: EncounterReport, ctx: Context): FieldProblem[] {
  const { circumstanceByCode, observationByCode } = loadReference()
  const time = said.occurredAt === undefined ? undefined : timeProblem(said.occurredAt, ctx.now)
  const unknown = said.observations.filter(code => !observationByCode.has(code))
  return [
    ...(circumstanceByCode.has(said.circumstance)
      ? []
      : [{ field: 'circumstance', message: 'Choose why you met. The codes are listed at /api.' }]),
    ...(said.place.trim() === '' ? [{ field: 'place', message: 'Enter where you are' }] : []),
    ...(time === undefined ? [] : [time]),
    ...(unknown.length === 0 ? [] : [{ field: 'observations', message: 'Choose what you see from the list' }]),
  ]
}

function observationLabel(code: string): string {
  return loadReference().observationByCode.get(code)?.label ?? code
}

function whoItIs(
  named:
    | { readonly initials: string | null; readonly ageFrom: number | null; readonly ageTo: number | null }
    | undefined,
): WhoItIs {
  const { initials = null, ageFrom = null, ageTo = null } = named ?? {}
  return {
    initials: initials ?? undefined,
    age: ageFrom === null || ageTo === null ? undefined : { from: ageFrom, to: ageTo },
  }
}

/** Age by the report itself: as said, or from the date or year of birth. */
function ageOf(c: Comparable, year: number, said: number | undefined): AgeRange | undefined {
  if (said !== undefined) return { from: said, to: said }
  if (c.bornBetween === undefined) return undefined
  const [from, to] = c.bornBetween
  return { from: Math.max(0, year - to - 1), to: Math.max(0, year - from) }
}

function outcodeOf(postcode: string | undefined): string | null {
  const parsed = parsePostcode(postcode ?? '')
  return parsed.ok ? (parsed.value.split(' ')[0] ?? null) : null
}
