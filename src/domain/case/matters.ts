import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import type { AdultState } from './adult.ts'
import type { CaseState } from './case-state.ts'
import { openDispute, openOffers } from './lead.ts'
import { absentFrom, type Meeting, type MeetingState, openClocks } from './meeting.ts'
import { type NrmState, type Referral, stageOf } from './nrm.ts'
import { nextDecision } from './nrm-rules.ts'
import type { Said } from './placement.ts'
import { type ReferralState, waitsIn } from './referral.ts'
import { isTold, placementGaps } from './placement-rules.ts'
import { isOnTeam, type PlanState } from './plan.ts'
import { actionDue, ownerOf, planLead } from './plan-rules.ts'
import { type TurningState, waitingLeads } from './turning.ts'

/** What waits about who leads, placements, plans, meetings and referrals to the NRM. */
export const LEAD_MATTERS = [
  'offer',
  'dispute',
  'placement',
  'invitation',
  'action',
  'meeting',
  'nrm',
  'nrm-action',
] as const
/** What waits for an adult who may be at risk, or for a child who turns eighteen. */
export const ADULT_MATTERS = ['enquiry', 'adult-action', 'adult-review', 'adult-lead'] as const

/** What waits of referrals from one agency to another. */
export const REFERRAL_MATTERS = ['referral'] as const

/** Everything of a case that may wait. */
export const MATTER_KINDS = [...LEAD_MATTERS, ...ADULT_MATTERS, ...REFERRAL_MATTERS] as const

export type MatterKind = (typeof MATTER_KINDS)[number]

/** Something in a case that waits for somebody and has a clock: what lists and jobs look at. Derived from the state, never edited. */
export interface Matter {
  readonly matterId: string
  readonly kind: MatterKind
  /** The agency that began it, that has to act, or is the first party of the dispute. */
  readonly agency: AgencyId
  /** The other one; undefined while it has not been told, and for what is the agency's own to do. */
  readonly other: AgencyId | undefined
  readonly since: Instant
  /** Undefined where it waits without a clock, as for the area to acknowledge. */
  readonly dueAt: Instant | undefined
  /** Of a dispute: the step of the ladder where it lies. Of a referral or a meeting: what it waits for. */
  readonly step: string | undefined
  /** The plan that it belongs to. Only its team knows all that waits in it. */
  readonly planId?: string
  /** The named person of the agency that has to act, where one was named who is still there. */
  readonly owner?: string | undefined
}

/** Who has the duty to a child now, and who works with the child there. */
export interface OpenLead {
  readonly leadId: string
  readonly agency: AgencyId
  readonly since: Instant
  readonly practitioner: string | undefined
}

/** Every agency that has the duty, also while another keeps it for the time being. */
export function openLeads({ lead: { lead, host } }: CaseState): OpenLead[] {
  return [lead, host]
    .filter(duty => duty !== undefined)
    .map(({ dutyId: leadId, agency, since, practitioners }) => ({
      leadId,
      agency,
      since,
      practitioner: practitioners.at(-1)?.name,
    }))
}

/** Everything in a case that waits now. A placement waits until nothing is missing and the area has acknowledged it. */
export function mattersOf(state: CaseState, now: Instant): Matter[] {
  const { lead, placements, plans, meetings, nrm, adult, turning, referrals } = state
  const offers = openOffers(lead).map(
    (offer): Matter => ({
      matterId: offer.offerId,
      kind: 'offer',
      agency: offer.from,
      other: offer.to,
      since: offer.at,
      dueAt: offer.expiresAt,
      step: undefined,
    }),
  )
  const dispute = openDispute(lead)
  const step = dispute?.steps.at(-1)
  const disputes: Matter[] =
    dispute === undefined || step === undefined
      ? []
      : [
          {
            matterId: dispute.disputeId,
            kind: 'dispute',
            agency: dispute.between[0],
            other: dispute.between[1],
            since: step.at,
            dueAt: step.dueAt,
            step: step.step,
          },
        ]
  const open = placements.flatMap((one): Matter[] => {
    const [gap] = placementGaps(one, now)
    const done = gap === undefined && one.acknowledged !== undefined
    if (one.endedOn !== undefined || done) return []
    return [
      {
        matterId: one.placementId,
        kind: 'placement',
        agency: one.by,
        other: isTold(one) ? one.area : undefined,
        since: one.recordedAt,
        dueAt: gap?.dueAt,
        step: undefined,
      },
    ]
  })
  const inPlans = plans.flatMap(plan => inPlan(plan, lead))
  return [
    ...offers,
    ...disputes,
    ...open,
    ...inPlans,
    ...meetingMatters(meetings),
    ...nrmMatters(nrm),
    ...adultMatters(adult),
    ...turningMatters(turning),
    ...referralMatters(referrals),
  ]
}

function inPlan(plan: PlanState[number], lead: CaseState['lead']): Matter[] {
  if (plan.closed !== undefined) return []
  const { planId, team } = plan
  const invitations = team.flatMap(({ agency, state, invitationId, asked }): Matter[] => {
    if (state !== 'invited' || invitationId === undefined || asked === undefined) return []
    const open = { kind: 'invitation', since: asked.at, dueAt: undefined, step: undefined, planId } as const
    return [{ ...open, matterId: invitationId, agency: asked.agency, other: agency }]
  })
  const answers = planLead(plan, lead)
  const actions = plan.actions.flatMap((action): Matter[] => {
    const owner = ownerOf(action, plan)
    const agency = owner?.agency ?? answers
    if (action.state !== 'open' || agency === undefined) return []
    const due = { since: action.noted.at, dueAt: actionDue(action), step: undefined, planId, owner: owner?.name }
    return [
      { ...due, matterId: action.itemId, kind: 'action', agency, other: agency === answers ? undefined : answers },
    ]
  })
  return [...invitations, ...actions]
}

/**
 * What an agency may say of what waits: in a plan whose team it is not on it knows of its own invitation, and of nothing else.
 *
 * @returns what waits, and the plans of which it says everything
 */
export function mattersKnownTo(
  agency: AgencyId,
  state: CaseState,
  now: Instant,
): { readonly matters: readonly Matter[]; readonly plans: readonly string[] } {
  const plans = state.plans.filter(plan => isOnTeam(plan, agency)).map(({ planId }) => planId)
  const matters = mattersOf(state, now).filter(
    ({ planId, kind, other }) =>
      planId === undefined || plans.includes(planId) || (kind === 'invitation' && other === agency),
  )
  return { matters, plans }
}

/** An agency's answer whether it comes, until there are minutes; the minutes; that those who were absent read them; and the clocks that they open. */
function meetingMatters(state: MeetingState): Matter[] {
  return state.flatMap(meeting => {
    if (meeting.cancelled !== undefined) return []
    return meeting.minutes === undefined ? toHold(meeting) : toFollow(meeting, meeting.minutes)
  })
}

function toHold({ meetingId, by, called, asked, at, minutesBy }: Meeting): Matter[] {
  const answers = asked
    .filter(one => one.answer === undefined)
    .map(
      ({ askId, agency, asked: { at: since } }): Matter => ({
        ...{ matterId: askId, kind: 'meeting', agency, other: by },
        ...{ since, dueAt: at, step: 'answer' },
      }),
    )
  const own = { matterId: meetingId, kind: 'meeting', agency: by, other: undefined } as const
  return [...answers, { ...own, since: called.at, dueAt: minutesBy, step: 'minutes' }]
}

function toFollow(meeting: Meeting, { at: since, readBy }: NonNullable<Meeting['minutes']>): Matter[] {
  const { by } = meeting
  const unread = absentFrom(meeting).filter(one => one.read === undefined)
  return [
    ...unread.map(
      ({ askId, agency }): Matter => ({
        ...{ matterId: askId, kind: 'meeting', agency, other: by },
        ...{ since, dueAt: readBy, step: 'read' },
      }),
    ),
    ...openClocks(meeting).map(
      ({ clockId, clock, dueAt }): Matter => ({
        ...{ matterId: clockId, kind: 'meeting', agency: by, other: undefined },
        ...{ since, dueAt, step: clock },
      }),
    ),
  ]
}

/** A question to a first responder until it is taken on or not; a decision until it is made; a safeguarding action until it is answered, whatever becomes of the referral. */
function nrmMatters(state: NrmState): Matter[] {
  return state.flatMap(referral => [...askMatter(referral), ...decisionMatter(referral), ...actionMatter(referral)])
}

function askMatter(referral: Referral): Matter[] {
  const { asked, referralId: matterId } = referral
  if (asked === undefined || stageOf(referral) !== 'asked') return []
  return [
    { matterId, kind: 'nrm', agency: asked.agency, other: asked.of, since: asked.at, dueAt: asked.dueAt, step: 'ask' },
  ]
}

/** The second decision has no day by which it must be made. */
function decisionMatter(referral: Referral): Matter[] {
  const { sent, action, referralId: matterId } = referral
  const step = nextDecision(referral)
  if (sent === undefined || step === undefined || ['suspended', 'withdrawn'].includes(stageOf(referral))) return []
  const since = referral.decisions.at(-1)?.at ?? sent.at
  const dueAt = step === 'reasonable-grounds' ? sent.decisionDueAt : undefined
  return [
    { matterId, kind: 'nrm', agency: sent.agency, other: otherThan(sent.agency, action?.council), since, dueAt, step },
  ]
}

function actionMatter(referral: Referral): Matter[] {
  const { sent, action } = referral
  if (sent === undefined || action === undefined || action.answered !== undefined) return []
  const { actionId: matterId, council, dueAt } = action
  return [
    {
      matterId,
      kind: 'nrm-action',
      agency: sent.agency,
      other: otherThan(sent.agency, council),
      since: sent.at,
      dueAt,
      step: undefined,
    },
  ]
}

function otherThan(agency: AgencyId, other: AgencyId | undefined): AgencyId | undefined {
  return other === agency ? undefined : other
}

/** An enquiry waits until it is decided, and if met until it has ended; an action until it is done; a plan for its next review. */
function adultMatters({ enquiries, actions, reviews }: AdultState): Matter[] {
  const matter = (
    kind: MatterKind,
    matterId: string,
    said: Said,
    dueAt: Instant,
    owner?: string,
    other?: AgencyId,
  ): Matter => ({
    matterId,
    kind,
    agency: said.agency,
    other: other === said.agency ? undefined : other,
    since: said.at,
    dueAt,
    step: undefined,
    owner,
  })
  const open = enquiries.flatMap(({ enquiryId, opened, decideBy, decided, ended }) => {
    if (decided === undefined) return [matter('enquiry', enquiryId, opened, decideBy)]
    return decided.met && ended === undefined ? [matter('enquiry', enquiryId, opened, decided.dueAt, decided.lead)] : []
  })
  const undone = actions.filter(({ done }) => done === undefined)
  const next = [...new Map(reviews.map(one => [one.agency, one])).values()]
  return [
    ...open,
    ...undone.map(one => matter('adult-action', one.actionId, one.agreed, one.dueAt, one.owner, one.agency)),
    ...next.flatMap(one => (one.dueAt === undefined ? [] : [matter('adult-review', one.reviewId, one, one.dueAt)])),
  ]
}

function turningMatters(state: TurningState): Matter[] {
  return waitingLeads(state).map(({ handoverId, from, to, name, named, acceptBy }) => ({
    matterId: handoverId,
    kind: 'adult-lead',
    agency: from,
    other: to === from ? undefined : to,
    since: named.at,
    dueAt: acceptBy,
    step: undefined,
    owner: name,
  }))
}

/** A referral waits until it is answered, then until it is done; a declined one until whoever referred says what happens next. */
function referralMatters(state: ReferralState): Matter[] {
  return state.flatMap((referral): Matter[] => {
    const waits = waitsIn(referral)
    if (waits === undefined) return []
    const { referralId: matterId, from: agency, to } = referral
    const { step, since, dueAt } = waits
    const due = { matterId, kind: 'referral', agency, since, dueAt, step } as const
    if (step === 'next') return [{ ...due, other: undefined }]
    return [{ ...due, other: to, owner: (referral.accepted ?? referral.received)?.name }]
  })
}
