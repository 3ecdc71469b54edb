import type { AgencyId } from '../values/ids.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import type { FieldAnswer, CaseEvent, GroundsDecision, NrmEvent, Outcome } from './event.ts'

/** Who said something about a referral, and when; without name and words for a reader who was not told. */
export interface Said {
  readonly at: Instant
  readonly agency: AgencyId
  readonly byName: string | null
  readonly words: string | null
}

/** A decision that was asked to be looked at again. */
export interface Reconsideration extends Said {
  readonly decided?: Said & { readonly outcome: Outcome; readonly on: PlainDate }
}

/** A decision whether there are grounds to believe that somebody is a victim. */
export interface Decision extends Said {
  readonly decision: GroundsDecision
  /** As it was made first. */
  readonly outcome: Outcome
  readonly on: PlainDate
  /** Oldest first. */
  readonly reconsiderations: readonly Reconsideration[]
}

/** The safeguarding action that every referral opens, and its answer by a named person. */
export interface SafeguardingAction {
  readonly actionId: string
  /** The local authority that has it. */
  readonly council: AgencyId
  readonly dueAt: Instant
  readonly answered?: Said & { readonly name: string; readonly post: string; readonly phone: string }
}

/** One referral to the NRM, from the question to a first responder on. */
export interface Referral {
  readonly referralId: string
  readonly asked?: Said & { readonly of: AgencyId; readonly dueAt: Instant }
  readonly notTaken?: Said & { readonly reason: string }
  /** The first responder that writes or wrote it. */
  readonly responder?: AgencyId
  readonly begunAt?: Instant
  /** By field; empty for a reader who was not given what it says. */
  readonly answers: Readonly<Record<string, FieldAnswer>>
  /** How often each section was saved: the version that a change of it names. */
  readonly saved: Readonly<Record<string, number>>
  /** Of an adult. */
  readonly consent?: Said & { readonly given: boolean }
  readonly sent?: Said & { readonly route: string; readonly decisionDueAt: Instant; readonly reference: string }
  /** Sent without a name, for an adult who does not agree. */
  readonly notified?: Said
  readonly action?: SafeguardingAction
  /** At most one of each kind, in the order in which they were made. */
  readonly decisions: readonly Decision[]
  readonly suspended?: (Said & { readonly reason: string }) | undefined
  readonly withdrawn?: Said & { readonly reason: string }
}

/** Referrals of one person, oldest first. */
export type NrmState = readonly Referral[]

/** How a referral stands. */
export type Stage =
  | 'asked'
  | 'not-taken'
  | 'draft'
  | 'sent'
  | 'reasonable-grounds'
  | 'no-reasonable-grounds'
  | 'conclusive-grounds'
  | 'no-conclusive-grounds'
  | 'suspended'
  | 'withdrawn'
  | 'notified'

/** The outcome that counts of a decision: the last one, after every reconsideration. */
export function outcomeOf(decision: Decision): Outcome {
  return decision.reconsiderations.findLast(one => one.decided !== undefined)?.decided?.outcome ?? decision.outcome
}

/** The decision of a kind that was made of a referral. */
export function decisionOf(referral: Referral, kind: GroundsDecision): Decision | undefined {
  return referral.decisions.find(one => one.decision === kind)
}

/** How a referral stands now. */
export function stageOf(referral: Referral): Stage {
  if (referral.withdrawn !== undefined) return 'withdrawn'
  if (referral.notified !== undefined) return 'notified'
  if (referral.suspended !== undefined) return 'suspended'
  const last = referral.decisions.at(-1)
  if (last !== undefined) return outcomeOf(last) === 'positive' ? last.decision : (`no-${last.decision}` as const)
  if (referral.sent !== undefined) return 'sent'
  if (referral.responder !== undefined) return 'draft'
  return referral.notTaken === undefined ? 'asked' : 'not-taken'
}

/** Whether a referral goes on: it is neither declined, withdrawn nor turned into a notification. */
export function isOpen(referral: Referral): boolean {
  return !['not-taken', 'withdrawn', 'notified'].includes(stageOf(referral))
}

/** The referral that a page is about: the newest that goes on, else the newest of all. */
export function currentReferral(state: NrmState): Referral | undefined {
  return state.findLast(isOpen) ?? state.at(-1)
}

/** The referrals after one more event. What cannot have happened, such as a decision on what was never sent, changes nothing. */
export function nrmAfter(state: NrmState, event: CaseEvent): NrmState {
  if (!isOfNrm(event)) return state
  const { referralId } = event.facts
  const known = state.find(one => one.referralId === referralId)
  const next = changed(known ?? { referralId, answers: {}, saved: {}, decisions: [] }, event)
  if (next === undefined) return state
  return known === undefined ? [...state, next] : state.map(one => (one === known ? next : one))
}

function isOfNrm(event: CaseEvent): event is NrmEvent {
  return event.kind.startsWith('nrm-')
}

/** Undefined when the event does not fit how the referral stands. */
function changed(referral: Referral, event: NrmEvent): Referral | undefined {
  const said: Said = { at: event.happenedAt, agency: event.agency, byName: event.byName, words: event.words }
  const isResponder = referral.responder === event.agency
  const isParty = isResponder || referral.action?.council === event.agency
  switch (event.kind) {
    case 'nrm-asked':
      return isNew(referral)
        ? { ...referral, asked: { ...said, of: event.facts.of, dueAt: event.facts.dueAt } }
        : undefined
    case 'nrm-not-taken':
      return referral.asked?.of === event.agency && referral.responder === undefined
        ? { ...referral, notTaken: { ...said, reason: event.facts.reason } }
        : undefined
    case 'nrm-begun':
      return referral.responder === undefined && referral.notTaken === undefined
        ? { ...referral, responder: event.agency, begunAt: event.happenedAt }
        : undefined
    case 'nrm-section-saved':
      return isResponder && referral.sent === undefined ? withSection(referral, event) : undefined
    case 'nrm-consent':
      return isResponder ? { ...referral, consent: { ...said, given: event.facts.given } } : undefined
    case 'nrm-sent':
      return sent(referral, event, said)
    case 'nrm-content-sent':
      return isResponder ? { ...referral, answers: { ...event.facts.answers, ...referral.answers } } : undefined
    case 'nrm-notified':
      return isResponder && referral.sent === undefined ? { ...referral, notified: said } : undefined
    case 'nrm-action-answered':
      return answered(referral, event, said)
    case 'nrm-decided':
      return isParty ? decided(referral, event, said) : undefined
    case 'nrm-reconsideration-asked':
    case 'nrm-reconsidered':
      return isParty ? reconsidered(referral, event, said) : undefined
    case 'nrm-suspended':
      return isParty ? { ...referral, suspended: { ...said, reason: event.facts.reason } } : undefined
    case 'nrm-resumed':
      return isParty ? { ...referral, suspended: undefined } : undefined
    case 'nrm-withdrawn':
      return isParty || referral.asked?.agency === event.agency
        ? { ...referral, withdrawn: { ...said, reason: event.facts.reason } }
        : undefined
  }
}

type Of<Kind extends NrmEvent['kind']> = Extract<NrmEvent, { kind: Kind }>

function isNew(referral: Referral): boolean {
  return referral.asked === undefined && referral.responder === undefined
}

function withSection(referral: Referral, { facts, agency, byName, happenedAt }: Of<'nrm-section-saved'>): Referral {
  const answers = { ...referral.answers }
  for (const [field, text] of Object.entries(facts.answers)) {
    const before = answers[field]
    const heldBack = facts.heldBack[field]
    // Who wrote it first stays its writer while the words are the same.
    if (before?.text === text && before.heldBack === heldBack) continue
    if (text === '' && heldBack === undefined) delete answers[field]
    else answers[field] = { text, at: happenedAt, agency, byName, heldBack }
  }
  const saved = { ...referral.saved, [facts.section]: (referral.saved[facts.section] ?? 0) + 1 }
  return { ...referral, answers, saved }
}

/** For a reader who was told no more, this is the first that there is of the referral. */
function sent(referral: Referral, { agency, facts }: Of<'nrm-sent'>, said: Said): Referral | undefined {
  if (referral.sent !== undefined || (referral.responder ?? agency) !== agency) return undefined
  const { route, decisionDueAt, reference, actionId, council, actionDueAt } = facts
  return {
    ...referral,
    responder: agency,
    sent: { ...said, route, decisionDueAt, reference },
    action: { actionId, council, dueAt: actionDueAt },
  }
}

function answered(referral: Referral, { agency, facts }: Of<'nrm-action-answered'>, said: Said): Referral | undefined {
  const { action } = referral
  if (action?.council !== agency || action.answered !== undefined) return undefined
  const { name, post, phone } = facts
  return { ...referral, action: { ...action, answered: { ...said, name, post, phone } } }
}

function decided(referral: Referral, { facts }: Of<'nrm-decided'>, said: Said): Referral | undefined {
  const { decision, outcome, on } = facts
  if (referral.sent === undefined || decisionOf(referral, decision) !== undefined) return undefined
  const made: Decision = { ...said, decision, outcome, on, reconsiderations: [] }
  return { ...referral, decisions: [...referral.decisions, made] }
}

function reconsidered(
  referral: Referral,
  event: Of<'nrm-reconsideration-asked' | 'nrm-reconsidered'>,
  said: Said,
): Referral | undefined {
  const found = decisionOf(referral, event.facts.decision)
  if (found === undefined) return undefined
  const open = openReconsideration(found)
  const again = (): readonly Reconsideration[] | undefined => {
    if (event.kind === 'nrm-reconsideration-asked')
      return open === undefined ? [...found.reconsiderations, said] : undefined
    const { outcome, on } = event.facts
    return open === undefined
      ? undefined
      : found.reconsiderations.map(one => (one === open ? { ...one, decided: { ...said, outcome, on } } : one))
  }
  const reconsiderations = again()
  if (reconsiderations === undefined) return undefined
  const decisions = referral.decisions.map(one => (one === found ? { ...one, reconsiderations } : one))
  return { ...referral, decisions }
}

/** The reconsideration of a decision that has not been decided. */
export function openReconsideration(decision: Decision): Reconsideration | undefined {
  return decision.reconsiderations.find(one => one.decided === undefined)
}
