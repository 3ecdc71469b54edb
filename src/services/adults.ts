import {
  type AdultCommand,
  adultEvents,
  type AdultMove,
  adultMoves,
  adultProblems,
  type AdultRules,
} from '#domain/case/adult-rules.ts'
import { type AdultState } from '#domain/case/adult.ts'
import { asKnown, caseFrom, knownOn } from '#domain/case/case-state.ts'
import type { LeadState } from '#domain/case/lead.ts'
import { ADULT_MATTERS } from '#domain/case/matters.ts'
import { type Born, isAdultOn } from '#domain/born.ts'
import { holdsIn } from '#domain/clock.ts'
import { checkFields, type FieldProblem, Problem } from '#domain/problem.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { listCaseEvents, listMatters, type WaitingMatter } from '#store/cases.ts'
import { lockPeople } from '#store/links.ts'
import { listPersonRecords, type PersonRecord } from '#store/persons.ts'
import { loadReference } from '#store/reference.ts'
import type { AdultTest, AdultWay } from '#store/reference-schema.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { bornOf } from './born.ts'
import { appendEvents, type CaseEvent } from './cases.ts'
import { leadRules } from './case-rules.ts'
import { clockDue } from './clocks.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { type ChildrenThere, childrenAt, type Home } from './homes.ts'
import { nationOf } from './agencies.ts'
import { NO_NAME, namesIn } from './search.ts'

export type { AdultCommand, AdultMove, AdultState, AdultTest, AdultWay }

/** An adult who may be at risk, or who is not known to be one, as the actor's agency may see it. */
export interface AdultFile {
  readonly personId: string
  readonly name: string
  readonly born: Born | undefined
  /** 'child' where records say that they are none of full age; 'unknown' where nothing says when they were born. */
  readonly age: 'adult' | 'child' | 'unknown'
  readonly lead: LeadState
  readonly state: AdultState
  /** Of this part alone, oldest first. */
  readonly events: readonly CaseEvent[]
  /** Nothing for a child, for those who may only read, and for a past day. */
  readonly moves: readonly AdultMove[]
  /** The one that holds where the agency is; and every version, of which an older concern may have had another. */
  readonly test: AdultTest
  readonly tests: readonly AdultTest[]
  readonly ways: readonly AdultWay[]
  /** The home that was checked last, else the one that records give. */
  readonly home: Home | undefined
  /** Children there now; undefined while nobody wrote that the home was taken over, and for a past day. */
  readonly there: ChildrenThere | undefined
  /** The moment as of which it is shown: nothing recorded later is in it, and nothing may be done then but now. */
  readonly asOf: Instant
}

/**
 * What an adult needs and what is done about it, as it is, or as it was known at the end of a day. Throws when refused.
 *
 * @param on a day in London; today and later days are now
 */
export async function openAdult(ctx: Context, personId: string, on?: PlainDate): Promise<AdultFile> {
  const grant = authorise(ctx, 'adult.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const [all, held] = await Promise.all([listCaseEvents(ctx.tx, grant), listPersonRecords(ctx.tx, grant)])
  const asOf = asKnown(ctx.now, on)
  const isNow = asOf === ctx.now
  const events = isNow ? all : knownOn(all, asOf)
  const records = held.filter(record => !record.restricted)
  const { adult: state, lead } = caseFrom(events)
  const born = bornOf(records)
  const age = ageOf(born, asOf)
  const known = records.filter(({ receivedAt }) => receivedAt <= asOf)
  const home = state.checks.at(-1) ?? homeIn(known, ctx.actor.agency)
  const takenOver = state.enquiries.some(one => one.takenOver)
  const rules = adultRules(ctx)
  return {
    personId,
    name: namesIn(records)[0] ?? NO_NAME,
    born,
    age,
    lead,
    state,
    events: events.filter(isOfAdult),
    moves: age === 'child' || !isNow ? [] : adultMoves(state, rules, ctx.actor.agency),
    test: testHere(ctx),
    tests: loadReference().adults.tests,
    ways: waysHere(ctx),
    home: home === undefined ? undefined : { address: home.address, postcode: home.postcode },
    there: isNow && takenOver && home !== undefined ? await childrenAt(ctx, home, personId) : undefined,
    asOf,
  }
}

/**
 * Do something for an adult who may be at risk, tell whom it tells, and give the new state.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as it stands; 'bad-request' naming the fields, or for a child.
 *
 * @param unread what was wrong before there was a command, to be named together with what is wrong in it
 */
export async function changeAdult(
  ctx: Context,
  personId: string,
  command: AdultCommand,
  unread: readonly FieldProblem[] = [],
): Promise<AdultState> {
  const grant = authorise(ctx, 'adult.change', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  await lockPeople(ctx.tx, [personId])
  const [events, records] = await Promise.all([listCaseEvents(ctx.tx, grant), listPersonRecords(ctx.tx, grant)])
  if (ageOf(bornOf(records), ctx.now) === 'child') checkFields([{ field: 'adult', message: NOT_FOR_A_CHILD }])
  const rules = adultRules(ctx)
  checkFields([...unread, ...adultProblems(command, rules, ctx.now)])
  const there = command.kind === 'check' ? await childrenAt(ctx, command, personId) : undefined
  const found = { children: there?.children.length ?? 0, unsure: there?.unsure.length ?? 0 }
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  const drafts = adultEvents(caseFrom(events).adult, command, rules, doer, found)
  if (drafts === undefined)
    throw new Problem(
      'already-answered',
      'This cannot be done as it stands now, or is not for your agency. Nothing of yours was stored.',
    )
  return (await appendEvents(ctx, grant, drafts)).adult
}

const NOT_FOR_A_CHILD =
  'This is for adults. For somebody under 18 the duties to children hold: see “Who leads” and “Turning 18”'

/** What waits for adults and for those who turn eighteen, on either side: the next to run out first, at most 200. */
export async function listAdultWork(ctx: Context): Promise<readonly WaitingMatter[]> {
  const grant = authorise(ctx, 'adult.list', ownSubject(ctx, 'case'))
  const matters = await listMatters(ctx.tx, grant, ADULT_MATTERS)
  disclosed(
    ctx,
    grant,
    matters.map(matter => matter.matterId),
  )
  return matters
}

/** The event kinds of this part: what is written for an adult. */
function isOfAdult({ kind }: CaseEvent): boolean {
  return ADULT_KINDS.has(kind)
}

const ADULT_KINDS: ReadonlySet<CaseEvent['kind']> = new Set([
  'enquiry-opened',
  'test-answered',
  'test-met',
  'test-not-met',
  'enquiry-ended',
  'wish-told',
  'fact-noted',
  'address-checked',
  'action-agreed',
  'adult-action-done',
  'adult-contingency-set',
  'adult-plan-reviewed',
])

function ageOf(born: Born | undefined, at: Instant): AdultFile['age'] {
  if (born === undefined) return 'unknown'
  return isAdultOn(born, londonDay(at)) ? 'adult' : 'child'
}

/** The newest home that records give, one's own agency's before another's. */
function homeIn(records: readonly PersonRecord[], agency: string): Home | undefined {
  const homes = records.flatMap(({ person, agency: holder, receivedAt }) => {
    const [address, postcode] = [person['address'], person['postcode']]
    return typeof address === 'string' && typeof postcode === 'string'
      ? [{ address, postcode, receivedAt, own: holder === agency }]
      : []
  })
  return homes.toSorted((a, b) => Number(b.own) - Number(a.own) || b.receivedAt.localeCompare(a.receivedAt))[0]
}

function testHere(ctx: Context): AdultTest {
  const [nation, today] = [nationOf(ctx.actor.agency), londonDay(ctx.now)]
  const test = loadReference().adults.tests.find(one => holdsIn(one, nation, today))
  if (test === undefined) throw new Error(`data/reference/adult-tests.json has none for ${nation} on ${today}`)
  return test
}

function waysHere(ctx: Context): readonly AdultWay[] {
  const [nation, today] = [nationOf(ctx.actor.agency), londonDay(ctx.now)]
  return loadReference().adults.ways.filter(one => holdsIn(one, nation, today))
}

function adultRules(ctx: Context): AdultRules {
  const { agencyByCode } = loadReference()
  const test = testHere(ctx)
  const { dissolved, mayLead } = leadRules(ctx.now)
  return {
    test: { code: test.code, questions: test.questions.map(({ code }) => code) },
    ways: new Set(waysHere(ctx).map(({ code }) => code)),
    isAgency: code => agencyByCode.has(code),
    dissolved,
    mayDecide: mayLead(ctx.actor.agency),
    decideBy: clockDue('adult-enquiry-decision', ctx.actor.agency, ctx.now),
  }
}
