import type { LeadState } from '#domain/case/lead.ts'
import type { NrmState } from '#domain/case/nrm.ts'
import { type ChronologyItem, chronology, type Entry } from '#domain/chronology.ts'
import { roleOf, type RoleHeld, rolesHeld } from '#domain/role.ts'
import { type FactRow, factRows, type Statement } from '#domain/statement.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parseDate } from '#linkage/index.ts'
import { listJudgementsAbout, type StoredJudgement } from '#store/judgements.ts'
import {
  findPersonState,
  type FurtherEntries,
  type Look,
  listFurtherEntries,
  listLooks,
  listPersonLinks,
  listPersonRecords,
  type PersonLink,
  type PersonRecord,
} from '#store/persons.ts'
import { listMissingSteps, type StoredStep } from '#store/missing.ts'
import { listRequestsAbout, type RequestStanding } from '#store/share-requests.ts'
import { listQuestionsAbout, type StoredQuestion } from '#store/sign-questions.ts'
import { listSignsAbout } from '#store/signs.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { authorise, type Context, disclosed } from './context.ts'
import { factKey } from './facts.ts'
import { namesIn } from './search.ts'
import { listsOf, type PersonSigns } from './signs.ts'

export type { FurtherEntries, Look, PersonLink, PersonRecord, RequestStanding }

/** Everything about a person that the actor's agency may see, each part with its source. */
export interface PersonFile {
  readonly personId: string
  readonly names: readonly string[]
  readonly born: string | undefined
  readonly attention: readonly string[]
  /** Agencies whose records are here: the actor's own first. */
  readonly agencies: readonly AgencyId[]
  readonly facts: readonly FactRow[]
  readonly roles: readonly RoleHeld[]
  readonly chronology: readonly ChronologyItem[]
  readonly records: readonly PersonRecord[]
  readonly links: readonly PersonLink[]
  /** Agencies that may see at least one of the records shown. */
  readonly seenBy: readonly AgencyId[]
  readonly further: readonly FurtherEntries[]
  /** Requests to share about the person that the agency made or was sent, newest first. */
  readonly requests: readonly RequestStanding[]
  readonly lead: LeadState
  /** Referrals to the NRM, as far as the agency may know of them. */
  readonly nrm: NrmState
  /** What was seen, in three lists; whom of those who would know was asked; and what named people judged, newest first. */
  readonly signs: PersonSigns
  readonly questions: readonly StoredQuestion[]
  readonly judgements: readonly StoredJudgement[]
  /** What was written down about missing episodes here; `missingOf` makes sense of it. */
  readonly missingSteps: readonly StoredStep[]
}

/**
 * The person as the actor's agency may see them: its own records and what was shared with it.
 *
 * What others hold beyond that is only counted. Writes the look to the audit trail. Throws when refused.
 */
export async function openPerson(ctx: Context, personId: string): Promise<PersonFile> {
  const grant = authorise(ctx, 'person.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const [held, further, state, requests, { lead, nrm }, signs, questions, judgements] = await Promise.all([
    listPersonRecords(ctx.tx, grant),
    listFurtherEntries(ctx.tx, grant),
    findPersonState(ctx.tx, grant),
    listRequestsAbout(ctx.tx, grant),
    caseParts(ctx, grant, ['lead', 'nrm']),
    listSignsAbout(ctx.tx, grant),
    listQuestionsAbout(ctx.tx, grant),
    listJudgementsAbout(ctx.tx, grant),
  ])
  const records = held.filter(record => !record.restricted)
  disclosed(
    ctx,
    grant,
    records.map(record => record.recordId),
  )
  const [links, missingSteps] = await Promise.all([
    listPersonLinks(ctx.tx, grant, records),
    listMissingSteps(
      ctx.tx,
      grant,
      records.filter(record => record.event?.kind === 'missing'),
    ),
  ])
  const agencies = [...new Set(records.map(record => record.agency))].toSorted(
    (a, b) => Number(b === ctx.actor.agency) - Number(a === ctx.actor.agency) || a.localeCompare(b),
  )
  return {
    personId,
    names: namesUsed(records),
    born: bornOn(records),
    attention: state?.attention ?? [],
    agencies,
    facts: factRows(records.flatMap(statementsOf), agencies),
    roles: rolesHeld(records.flatMap(rolesOf)),
    chronology: chronology(records.flatMap(entriesOf)),
    records,
    links,
    missingSteps,
    seenBy: [...new Set(records.flatMap(record => [record.agency, ...record.audience]))].toSorted(),
    further,
    requests,
    lead,
    nrm,
    signs: listsOf(ctx, signs),
    questions,
    judgements,
  }
}

/** Who has looked at the person, newest first; for those who may open the person and answer for it. */
export async function whoHasLooked(ctx: Context, personId: string): Promise<readonly Look[]> {
  const grant = authorise(ctx, 'person.looks', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  return listLooks(ctx.tx, grant, 100)
}

function namesUsed(records: readonly PersonRecord[]): string[] {
  const byFolded = new Map(namesIn(records).map(name => [name.toLocaleLowerCase('en-GB'), name]))
  return [...byFolded.values()]
}

/** The date of birth when every agency that gives one gives the same; none is chosen between two. */
function bornOn(records: readonly PersonRecord[]): string | undefined {
  const dates = new Set(records.map(record => dateOf(record.person['dateOfBirth'])).filter(date => date !== undefined))
  return dates.size === 1 ? [...dates][0] : undefined
}

function dateOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  const parsed = parseDate(given)
  return parsed.ok ? parsed.value : undefined
}

function statementsOf(record: PersonRecord): Statement[] {
  const saidOn = (record.assertedAt ?? record.receivedAt).slice(0, 10)
  const asAt = typeof record.person['asAt'] === 'string' ? record.person['asAt'] : saidOn
  return Object.entries(record.person).flatMap(([field, given]) =>
    (Array.isArray(given) ? given : [given])
      .map(value => String(value ?? '').trim())
      .filter(value => value !== '' && field !== 'asAt')
      .map(value => {
        const bornBetween = field === 'ageYears' ? yearsOf(value, asAt) : undefined
        return {
          agency: record.agency,
          recordId: record.recordId,
          field,
          value,
          comparable: bornBetween?.join() ?? factKey(field, value),
          bornBetween,
          on: field === 'ageYears' ? asAt : saidOn,
          source: record.feed,
          mark: record.marks.find(mark => mark.field === `person.${field}`)?.reason,
        }
      }),
  )
}

/** Somebody of an age on a day was born in one of two years. */
function yearsOf(age: string, on: string): readonly [number, number] | undefined {
  const born = Number(on.slice(0, 4)) - Number(age)
  return Number.isInteger(born) ? [born - 1, born] : undefined
}

function rolesOf(record: PersonRecord) {
  if (record.event === null) return []
  const recorded = record.event.facts['role']
  const role = roleOf(record.event.kind, typeof recorded === 'string' ? recorded : undefined)
  return role === undefined
    ? []
    : [{ role, agency: record.agency, at: record.event.startsAt, recordId: record.recordId }]
}

function entriesOf(record: PersonRecord): Entry[] {
  if (record.event === null) return []
  const facts = Object.entries(record.event.facts).filter(([, value]) => value !== null && value !== '')
  return [
    {
      agency: record.agency,
      recordId: record.recordId,
      kind: record.event.kind,
      at: record.event.startsAt,
      until: record.event.endsAt ?? undefined,
      place: record.event.place ?? undefined,
      facts: Object.fromEntries(facts.map(([name, value]) => [name, String(value)])),
      grade: record.event.grade ?? undefined,
      source: record.sourceSystem,
    },
  ]
}
