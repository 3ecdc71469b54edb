import { asKnown } from '#domain/case/case-state.ts'
import type { LeadState } from '#domain/case/lead.ts'
import {
  type AgeKnown,
  mayDoReferral,
  type ReceiverCommand,
  type ReferralCommand,
  referralEvents,
  type ReferralMove,
  referralMoves,
  referralProblems,
  type SenderCommand,
  servicesFor,
} from '#domain/case/referral-rules.ts'
import type { AgencyReferral, ReferralState } from '#domain/case/referral.ts'
import { isAdultOn } from '#domain/born.ts'
import type { Grant } from '#domain/access.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import { londonDay, londonInstant } from '#domain/values/london.ts'
import { type Instant, parseInstant, type PlainDate, plusDays } from '#domain/values/time.ts'
import { lockPeople } from '#store/links.ts'
import { listPersonRecords } from '#store/persons.ts'
import {
  countReferralsBetween,
  type ListedReferral,
  listReferrals as listStored,
  REFERRAL_SIDES,
  type ReferralCount,
  type ReferralSide,
  setReferrals,
} from '#store/referrals.ts'
import type { ReferralKind } from '#store/reference-schema.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { bornOf } from './born.ts'
import { appendEvents } from './cases.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { referralRules } from './referral-rules.ts'
import { NO_NAME, namesIn } from './search.ts'

export { REFERRAL_SIDES }
export type {
  AgencyReferral,
  ListedReferral,
  ReceiverCommand,
  ReferralCount,
  ReferralMove,
  ReferralSide,
  ReferralState,
  SenderCommand,
}

/** Referrals of a person between agencies, of which the actor's agency is a side, and what it may do. */
export interface ReferralFile {
  readonly personId: string
  readonly name: string
  readonly lead: LeadState
  /** Oldest first. */
  readonly state: ReferralState
  /** The moment as of which it is shown: nothing recorded later is in it. */
  readonly asOf: Instant
  readonly isNow: boolean
  /** What may be done about each referral, by its id. Nothing for a past date. */
  readonly moves: ReadonlyMap<string, readonly ReferralMove[]>
  /** What may be asked for somebody of their age. */
  readonly services: readonly ReferralKind[]
}

/**
 * The referrals of a person to or from the actor's agency, as they are, or as they were known at the end of a day. Throws when refused.
 *
 * @param on a day in London; today and later days are now
 */
export async function openReferrals(ctx: Context, personId: string, on?: PlainDate): Promise<ReferralFile> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'referral.read', await subjectOfPerson(ctx.tx, agency, personId))
  const asOf = asKnown(ctx.now, on)
  const isNow = asOf === ctx.now
  const [{ referrals: state, lead }, held] = await Promise.all([
    caseParts(ctx, grant, ['referrals', 'lead'], asOf),
    listPersonRecords(ctx.tx, grant),
  ])
  const rules = referralRules(ctx.now)
  const records = held.filter(record => !record.restricted)
  disclosed(
    ctx,
    grant,
    state.map(one => one.referralId),
  )
  return {
    personId,
    name: namesIn(records)[0] ?? NO_NAME,
    lead,
    state,
    asOf,
    isNow,
    moves: new Map(isNow ? state.map(one => [one.referralId, referralMoves(one, agency, rules, ctx.now)]) : []),
    services: servicesFor(rules.services, ageOf(ctx, records)),
  }
}

/**
 * Refer a person to another agency; take a referral back, contest that it was declined, or say why nothing more is done. The other agency is
 * told. Gives the new state.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as it stands; 'bad-request' naming the fields.
 */
export async function sendReferral(ctx: Context, personId: string, command: SenderCommand): Promise<ReferralState> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  return change(ctx, authorise(ctx, 'referral.send', subject), command)
}

/** Say that a referral arrived, accept it, decline it, or say what was done. Whoever referred is told. Throws as `sendReferral` does. */
export async function answerReferral(ctx: Context, personId: string, command: ReceiverCommand): Promise<ReferralState> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  return change(ctx, authorise(ctx, 'referral.answer', subject), command)
}

async function change(
  ctx: Context,
  grant: Grant<'referral.send'> | Grant<'referral.answer'>,
  command: ReferralCommand,
): Promise<ReferralState> {
  await lockPeople(ctx.tx, [grant.subject.id])
  const [{ referrals }, records] = await Promise.all([
    caseParts(ctx, grant, ['referrals']),
    listPersonRecords(ctx.tx, grant),
  ])
  const rules = referralRules(ctx.now)
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  const age = ageOf(
    ctx,
    records.filter(record => !record.restricted),
  )
  checkFields(referralProblems(command, rules, doer, age))
  if (!mayDoReferral(referrals, command, rules, doer)) throw new Problem('already-answered', notNow(command))
  const state = await appendEvents(ctx, grant, referralEvents(referrals, command, rules, doer))
  await setReferrals(ctx.tx, grant, state.referrals)
  return state.referrals
}

function notNow({ kind }: ReferralCommand): string {
  return kind === 'send'
    ? 'Your agency has asked them for this already, and it is open; or somebody said meanwhile what happens next. Nothing of yours was stored.'
    : 'This cannot be done as the referral stands now. Nothing of yours was stored.'
}

function ageOf(ctx: Context, records: Parameters<typeof bornOf>[0]): AgeKnown {
  const born = bornOf(records)
  if (born === undefined) return 'unknown'
  const today = londonDay(ctx.now)
  if (isAdultOn(born, today)) return 'adult'
  return isAdultOn({ earliest: born.earliest, latest: born.earliest }, today) ? 'unknown' : 'child'
}

/** Which referrals of the actor's agency are listed. */
export interface ReferralQuery {
  readonly side: ReferralSide
  /** Those that are over, in place of those that wait for somebody. */
  readonly closed: boolean
}

/**
 * Referrals of the actor's agency on one side: open ones, the next due first; or those that are over, the last ended first.
 *
 * @param after what `referralCursor` gave for the last one of the page before. Throws Problem 'bad-request' for anything else.
 */
export async function listReferrals(
  ctx: Context,
  query: ReferralQuery,
  after: readonly string[] | undefined,
  most: number,
): Promise<readonly ListedReferral[]> {
  const grant = authorise(ctx, 'referral.list', ownSubject(ctx, 'case', 'referrals'))
  const found = await listStored(ctx.tx, grant, query, after && cursorOf(after), most)
  disclosed(
    ctx,
    grant,
    found.map(one => one.referralId),
  )
  return found
}

/** Where a list of referrals goes on after one of them. */
export function referralCursor({ endedAt, dueAt, referralId }: ListedReferral): readonly string[] {
  return [endedAt ?? dueAt ?? 'infinity', referralId]
}

function cursorOf([at = '', referralId = '']: readonly string[]) {
  const isTime = at === 'infinity' || parseInstant(at).ok
  if (!isTime || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(referralId))
    throw new Problem('bad-request', 'This list cannot be continued from there. Start again from its first page.')
  return { at, referralId }
}

/** What became of referrals that were sent in a period: those to the actor's agency, and its own. */
export type ReferralCounts = Readonly<Record<ReferralSide, readonly ReferralCount[]>>

/** Count the referrals of the actor's agency that were sent from one day to another in London, both included, on both sides. */
export async function referralCounts(ctx: Context, from: PlainDate, to: PlainDate): Promise<ReferralCounts> {
  if (from > to)
    checkFields([{ field: 'to', message: 'The last day cannot be before the first' }], 'Nothing was counted.')
  const grant = authorise(ctx, 'referral.count', ownSubject(ctx, 'case', 'referrals'))
  const period = { from: londonInstant(from, 0, 0), to: londonInstant(plusDays(to, 1), 0, 0) }
  return {
    received: await countReferralsBetween(ctx.tx, grant, 'received', period, ctx.now),
    sent: await countReferralsBetween(ctx.tx, grant, 'sent', period, ctx.now),
  }
}
