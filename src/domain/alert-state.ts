import type { Instant } from './values/time.ts'

/** Where an alert stands. Only `raised` and `escalated` wait for somebody. */
export type AlertState = 'raised' | 'escalated' | 'acknowledged' | 'closed'

/** How an alert ended. 'not-ours' says that it was about somebody else, and counts against the machine. */
export const ALERT_OUTCOMES = ['safe', 'taken-over', 'already-known', 'no-action', 'not-ours'] as const

export type AlertOutcome = (typeof ALERT_OUTCOMES)[number]

/** What somebody does with an alert of their agency. */
export type AlertAnswer =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'act'; readonly note: string }
  | { readonly kind: 'hand-on'; readonly team: string; readonly note: string | undefined }
  | { readonly kind: 'close'; readonly outcome: Exclude<AlertOutcome, 'not-ours'>; readonly note: string }
  | { readonly kind: 'not-ours'; readonly note: string }

/** What an agency may answer to an alert. */
export const ALERT_ANSWERS = [
  'acknowledge',
  'act',
  'hand-on',
  'close',
  'not-ours',
] as const satisfies readonly AlertAnswer['kind'][]

/** Anything that happens to an alert. State is what these add up to. */
export type AlertEventKind =
  | 'raised'
  | 'upgraded'
  | 'seen'
  | 'escalated'
  | 'acknowledged'
  | 'acted'
  | 'handed-on'
  | 'closed'
  | 'not-ours'

/** One thing that happened to an alert; its state is a fold over these. */
export interface AlertEvent {
  readonly kind: AlertEventKind
  readonly at: Instant
}

/** The event that an answer leaves behind. */
export const EVENT_OF_ANSWER = {
  acknowledge: 'acknowledged',
  act: 'acted',
  'hand-on': 'handed-on',
  close: 'closed',
  'not-ours': 'not-ours',
} as const satisfies Readonly<Record<AlertAnswer['kind'], AlertEventKind>>

/** Where an alert stands after its events, oldest first. Nothing but a confirmed link opens a closed one again. */
export function stateAfter(events: readonly Pick<AlertEvent, 'kind'>[]): AlertState {
  return events.reduce<AlertState>((state, { kind }) => next(state, kind), 'raised')
}

function next(state: AlertState, kind: AlertEventKind): AlertState {
  if (kind === 'upgraded') return 'raised'
  if (state === 'closed') return state
  switch (kind) {
    case 'raised':
      return 'raised'
    case 'seen':
      return state
    case 'escalated':
      return state === 'raised' ? 'escalated' : state
    case 'acknowledged':
    case 'acted':
      return 'acknowledged'
    case 'handed-on':
      // The clock goes on: whoever it is handed to has no more time than was left.
      return state === 'escalated' ? state : 'raised'
    case 'closed':
    case 'not-ours':
      return 'closed'
  }
}

/** Whether an answer may be given to an alert that stands so; a closed one takes none. */
export function mayAnswer(state: AlertState, answer: AlertAnswer['kind']): boolean {
  if (state === 'closed') return false
  return answer !== 'acknowledge' || state !== 'acknowledged'
}

/** Share of closed alerts that were about the right person, or undefined while none is closed. */
export function precisionOf(closed: number, notOurs: number): number | undefined {
  return closed === 0 ? undefined : (closed - notOurs) / closed
}
