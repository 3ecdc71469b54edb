import type { Grant } from '#domain/access.ts'
import type { RecordRef } from '#domain/link.ts'
import { episodeEvent, interviewEvent, type ToldEvent } from '#domain/missing-event.ts'
import {
  changeProblems,
  episodeState,
  interviewProblems,
  interviewState,
  type InterviewOffered,
  type InterviewStep,
  isOfEpisode,
  type MissingReported,
  type MissingStep,
  reportProblems,
} from '#domain/missing-step.ts'
import { checkFields, type FieldProblem, Problem } from '#domain/problem.ts'
import { parsePostcode } from '#domain/values/identifiers.ts'
import { londonDay } from '#domain/values/london.ts'
import { makeReference, REFERENCE_BYTES } from '#domain/values/reference.ts'
import { toComparable } from '#linkage/index.ts'
import {
  type Anchor,
  appendMissingStep,
  findMissingAnchor,
  findReturn,
  lockWorkedOn,
  subjectOfMissing,
  type WorkedOn,
} from '#store/missing.ts'
import { type IncomingRecord, upsertRecords } from '#store/records.ts'
import { loadReference } from '#store/reference.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context, disclosed } from './context.ts'
import { idempotent } from './idempotent.ts'
import { keepInterests, tellAgencies } from './interests.ts'
import { bindToPerson } from './link-decisions.ts'
import { linkRecords } from './linkage.ts'
import { noEpisode } from './missing.ts'

/** A record that was made, as the answer names it. */
export interface Written {
  readonly recordId: string
  readonly reference: string
}

/**
 * Report somebody missing or absent, or tell of an absence that nobody reported. It is a record of the actor's agency like those that
 * come by file: everybody who needs to know is told.
 *
 * @param key makes sending it again harmless
 * @throws Problem 'bad-request' naming the fields, or 'not-found' when refused
 */
export async function reportMissing(
  ctx: Context,
  personId: string,
  report: MissingReported,
  key?: string,
): Promise<Written> {
  checkFields(reportProblems(report, levelCodes(), ctx.now))
  const { answer } = await idempotent(
    ctx,
    { key, request: { missing: report, personId } },
    () => undefined,
    async () => {
      const grant = await mayRecord(ctx, personId)
      const reference = makeReference('MIS', ctx.randomBytes(REFERENCE_BYTES))
      const recordId = ctx.newId()
      const said = { ...report, reportedAt: ctx.now }
      const about = { agency: ctx.actor.agency, recordId }
      await write(ctx, grant, {
        recordId,
        reference,
        feed: 'missing',
        event: eventOf(ctx, reference, [said]),
        about,
        said,
      })
      return { recordId, reference }
    },
  )
  return answer
}

/**
 * Offer a return home interview after an episode that the actor's agency reaches, its own or another's.
 *
 * @throws Problem 'bad-request' naming the fields, or 'not-found' when refused
 */
export async function offerInterview(
  ctx: Context,
  personId: string,
  episode: RecordRef,
  offer: InterviewOffered,
): Promise<Written> {
  const grant = await mayRecord(ctx, personId)
  const back = await findReturn(ctx.tx, grant, episode)
  if (back === undefined) throw noEpisode(ctx, personId, episode)
  checkFields(interviewProblems(back.returnedAt ?? undefined, undefined, offer, ctx.now))
  const reference = makeReference('RHI', ctx.randomBytes(REFERENCE_BYTES))
  const recordId = ctx.newId()
  const event = eventOf(ctx, reference, [offer])
  await write(ctx, grant, { recordId, reference, feed: 'return-interview', event, about: episode, said: offer })
  return { recordId, reference }
}

/** Where a change was made: whose page it is on, and the episode that it is about. */
export interface Changed {
  readonly personId: string | undefined
  readonly episode: RecordRef
}

/**
 * Write down a further step of an episode or an interview of the actor's agency.
 *
 * @param version how many steps were there when the writer looked
 * @throws Problem 'bad-request' naming the fields, 'stale-version', or 'not-found' when refused
 */
export async function changeMissing(
  ctx: Context,
  recordId: string,
  version: number,
  step: MissingStep,
): Promise<Changed> {
  const grant = await mayChange(ctx, recordId)
  const held = await lockWorkedOn(ctx.tx, grant)
  if (held === undefined) throw new Problem('not-found')
  if (held.steps.length !== version) {
    throw new Problem(
      'stale-version',
      'Somebody wrote something down here meanwhile. Look at it again; nothing of yours was stored.',
    )
  }
  const said = endedByFile(held, step)
  checkFields(problemsOf(ctx, held, said))
  const stepNo = version + 1
  await appendMissingStep(ctx.tx, grant, { recordId, stepNo, about: held.about, said, ...writer(ctx) }, ctx.now)
  if (held.madeHere) await retell(ctx, grant, held, [...held.steps, said])
  return { personId: grant.subject.personId, episode: held.about }
}

/** Whose page an episode or an interview of the actor's agency is on. Throws when refused. */
export async function whereIsMissing(ctx: Context, recordId: string): Promise<Changed> {
  const grant = await mayChange(ctx, recordId)
  const held = await lockWorkedOn(ctx.tx, grant)
  if (held === undefined) throw new Problem('not-found')
  return { personId: grant.subject.personId, episode: held.about }
}

async function mayRecord(ctx: Context, personId: string): Promise<Grant<'missing.record'>> {
  return authorise(ctx, 'missing.record', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
}

async function mayChange(ctx: Context, recordId: string): Promise<Grant<'missing.change'>> {
  return authorise(ctx, 'missing.change', await subjectOfMissing(ctx.tx, ctx.actor.agency, recordId))
}

interface Writing extends Written {
  readonly feed: string
  readonly event: ToldEvent
  readonly about: RecordRef
  readonly said: MissingStep
}

/** A new record with its first step, put with the person on whose page it was written. */
async function write(ctx: Context, grant: Grant<'missing.record'>, writing: Writing): Promise<void> {
  const { recordId, about, said } = writing
  const anchor = await findMissingAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  const incoming = incomingRecord(ctx, anchor, writing)
  const stored = await upsertRecords(ctx.tx, grant, [incoming], ctx.now)
  await appendMissingStep(ctx.tx, grant, { recordId, stepNo: 1, about, said, ...writer(ctx) }, ctx.now)
  disclosed(ctx, grant, [recordId])
  // First whose it is, so that they keep their id; then what it says, like any record's.
  const own = { agency: ctx.actor.agency, recordId }
  const because = `Written down on this person's page: ${writing.reference}`
  const { changedPersons } = await bindToPerson(ctx, own, anchor, because)
  const { sourceSystem, comparable } = incoming
  const linked = await linkRecords(ctx, [{ recordId, sourceSystem, comparable }])
  await keepInterests(ctx, stored, grant)
  await tellAgencies(ctx, [...linked.map(one => one.personId), ...changedPersons, grant.subject.id])
}

/** What the agency's own record says of the person is said again, so that the new one finds its people by itself, whatever becomes of that one. */
function incomingRecord(
  ctx: Context,
  { person }: Anchor,
  { recordId, reference, feed, event, said }: Writing,
): IncomingRecord {
  return {
    recordId,
    sourceSystem: 'throughline',
    feed,
    sourceId: reference,
    version: '1',
    person,
    asGiven: said,
    marks: [],
    comparable: comparableOf(ctx, person),
    event: placed(event, said),
    withdraws: false,
    restricted: false,
    assertedAt: ctx.now,
  }
}

/** The next version of a record that was made here: what its steps come to now. */
async function retell(
  ctx: Context,
  grant: Grant<'missing.change'>,
  held: WorkedOn,
  steps: readonly MissingStep[],
): Promise<void> {
  const { recordId, sourceId, feed, person } = held
  const event = eventOf(ctx, sourceId, steps)
  const first = steps[0]
  const stored = await upsertRecords(
    ctx.tx,
    grant,
    [
      {
        recordId,
        sourceSystem: 'throughline',
        feed,
        sourceId,
        version: String(steps.length),
        person,
        asGiven: steps.at(-1),
        marks: [],
        comparable: comparableOf(ctx, person),
        event: first === undefined ? event : placed(event, first),
        withdraws: false,
        restricted: held.restricted,
        assertedAt: ctx.now,
      },
    ],
    ctx.now,
  )
  await keepInterests(ctx, stored, grant)
}

function comparableOf(ctx: Context, person: Anchor['person']) {
  return toComparable(person, { latestYear: Number(londonDay(ctx.now).slice(0, 4)) })
}

function placed(event: ToldEvent, first: MissingStep) {
  const postcode = first.kind === 'reported' ? parsePostcode(first.postcode ?? '') : undefined
  return { ...event, outcode: postcode?.ok ? postcode.value.split(' ')[0] : undefined }
}

function eventOf(ctx: Context, reference: string, steps: readonly MissingStep[]): ToldEvent {
  const [first] = steps
  if (first !== undefined && isOfInterview(first)) {
    const own = steps.filter(isOfInterview)
    const state = interviewState(own)
    if (state !== undefined) return interviewEvent(reference, state, own)
  }
  const own = steps.filter(isOfEpisode)
  const state = episodeState({ since: ctx.now, until: undefined, riskLevel: undefined }, own)
  return episodeEvent(reference, state, own)
}

/** The end of an episode that came by file is what the file says. */
function endedByFile({ madeHere, recorded }: WorkedOn, step: MissingStep): MissingStep {
  const ended = recorded?.endsAt ?? undefined
  return step.kind === 'found' && !madeHere && ended !== undefined ? { ...step, at: ended } : step
}

function problemsOf(ctx: Context, held: WorkedOn, step: MissingStep): readonly FieldProblem[] {
  const { feed, recorded, madeHere, steps } = held
  if (feed === 'return-interview') {
    if (!isOfInterview(step) || step.kind === 'offered') return [WRONG_KIND]
    const state = interviewState(steps.filter(isOfInterview))
    return interviewProblems(undefined, state, step, ctx.now)
  }
  if (!isOfEpisode(step)) return [WRONG_KIND]
  if (step.kind === 'found' && !madeHere && recorded?.endsAt === null) return [ENDS_ELSEWHERE]
  const { startsAt, endsAt, grade } = recorded ?? { startsAt: ctx.now, endsAt: null, grade: null }
  const said = { since: startsAt, until: endsAt ?? undefined, riskLevel: grade ?? undefined }
  return changeProblems(episodeState(said, steps.filter(isOfEpisode)), step, levelCodes(), ctx.now)
}

const WRONG_KIND: FieldProblem = { field: 'kind', message: 'This does not follow what is written down here' }
const ENDS_ELSEWHERE: FieldProblem = {
  field: 'at',
  message:
    'This report came from a file of your own system. Say there that they are back, and it will be here with the next file',
}

function isOfInterview(step: MissingStep): step is InterviewStep {
  return !isOfEpisode(step)
}

function levelCodes(): ReadonlySet<string> {
  return new Set(loadReference().riskLevels.map(({ code }) => code))
}

function writer(ctx: Context) {
  return { byUser: ctx.actor.id, byName: ctx.actor.name }
}
