import { type FieldProblem, textProblems, tooLong } from './problem.ts'
import type { AgencyId } from './values/ids.ts'
import { type Instant, plusMinutes } from './values/time.ts'

/** Where a request to share stands. Only `asked` waits for somebody, and only `shared` lets anybody see anything. */
export const SHARE_STATES = ['asked', 'shared', 'refused', 'withdrawn', 'stopped', 'expired'] as const

export type ShareState = (typeof SHARE_STATES)[number]

/** What may happen to a request. A clock runs out on one that nobody answered, and on what was shared. */
export type ShareEvent = 'share' | 'refuse' | 'withdraw' | 'stop' | 'run-out'

/** The two agencies of a request: whose records they are, and who asks to see them. */
export type ShareSide = 'holder' | 'asker'

/** What an agency asks: to see what another holds of one person, for a time. */
export interface ShareRequest {
  readonly holder: AgencyId
  /** Why it is needed, in words for the holder. */
  readonly reason: string
  /** Code of data/reference/legal-bases.json. */
  readonly gateway: string
  readonly days: number
}

/** Why a holder does not share. Recorded as a decision of its own: not sharing is one too. */
export const REFUSAL_GROUNDS = ['more-harm', 'not-relevant', 'somebody-else', 'protects-others', 'not-lawful'] as const

export type RefusalGround = (typeof REFUSAL_GROUNDS)[number]

/** Whether what is shared was seen or heard, or is somebody's judgement of it. */
export const SHARED_KINDS = ['fact', 'opinion', 'both'] as const

export type SharedKind = (typeof SHARED_KINDS)[number]

/** What a holder answers. */
export type ShareDecision =
  | {
      readonly kind: 'share'
      readonly gateway: string
      readonly days: number
      readonly holds: SharedKind
      /** How the other agency may use it; it is told these. */
      readonly conditions: string | undefined
      /** The context of the answer: what the other agency should know to read it rightly. */
      readonly note: string | undefined
    }
  | { readonly kind: 'refuse'; readonly ground: RefusalGround; readonly note: string }

/** Nothing is shared for longer without being asked for again. Local policy, not law: the sharing agreement sets the figures. */
export const LONGEST_SHARE_DAYS = 90

/** A request that nobody answers runs out after so many days. */
export const ANSWER_WITHIN_DAYS = 14

const DAY_MINUTES = 24 * 60

/** What is wrong with a request, field by field; nothing when it is right. */
export function requestProblems(asker: AgencyId, request: ShareRequest, gateways: ReadonlySet<string>): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (request.holder === asker || request.holder === '')
    problems.push({ field: 'agency', message: 'Choose the agency whose records you need' })
  problems.push(...textProblems('reason', request.reason, 'Say why you need to see them'))
  problems.push(...termProblems(request, gateways))
  return problems
}

/** What is wrong with an answer, field by field; nothing when it is right. */
export function decisionProblems(decision: ShareDecision, gateways: ReadonlySet<string>): FieldProblem[] {
  if (decision.kind === 'refuse')
    return textProblems('note', decision.note, 'Say why in a sentence; the other agency reads it')
  return [
    ...termProblems(decision, gateways),
    ...(['conditions', 'note'] as const).flatMap(field => tooLong(field, decision[field] ?? '')),
  ]
}

function termProblems(terms: Pick<ShareRequest, 'gateway' | 'days'>, gateways: ReadonlySet<string>): FieldProblem[] {
  const { gateway, days } = terms
  const fits = Number.isInteger(days) && days >= 1 && days <= LONGEST_SHARE_DAYS
  return [
    ...(gateways.has(gateway) ? [] : [{ field: 'gateway', message: 'Choose the legal basis' }]),
    ...(fits ? [] : [{ field: 'days', message: `Say for how many days: 1 to ${LONGEST_SHARE_DAYS}` }]),
  ]
}

/** Where a request stands after something happened to it, or undefined when that may not happen to it. */
export function shareStateAfter(state: ShareState, event: ShareEvent): ShareState | undefined {
  switch (event) {
    case 'share':
      return state === 'asked' ? 'shared' : undefined
    case 'refuse':
      return state === 'asked' ? 'refused' : undefined
    case 'withdraw':
      return state === 'asked' ? 'withdrawn' : undefined
    case 'stop':
      return state === 'shared' ? 'stopped' : undefined
    case 'run-out':
      return state === 'asked' || state === 'shared' ? 'expired' : undefined
  }
}

/** What each side may still do: the holder answers and stops, the asker withdraws and gives back. */
export function eventsFor(side: ShareSide, state: ShareState): readonly ShareEvent[] {
  const all: readonly ShareEvent[] = side === 'holder' ? ['share', 'refuse', 'stop'] : ['withdraw', 'stop']
  return all.filter(event => shareStateAfter(state, event) !== undefined)
}

/** Which side an agency is on, or undefined for one that the request is none of the business of. */
export function sideOf(
  agency: AgencyId,
  request: { readonly holder: AgencyId; readonly asker: AgencyId },
): ShareSide | undefined {
  if (agency === request.holder) return 'holder'
  return agency === request.asker ? 'asker' : undefined
}

/** When a request runs out if nobody answers. */
export function answerBy(askedAt: Instant): Instant {
  return plusMinutes(askedAt, ANSWER_WITHIN_DAYS * DAY_MINUTES)
}

/** When what is shared now stops being shared. */
export function sharedUntil(now: Instant, days: number): Instant {
  return plusMinutes(now, days * DAY_MINUTES)
}
