import { type FieldProblem, textProblems } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay, londonInstant } from '../values/london.ts'
import { daysBetween, type Instant, type PlainDate } from '../values/time.ts'
import { type CaseClocks, clockInForce, endOf } from './clocks.ts'
import type { NewCaseEvent, PlacementEvent } from './event.ts'
import { type Doer, type LeadRules, takerProblems } from './lead-rules.ts'
import type { Placement, PlacementState } from './placement.ts'

/** What an agency does about a placement in the area of another authority. */
export type PlacementCommand =
  | {
      readonly kind: 'place'
      readonly area: AgencyId
      readonly atDistance: boolean
      readonly emergency: boolean
      readonly startsOn: PlainDate
      readonly words: string
    }
  | {
      readonly kind: 'check-risk' | 'consult' | 'answer' | 'notify' | 'warn' | 'acknowledge'
      readonly placementId: string
      readonly words: string
    }
  | { readonly kind: 'approve'; readonly placementId: string; readonly senior: string; readonly post: string }
  | { readonly kind: 'end'; readonly placementId: string; readonly endedOn: PlainDate }

/** What may be done to a placement that was recorded. */
export const PLACEMENT_MOVES = [
  'check-risk',
  'consult',
  'answer',
  'approve',
  'notify',
  'warn',
  'acknowledge',
  'end',
] as const satisfies readonly PlacementCommand['kind'][]

export type PlacementMove = (typeof PLACEMENT_MOVES)[number]

/** Something that a placement wants and that has not been done. */
export interface PlacementGap {
  readonly wants: 'risk-check' | 'approval' | 'consultation' | 'notification'
  readonly dueAt: Instant
  readonly late: boolean
}

/** A placement is not told of so far ahead or so late that the day must be mistyped. */
const MOST_DAYS = 366

/** Whether the authority of the area knows of a placement from the one that places. */
export function isTold(one: Placement): boolean {
  return one.notified !== undefined || one.consultationAsked !== undefined || one.warnings.length > 0
}

/** What an agency may do to a placement now. The authority of the area answers and acknowledges; the rest is for the one that places. */
export function placementMoves(one: Placement, agency: AgencyId): PlacementMove[] {
  if (one.endedOn !== undefined) return []
  if (agency === one.area) {
    const asked = one.consultationAsked !== undefined && one.consultationAnswered === undefined
    const moves: readonly (readonly [PlacementMove, boolean])[] = [
      ['answer', asked],
      ['acknowledge', isTold(one) && one.acknowledged === undefined],
    ]
    return moves.filter(([, yes]) => yes).map(([move]) => move)
  }
  if (agency !== one.by) return []
  const moves: readonly (readonly [PlacementMove, boolean])[] = [
    ['check-risk', one.riskChecked === undefined],
    ['consult', one.consultationAsked === undefined],
    ['approve', one.atDistance && one.approved === undefined],
    ['notify', one.notified === undefined],
    ['warn', true],
    ['end', true],
  ]
  return moves.filter(([, yes]) => yes).map(([move]) => move)
}

/**
 * What a placement still wants, most urgent first.
 *
 * Before the move: a risk check; and at a distance, approval by a named senior and consultation of the area. The area is notified before
 * the move too. In an emergency all but the risk check may follow within the time of the clock.
 */
export function placementGaps(one: Placement, now: Instant): PlacementGap[] {
  if (one.endedOn !== undefined) return []
  const before = startOf(one.startsOn)
  const wants: readonly (readonly [PlacementGap['wants'], boolean, Instant])[] = [
    ['risk-check', one.riskChecked === undefined, before],
    ['approval', one.atDistance && one.approved === undefined, one.notifyBy],
    ['consultation', one.atDistance && one.consultationAsked === undefined, one.notifyBy],
    ['notification', one.notified === undefined, one.notifyBy],
  ]
  return wants
    .filter(([, missing]) => missing)
    .map(([what, , dueAt]) => ({ wants: what, dueAt, late: dueAt <= now }))
    .toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))
}

/** When the authority of the area must have been notified: before the move, or in an emergency so many working days after its day. */
export function notifyBy(startsOn: PlainDate, emergency: boolean, clocks: CaseClocks): Instant {
  if (!emergency) return startOf(startsOn)
  return endOf(clockInForce(clocks, 'placement-notice', startsOn), londonInstant(startsOn, 12, 0), clocks)
}

function startOf(day: PlainDate): Instant {
  return londonInstant(day, 0, 0)
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function placementProblems(
  command: PlacementCommand,
  rules: Pick<LeadRules, 'dissolved' | 'mayLead'>,
  { agency, now }: Doer,
): FieldProblem[] {
  switch (command.kind) {
    case 'place':
      return [
        ...takerProblems(command.area, agency, rules, 'area'),
        ...dayProblems('startsOn', command.startsOn, now),
        ...textProblems('words', command.words, 'Say why the child is placed there'),
      ]
    case 'approve':
      return [
        ...textProblems('senior', command.senior, 'Enter who approved it'),
        ...textProblems('post', command.post, 'Enter their post'),
      ]
    case 'end':
      return dayProblems('endedOn', command.endedOn, now)
    case 'check-risk':
    case 'consult':
    case 'answer':
    case 'notify':
    case 'warn':
    case 'acknowledge':
      return textProblems('words', command.words, TO_WRITE[command.kind])
  }
}

const TO_WRITE = {
  'check-risk': 'Say who is there, what the risks are, and what is done about them',
  consult: 'Say what you ask the other area',
  answer: 'Say what the other authority should know before it places the child',
  notify: 'Say what the other area has to know: who the child is with, and whom to ring',
  warn: 'Say what the other area should look out for',
  acknowledge: 'Say who has taken note of it',
} as const

function dayProblems(field: string, day: PlainDate, now: Instant): FieldProblem[] {
  const far = Math.abs(daysBetween(londonDay(now), day)) > MOST_DAYS
  return far ? [{ field, message: 'This day is more than a year away' }] : []
}

const EVENT_OF = {
  'check-risk': 'risk-checked',
  consult: 'consultation-asked',
  answer: 'consultation-answered',
  approve: 'placement-approved',
  notify: 'area-notified',
  warn: 'area-warned',
  acknowledge: 'placement-acknowledged',
  end: 'placement-ended',
} as const satisfies Readonly<Record<PlacementMove, PlacementEvent['kind']>>

const TELLS_AREA: readonly PlacementMove[] = ['consult', 'notify', 'warn']

/** What happens when it is done; undefined when it may not be done as the placement stands. */
export function placementEvent(
  state: PlacementState,
  command: PlacementCommand,
  rules: LeadRules,
  { agency, now, newId }: Doer,
): NewCaseEvent<PlacementEvent> | undefined {
  if (command.kind === 'place') {
    if (!rules.mayLead(agency)) return undefined
    const { area, atDistance, emergency, startsOn, words } = command
    // Sent twice, or told of by two colleagues.
    if (state.some(one => one.by === agency && one.area === area && one.endedOn === undefined)) return undefined
    const placementId = newId()
    const notice = notifyBy(startsOn, emergency, rules)
    const facts = { placementId, area, atDistance, emergency, startsOn, notifyBy: notice }
    return { ...event('placed-elsewhere', facts, now, words), matterId: placementId }
  }
  const { placementId, kind } = command
  const placement = state.find(one => one.placementId === placementId)
  if (placement === undefined || !placementMoves(placement, agency).includes(kind)) return undefined
  const facts = {
    placementId,
    ...(kind === 'approve' ? { senior: command.senior, post: command.post } : {}),
    ...(kind === 'end' ? { endedOn: command.endedOn } : {}),
  }
  const known = TELLS_AREA.includes(kind) || isTold(placement)
  return {
    ...event(EVENT_OF[kind], facts, now, 'words' in command ? command.words : undefined),
    matterId: placementId,
    tells: agency === placement.area ? [placement.by] : known ? [placement.area] : [],
  }
}

function event(
  kind: PlacementEvent['kind'],
  facts: PlacementEvent['facts'],
  happenedAt: Instant,
  words?: string,
): NewCaseEvent<PlacementEvent> {
  return { part: 'placement', kind, facts, words, happenedAt, matterId: undefined, tells: [] }
}
