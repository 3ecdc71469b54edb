import { type Action, allows, RULES } from '#domain/access.ts'
import { londonDay } from '#domain/values/london.ts'
import { plusMinutes } from '#domain/values/time.ts'
import { countAlerts } from '#store/alerts.ts'
import {
  countConcernsWaiting,
  countPairsToReview,
  countRequestsToAnswer,
  countWatchesEnding,
  MOST_COUNTED,
} from '#store/waiting.ts'
import { countAdultMatters, countMatters } from '#store/cases.ts'
import { countFamilyMessages } from '#store/family.ts'
import { countOrders } from '#store/orders.ts'
import { countPanelWaits } from '#store/panels.ts'
import { countReferrals } from '#store/referrals.ts'
import { countOwedQuestions } from '#store/sign-questions.ts'
import { countOwedSigns } from '#store/signs.ts'
import { countSupervision } from '#store/supervision.ts'
import { authorise, type Context, ownSubject } from './context.ts'
import { supervisionsFor } from './supervision.ts'
import { countUnsettled } from './turning-18.ts'

export { MOST_COUNTED }

/** Something that waits for the actor's agency: what, and how many of it; from `MOST_COUNTED` on it may be more. */
export interface Waiting {
  readonly kind:
    | 'alerts-late'
    | 'signs-late'
    | 'cases-late'
    | 'actions-late'
    | 'orders-late'
    | 'supervision-late'
    | 'family-late'
    | 'referrals-late'
    | 'panels-late'
    | 'alerts'
    | 'concerns'
    | 'family'
    | 'signs'
    | 'questions'
    | 'referrals'
    | 'referrals-declined'
    | 'offers'
    | 'placements'
    | 'invitations'
    | 'meetings'
    | 'minutes'
    | 'panels'
    | 'actions'
    | 'orders-undecided'
    | 'orders'
    | 'nrm-asks'
    | 'nrm-actions'
    | 'requests'
    | 'links'
    | 'watches'
    | 'supervision'
    | 'adults-late'
    | 'adults'
    | 'turning-18'
  readonly number: number
}

const MONTH_MINUTES = 31 * 24 * 60
const WEEK_MINUTES = 7 * 24 * 60

/** What waits for the actor's agency and is for the actor to see, most urgent first; kinds of which nothing waits are left out. */
export async function whatWaits(ctx: Context): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = []
  if (may(ctx, 'alert.list')) {
    const counts = await countAlerts(ctx.tx, authorise(ctx, 'alert.list', ownSubject(ctx, 'alert', 'count')), ctx.now)
    waiting.push({ kind: 'alerts-late', number: counts.escalated })
    waiting.push({ kind: 'alerts', number: counts.waiting - counts.escalated })
  }
  if (may(ctx, 'concern.list')) {
    const grant = authorise(ctx, 'concern.list', ownSubject(ctx, 'concern', 'count'))
    waiting.push({ kind: 'concerns', number: await countConcernsWaiting(ctx.tx, grant) })
  }
  if (may(ctx, 'family.list')) {
    const grant = authorise(ctx, 'family.list', ownSubject(ctx, 'family-message', 'count'))
    const counts = await countFamilyMessages(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'family-late', number: counts.late }, { kind: 'family', number: counts.waiting })
  }
  if (may(ctx, 'referral.list')) {
    const grant = authorise(ctx, 'referral.list', ownSubject(ctx, 'case', 'count'))
    const { late, toAnswer, declined } = await countReferrals(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'referrals-late', number: late }, { kind: 'referrals-declined', number: declined })
    waiting.push({ kind: 'referrals', number: toAnswer })
  }
  if (may(ctx, 'case.list')) {
    const grant = authorise(ctx, 'case.list', ownSubject(ctx, 'case', 'count'))
    const counts = await countMatters(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'cases-late', number: counts.late }, { kind: 'actions-late', number: counts.actionsLate })
    waiting.push({ kind: 'nrm-actions', number: counts.nrmActions }, { kind: 'nrm-asks', number: counts.nrmAsks })
    waiting.push({ kind: 'offers', number: counts.offers }, { kind: 'invitations', number: counts.invitations })
    waiting.push({ kind: 'meetings', number: counts.meetings }, { kind: 'minutes', number: counts.minutes })
    waiting.push({ kind: 'actions', number: counts.actions }, { kind: 'placements', number: counts.placements })
  }
  if (may(ctx, 'panel.list')) {
    const grant = authorise(ctx, 'panel.list', ownSubject(ctx, 'panel', 'count'))
    const counts = await countPanelWaits(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'panels-late', number: counts.late }, { kind: 'panels', number: counts.waiting })
  }
  if (may(ctx, 'adult.list')) {
    const grant = authorise(ctx, 'adult.list', ownSubject(ctx, 'case', 'count'))
    const adults = await countAdultMatters(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'adults-late', number: adults.late }, { kind: 'adults', number: adults.waiting })
    waiting.push({ kind: 'turning-18', number: await countUnsettled(ctx, grant) })
  }
  if (may(ctx, 'sign.list')) {
    const grant = authorise(ctx, 'sign.list', ownSubject(ctx, 'sign', 'count'))
    const owed = await countOwedSigns(ctx.tx, grant, ctx.now)
    waiting.push({ kind: 'signs-late', number: owed.late })
    waiting.push({ kind: 'signs', number: owed.waiting })
    waiting.push({ kind: 'questions', number: await countOwedQuestions(ctx.tx, grant) })
  }
  if (may(ctx, 'order.list')) {
    const grant = authorise(ctx, 'order.list', ownSubject(ctx, 'order', 'count'))
    const soon = plusMinutes(ctx.now, MONTH_MINUTES)
    const { late, due, undecided } = await countOrders(ctx.tx, grant, { now: ctx.now, soon, lastDay: londonDay(soon) })
    waiting.push({ kind: 'orders-late', number: late }, { kind: 'orders-undecided', number: undecided })
    waiting.push({ kind: 'orders', number: due })
  }
  if (may(ctx, 'share.list')) {
    const grant = authorise(ctx, 'share.list', ownSubject(ctx, 'share', 'count'))
    waiting.push({ kind: 'requests', number: await countRequestsToAnswer(ctx.tx, grant, ctx.now) })
  }
  if (may(ctx, 'link.list')) {
    const grant = authorise(ctx, 'link.list', ownSubject(ctx, 'link', 'count'))
    waiting.push({ kind: 'links', number: await countPairsToReview(ctx.tx, grant, ctx.now) })
  }
  if (may(ctx, 'watch.list')) {
    const grant = authorise(ctx, 'watch.list', ownSubject(ctx, 'watch', 'count'))
    const number = await countWatchesEnding(ctx.tx, grant, plusMinutes(ctx.now, MONTH_MINUTES))
    waiting.push({ kind: 'watches', number })
  }
  if (may(ctx, 'supervision.read')) {
    const grant = authorise(ctx, 'supervision.read', ownSubject(ctx, 'person', 'count'))
    const times = { now: ctx.now, by: plusMinutes(ctx.now, WEEK_MINUTES) }
    const { late, coming } = await countSupervision(ctx.tx, grant, supervisionsFor(ctx.actor), times)
    waiting.push({ kind: 'supervision-late', number: late }, { kind: 'supervision', number: coming })
  }
  const urgentFirst = waiting.toSorted((a, b) => Number(isLate(b)) - Number(isLate(a)))
  return urgentFirst.filter(one => one.number > 0)
}

function isLate({ kind }: Waiting): boolean {
  return kind.endsWith('-late') && kind !== 'cases-late'
}

/** Not seeing a count that is for others is no refusal, and leaves no entry. */
function may(ctx: Context, action: Action): boolean {
  return allows(ctx.actor, action, ownSubject(ctx, RULES[action].about), ctx.purpose)
}
