import type { AgencyId } from '../values/ids.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import type { Asked, CaseEvent, ReferralEvent } from './event.ts'
import type { Said } from './placement.ts'

/** How a referral stands. Declined, it is not over: whoever referred says what happens next. */
export const REFERRAL_STAGES = [
  'sent',
  'received',
  'accepted',
  'declined',
  'disputed',
  'moved-on',
  'closed',
  'withdrawn',
  'done',
] as const

export type ReferralStage = (typeof REFERRAL_STAGES)[number]

/** One step of the ladder on which whoever referred contests that it was declined. */
export interface Contest extends Said {
  readonly step: string
  readonly dueAt: Instant
}

/** Why it was declined, and what should happen instead. */
export interface Declined extends Said {
  readonly reason: string
  readonly instead: string
  readonly insteadTo?: AgencyId | undefined
  readonly nextBy: Instant
}

/** One referral of a person from one agency to another. */
export interface AgencyReferral extends Asked {
  readonly referralId: string
  readonly from: AgencyId
  readonly sent: Said
  readonly answerBy: Instant
  /** The declined one that it follows. */
  readonly insteadOf?: string | undefined
  readonly stage: ReferralStage
  readonly received?: Said & { readonly name: string; readonly phone: string }
  readonly accepted?: Said & { readonly name: string; readonly phone: string; readonly firstOn: PlainDate }
  /** Kept when it is accepted after all. */
  readonly declined?: Declined
  /** Lowest first; the last one is where it lies now. */
  readonly contests: readonly Contest[]
  /** The last word: referred elsewhere, closed with a reason, withdrawn or done. */
  readonly ended?: Said
}

/** Referrals of one person, as far as the reader is a side of them, oldest first. */
export type ReferralState = readonly AgencyReferral[]

/** What a referral waits for: an answer, what was promised, the next step after it was declined, or the end of a dispute. */
export interface Waits {
  readonly step: 'answer' | 'do' | 'next' | 'dispute'
  readonly who: AgencyId
  readonly since: Instant
  /** Undefined while an accepted one is worked on. */
  readonly dueAt: Instant | undefined
}

/** What a referral waits for; undefined when it is over. */
export function waitsIn(referral: AgencyReferral): Waits | undefined {
  const { stage, from, to, sent, answerBy, accepted, declined } = referral
  const contest = referral.contests.at(-1)
  switch (stage) {
    case 'sent':
    case 'received':
      return { step: 'answer', who: to, since: sent.at, dueAt: answerBy }
    case 'accepted':
      return { step: 'do', who: to, since: accepted?.at ?? sent.at, dueAt: undefined }
    case 'declined':
      return { step: 'next', who: from, since: declined?.at ?? sent.at, dueAt: declined?.nextBy }
    case 'disputed':
      return { step: 'dispute', who: to, since: contest?.at ?? sent.at, dueAt: contest?.dueAt }
    default:
      return undefined
  }
}

/** Whether a referral still waits for somebody. */
export function isOpenReferral(referral: AgencyReferral): boolean {
  return waitsIn(referral) !== undefined
}

/** The referrals after one more event. What cannot have happened, such as an answer by an agency that was not asked, changes nothing. */
export function referralsAfter(state: ReferralState, event: CaseEvent): ReferralState {
  if (!isOfReferrals(event)) return state
  const { referralId } = event.facts
  const known = state.find(one => one.referralId === referralId)
  if (event.kind === 'referral-sent') return known === undefined ? [...state, sentBy(event)] : state
  const next = known && changed(known, event)
  return next === undefined ? state : state.map(one => (one === known ? next : one))
}

function isOfReferrals(event: CaseEvent): event is ReferralEvent {
  return event.kind.startsWith('referral-')
}

/** Whether the agency to which somebody was referred writes such an event. */
export function isOfReceiver(kind: CaseEvent['kind']): boolean {
  return ['referral-received', 'referral-accepted', 'referral-declined', 'referral-done'].includes(kind)
}

type Of<Kind extends ReferralEvent['kind']> = Extract<ReferralEvent, { kind: Kind }>

function saidIn({ happenedAt, agency, byName, words }: ReferralEvent): Said {
  return { at: happenedAt, agency, byName, words }
}

function sentBy(event: Of<'referral-sent'>): AgencyReferral {
  return { ...event.facts, from: event.agency, sent: saidIn(event), stage: 'sent', contests: [] }
}

/** Undefined when the event does not fit how the referral stands, or is not for that agency. */
function changed(
  referral: AgencyReferral,
  event: Exclude<ReferralEvent, Of<'referral-sent'>>,
): AgencyReferral | undefined {
  const { stage, from, to } = referral
  const said = saidIn(event)
  const isSender = event.agency === from
  const isReceiver = event.agency === to
  const waits = stage === 'sent' || stage === 'received'
  const wasDeclined = stage === 'declined' || stage === 'disputed'
  const over = (ends: ReferralStage, may: boolean) => (may ? { ...referral, stage: ends, ended: said } : undefined)
  switch (event.kind) {
    case 'referral-received': {
      const { name, phone } = event.facts
      return isReceiver && stage === 'sent'
        ? { ...referral, stage: 'received', received: { ...said, name, phone } }
        : undefined
    }
    case 'referral-accepted': {
      const { name, phone, firstOn } = event.facts
      return isReceiver && (waits || wasDeclined)
        ? { ...referral, stage: 'accepted', accepted: { ...said, name, phone, firstOn } }
        : undefined
    }
    case 'referral-declined': {
      const { reason, instead, insteadTo, nextBy } = event.facts
      return isReceiver && waits
        ? { ...referral, stage: 'declined', declined: { ...said, reason, instead, insteadTo, nextBy } }
        : undefined
    }
    case 'referral-disputed': {
      const { step, dueAt } = event.facts
      return isSender && wasDeclined
        ? { ...referral, stage: 'disputed', contests: [...referral.contests, { ...said, step, dueAt }] }
        : undefined
    }
    case 'referral-moved-on':
      return over('moved-on', isSender && wasDeclined)
    case 'referral-closed':
      return over('closed', isSender && wasDeclined)
    case 'referral-withdrawn':
      return over('withdrawn', isSender && (waits || stage === 'accepted'))
    case 'referral-done':
      return over('done', isReceiver && stage === 'accepted')
  }
}
