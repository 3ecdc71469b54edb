import type { AgencyId } from '../values/ids.ts'
import type { Instant, PlainDate } from '../values/time.ts'

/** What every event of a child's case has: who wrote it, and two times. Appended, never edited. */
interface Noted {
  readonly eventId: string
  /** The agency that wrote it. */
  readonly agency: AgencyId
  readonly happenedAt: Instant
  /** Never before it happened; events of a case are in the order in which they were recorded. */
  readonly recordedAt: Instant
  /** Null for a reader who was not told this event. */
  readonly byName: string | null
  /** In somebody's own words; null where there are none, or for a reader who was not told them. */
  readonly words: string | null
}

interface EventOf<Kind extends string, Facts> extends Noted {
  readonly kind: Kind
  readonly facts: Facts
}

/** Events of several kinds with the same facts. */
type EventsOf<Kind extends string, Facts> = Kind extends string ? EventOf<Kind, Facts> : never

/** Why an area has the duty: the child was found there, or lives there. */
export const GROUNDS_OF_DUTY = ['found', 'lives-here'] as const

export type GroundOfDuty = (typeof GROUNDS_OF_DUTY)[number]

/** What an agency proposes in place of an offer. */
export interface Proposal {
  /** Code of data/reference/lead-reasons.json. */
  readonly what: string
  /** The agency that should lead instead, where the proposal names one. */
  readonly agency?: AgencyId | undefined
  /** The day from which it would lead, where the proposal names one. */
  readonly from?: PlainDate | undefined
}

/** Who works with the child for the agency that leads, and the number to ring. */
export interface NamedPractitioner {
  readonly name: string
  readonly phone: string
  readonly post?: string | undefined
}

/** The offer that an event belongs to. */
interface OfOffer {
  readonly offerId: string
}

/** The placement that an event belongs to. */
interface OfPlacement {
  readonly placementId: string
}

/** What happens to the question of who leads. */
export type LeadEvent =
  | EventOf<'found-here', { readonly because: GroundOfDuty }>
  | EventOf<'offered', OfOffer & { readonly to: AgencyId; readonly expiresAt: Instant }>
  | EventOf<'withdrawn', OfOffer>
  | EventOf<'declined', OfOffer & { readonly reason: string }>
  | EventOf<'countered', OfOffer & { readonly proposal: Proposal }>
  | EventOf<'accepted', OfOffer>
  | EventOf<'expired', OfOffer>
  | EventOf<'dispute-raised', OfOffer & { readonly disputeId: string; readonly step: string; readonly dueAt: Instant }>
  | EventOf<'dispute-settled', { readonly disputeId: string }>
  | EventOf<'practitioner-named', NamedPractitioner>
  | EventOf<'case-closed', Readonly<Record<string, never>>>

/** What happens to a looked-after child's placement in the area of another authority. */
export type PlacementEvent =
  | EventOf<
      'placed-elsewhere',
      OfPlacement & {
        readonly area: AgencyId
        /** Also outside the areas that adjoin the responsible authority's. */
        readonly atDistance: boolean
        readonly emergency: boolean
        readonly startsOn: PlainDate
        readonly notifyBy: Instant
      }
    >
  | EventOf<'risk-checked', OfPlacement>
  | EventOf<'consultation-asked', OfPlacement>
  | EventOf<'consultation-answered', OfPlacement>
  | EventOf<'placement-approved', OfPlacement & { readonly senior: string; readonly post: string }>
  | EventOf<'area-notified', OfPlacement>
  | EventOf<'area-warned', OfPlacement>
  | EventOf<'placement-acknowledged', OfPlacement>
  | EventOf<'placement-ended', OfPlacement & { readonly endedOn: PlainDate }>

/** The plan that an event belongs to. */
interface OfPlan {
  readonly planId: string
}

/** The agency and the named person who do something. */
export interface Owner {
  readonly agency: AgencyId
  readonly name: string
}

/** What a contingency is for. Leaving the line is the most dangerous time, and has a plan of its own. */
export const CONTINGENCIES = ['missing', 'leaving', 'other'] as const

export type ContingencyAbout = (typeof CONTINGENCIES)[number]

/** If this happens, that is done (the event's words), and this person is rung. */
export interface IfThen {
  readonly about: ContingencyAbout
  readonly when: string
  readonly ring: string
  readonly phone: string
}

/** Somebody goes to see the child. */
export interface VisitTime {
  readonly on: PlainDate
  /** As written: '16:00', 'after school'. */
  readonly at?: string | undefined
  readonly who: string
}

/** What happens to the plan for a child. `words` say what is needed, to be done, was said, came of it, or why. */
export type PlanEvent =
  | EventsOf<'plan-opened' | 'plan-closed', OfPlan>
  | EventOf<'team-invited', OfPlan & { readonly invitationId: string; readonly agency: AgencyId }>
  | EventsOf<'team-joined' | 'team-declined', OfPlan>
  | EventOf<'team-left', OfPlan & { readonly agency: AgencyId }>
  | EventOf<'child-said', OfPlan & { readonly heardOn: PlainDate; readonly heardBy: string }>
  | EventsOf<'need-noted' | 'need-met', OfPlan & { readonly itemId: string }>
  | EventsOf<
      'action-added' | 'action-moved',
      OfPlan & { readonly itemId: string; readonly owner: Owner; readonly dueOn: PlainDate }
    >
  | EventsOf<'action-done' | 'action-not-done' | 'action-owner-left', OfPlan & { readonly itemId: string }>
  | EventOf<'contingency-set', OfPlan & { readonly itemId: string } & IfThen>
  | EventOf<'contingency-ended', OfPlan & { readonly itemId: string }>
  | EventOf<'visit-booked', OfPlan & { readonly itemId: string } & VisitTime>
  | EventOf<'visit-cancelled', OfPlan & { readonly itemId: string }>

/** The two decisions of the NRM. */
export const GROUNDS_DECISIONS = ['reasonable-grounds', 'conclusive-grounds'] as const

export type GroundsDecision = (typeof GROUNDS_DECISIONS)[number]

/** How a decision came out. */
export const OUTCOMES = ['positive', 'negative'] as const

export type Outcome = (typeof OUTCOMES)[number]

/** What the first responder wrote in a field of the form, who and when. */
export interface FieldAnswer {
  readonly text: string
  readonly at: Instant
  readonly agency: AgencyId
  readonly byName: string | null
  /** Why it does not leave the agency; then the pack says that something is held back, and not what. */
  readonly heldBack?: string | undefined
}

/** The referral to the NRM that an event belongs to. */
interface OfReferral {
  readonly referralId: string
}

/** What was decided, and on which day. */
interface Decided {
  readonly decision: GroundsDecision
  readonly outcome: Outcome
  readonly on: PlainDate
}

/** What happens to a referral to the NRM. Drafts come to their writer alone; how it stands comes to everybody who reaches the person. */
export type NrmEvent =
  | EventOf<'nrm-asked', OfReferral & { readonly of: AgencyId; readonly dueAt: Instant }>
  | EventOf<'nrm-not-taken', OfReferral & { readonly reason: string }>
  | EventOf<'nrm-begun', OfReferral & { readonly formVersion: string }>
  | EventOf<
      'nrm-section-saved',
      OfReferral & {
        readonly section: string
        /** By field; empty where the field was emptied. */
        readonly answers: Readonly<Record<string, string>>
        /** Why a field does not leave the agency, by field. */
        readonly heldBack: Readonly<Record<string, string>>
      }
    >
  | EventOf<'nrm-consent', OfReferral & { readonly given: boolean }>
  | EventOf<
      'nrm-sent',
      OfReferral & {
        readonly route: string
        readonly decisionDueAt: Instant
        readonly reference: string
        readonly actionId: string
        readonly council: AgencyId
        readonly actionDueAt: Instant
      }
    >
  | EventOf<'nrm-content-sent', OfReferral & { readonly answers: Readonly<Record<string, FieldAnswer>> }>
  | EventOf<'nrm-notified', OfReferral>
  | EventOf<
      'nrm-action-answered',
      OfReferral & { readonly name: string; readonly post: string; readonly phone: string }
    >
  | EventOf<'nrm-decided', OfReferral & Decided>
  | EventOf<'nrm-reconsidered', OfReferral & Decided>
  | EventOf<'nrm-reconsideration-asked', OfReferral & { readonly decision: GroundsDecision }>
  | EventOf<'nrm-suspended', OfReferral & { readonly reason: string }>
  | EventOf<'nrm-withdrawn', OfReferral & { readonly reason: string }>
  | EventOf<'nrm-resumed', OfReferral>

/** An answer to something that may not be known: not known is no "no". */
export const ANSWERS = ['yes', 'no', 'not-known'] as const

export type Answer = (typeof ANSWERS)[number]

/** Who said what the person wants. */
export const TOLD_BY = ['self', 'advocate', 'could-not-ask'] as const

export type ToldBy = (typeof TOLD_BY)[number]

/** How far the person got what they wanted. */
export const REACHED = ['yes', 'partly', 'no', 'not-known'] as const

export type Reached = (typeof REACHED)[number]

/** What of the Mental Capacity Act or of the person's agreement is noted as a dated fact. */
export const NOTED_ABOUT = ['capacity', 'consent'] as const

export type NotedAbout = (typeof NOTED_ABOUT)[number]

/** The enquiry that an event belongs to. */
interface OfEnquiry {
  readonly enquiryId: string
}

/** What happens to an adult who may be at risk, and to the plan of their own. */
export type AdultEvent =
  | EventOf<
      'enquiry-opened',
      OfEnquiry & {
        /** Whether people have taken over the person's home. */
        readonly takenOver: boolean
        /** Code of data/reference/adult-tests.json. */
        readonly test: string
        readonly decideBy: Instant
      }
    >
  | EventOf<
      'test-answered',
      OfEnquiry & { readonly question: string; readonly answer: Answer; readonly source: string }
    >
  | EventOf<
      'test-met',
      OfEnquiry & { readonly lead: string; readonly phone: string; readonly dueOn: PlainDate; readonly dueAt: Instant }
    >
  | EventOf<'test-not-met', OfEnquiry>
  | EventOf<'enquiry-ended', OfEnquiry & { readonly reached: Reached }>
  | EventOf<'wish-told', { readonly toldBy: ToldBy; readonly outcome: string }>
  | EventOf<
      'fact-noted',
      { readonly about: NotedAbout; readonly answer: Answer; readonly matter: string; readonly on: PlainDate }
    >
  | EventOf<
      'address-checked',
      { readonly address: string; readonly postcode: string; readonly children: number; readonly unsure: number }
    >
  | EventOf<
      'action-agreed',
      {
        readonly actionId: string
        readonly agency: AgencyId
        readonly owner: string
        readonly dueOn: PlainDate
        readonly dueAt: Instant
        /** Code of data/reference/adult-ways.json, where it is a way taken because the test is not met. */
        readonly way?: string | undefined
        readonly enquiryId?: string | undefined
      }
    >
  | EventOf<'adult-action-done', { readonly actionId: string }>
  | EventOf<'adult-contingency-set', { readonly name: string; readonly phone: string }>
  | EventOf<
      'adult-plan-reviewed',
      { readonly reviewId: string; readonly nextOn?: PlainDate | undefined; readonly dueAt?: Instant | undefined }
    >

/** What happens when a child is prepared for eighteen. */
export type TurningEvent =
  | EventOf<'turning-step-done', { readonly step: string }>
  | EventOf<'turning-wish-told', { readonly agrees: Answer }>
  | EventOf<
      'adult-lead-named',
      {
        readonly handoverId: string
        readonly to: AgencyId
        readonly name: string
        readonly post: string
        readonly phone: string
        /** The end of the day by which they should accept. */
        readonly acceptBy: Instant
      }
    >
  | EventOf<'adult-lead-accepted' | 'adult-lead-declined', { readonly handoverId: string; readonly name: string }>
  | EventOf<'adult-lead-not-needed', { readonly name: string; readonly post: string }>

/** What the family says to a referral between agencies, or that nobody asked. */
export const CONSENTS = ['child-and-parent', 'child', 'parent', 'adult', 'refused', 'not-asked'] as const

export type Consent = (typeof CONSENTS)[number]

/** How soon whoever refers asks for an answer. In danger nobody refers: they ring. */
export const URGENCIES = ['today', 'soon', 'can-wait'] as const

export type Urgency = (typeof URGENCIES)[number]

/** What one agency asks of another for somebody; why it asks is in the words of the event. */
export interface Asked {
  readonly to: AgencyId
  /** Code of data/reference/referral-kinds.json. */
  readonly service: string
  /** In the person's own words, or why they could not be asked. */
  readonly wishes: string
  readonly consent: Consent
  /** Why somebody refuses, or why nobody was asked; else empty. */
  readonly consentWhy: string
  readonly urgency: Urgency
  /** Whom to ring. */
  readonly name: string
  readonly phone: string
}

/** The referral between agencies that an event belongs to: not one to the NRM. */
interface OfAgencyReferral {
  readonly referralId: string
}

/** What happens to a referral from one agency to another. Comes to these two alone. */
export type ReferralEvent =
  | EventOf<
      'referral-sent',
      OfAgencyReferral &
        Asked & {
          readonly answerBy: Instant
          /** The declined one that it follows. */
          readonly insteadOf?: string | undefined
        }
    >
  | EventOf<'referral-received', OfAgencyReferral & { readonly name: string; readonly phone: string }>
  | EventOf<
      'referral-accepted',
      OfAgencyReferral & { readonly name: string; readonly phone: string; readonly firstOn: PlainDate }
    >
  | EventOf<
      'referral-declined',
      OfAgencyReferral & {
        /** Code of data/reference/referral-reasons.json. */
        readonly reason: string
        /** What should happen instead. */
        readonly instead: string
        readonly insteadTo?: AgencyId | undefined
        /** By when whoever referred says what happens next. */
        readonly nextBy: Instant
      }
    >
  | EventOf<'referral-disputed', OfAgencyReferral & { readonly step: string; readonly dueAt: Instant }>
  | EventsOf<'referral-moved-on' | 'referral-closed' | 'referral-withdrawn' | 'referral-done', OfAgencyReferral>

/** The meeting that an event belongs to. */
interface OfMeeting {
  readonly meetingId: string
}

/** An agency that is asked to a meeting; `askId` is what waits for it. */
export interface AskedTo {
  readonly agency: AgencyId
  readonly askId: string
}

/** When and where or how a meeting is held, and by when its minutes are written. */
export interface MeetingTime {
  readonly at: Instant
  readonly where: string
  readonly minutesBy: Instant
}

/** Who was there for an agency. */
export interface Attendance {
  readonly agency: AgencyId
  readonly names: string
}

/** Who did not agree, and why. */
export interface Dissent extends Owner {
  readonly why: string
}

/** Something that a meeting decided; with an owner and a day it is an action. */
export interface MeetingDecision {
  readonly decisionId: string
  readonly text: string
  readonly owner?: Owner | undefined
  readonly dueOn?: PlainDate | undefined
  /** The action of the plan that it became. */
  readonly itemId?: string | undefined
  readonly dissent?: Dissent | undefined
}

/** What a meeting answered to the question for which meetings of its kind are held. */
export interface MeetingOutcome {
  readonly yes: boolean
  /** Of a yes, where there are several ways: which, and the named person who leads it. */
  readonly way?: string | undefined
  readonly lead?: string | undefined
  readonly reason: string
}

/** A clock that a meeting opened: `wants` is the kind of meeting by which it is met. */
export interface OpenedClock {
  readonly clockId: string
  /** Code of data/reference/clocks.json. */
  readonly clock: string
  readonly wants: string
  readonly dueAt: Instant
}

/** What the minutes of a meeting say besides its words. */
export interface MinutesFacts {
  readonly present: readonly Attendance[]
  readonly childSaid: string
  readonly familySaid: string
  readonly outcome?: MeetingOutcome | undefined
  readonly decisions: readonly MeetingDecision[]
  readonly clocks: readonly OpenedClock[]
  /** Until then those who were absent say that they have read them. */
  readonly readBy: Instant
}

/** What happens to a meeting about a child. `words` say why, what an agency wants said, what is to be discussed, or what was. */
export type MeetingEvent =
  | EventOf<
      'meeting-called',
      OfMeeting &
        MeetingTime & {
          /** Code of data/reference/meeting-kinds.json. */
          readonly meeting: string
          readonly chair: Owner
          readonly asked: readonly AskedTo[]
        }
    >
  | EventOf<'meeting-asked', OfMeeting & AskedTo>
  | EventOf<'meeting-moved', OfMeeting & MeetingTime>
  | EventOf<'meeting-coming', OfMeeting & { readonly names: string }>
  | EventsOf<'meeting-cancelled' | 'meeting-apologies' | 'meeting-corrected', OfMeeting>
  | EventOf<'meeting-point', OfMeeting & { readonly pointId: string }>
  | EventOf<'meeting-minuted', OfMeeting & MinutesFacts>
  | EventOf<'meeting-read', OfMeeting & { readonly name: string }>
  | EventOf<'meeting-clock-ended', OfMeeting & { readonly clockId: string }>

/** Anything that happens in a child's case. A new concern adds its events here and its part to `PARTS` of case-state.ts. */
export type CaseEvent =
  | LeadEvent
  | PlacementEvent
  | PlanEvent
  | MeetingEvent
  | NrmEvent
  | AdultEvent
  | TurningEvent
  | ReferralEvent

/** Which part of the case an event belongs to: in the database beside it, so that a part can be read alone. */
export type CasePart = 'lead' | 'placement' | 'plan' | 'meeting' | 'nrm' | 'adult' | 'referral'

/** An event not yet stored. `tells` are the other agencies that are told it, and all of the same matter before it. */
export interface NewCaseEvent<E extends CaseEvent = CaseEvent> {
  readonly part: CasePart
  readonly kind: E['kind']
  readonly facts: E['facts']
  readonly words: string | undefined
  readonly happenedAt: Instant
  /** The offer, dispute, placement, plan or meeting that it belongs to. */
  readonly matterId: string | undefined
  readonly tells: readonly AgencyId[]
  /** Whom it tells are told this event alone, and nothing of what went before it in the matter. */
  readonly alone?: boolean
}
