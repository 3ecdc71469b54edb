import { MATTER_KINDS } from './case/matters.ts'
import { londonDay } from './values/london.ts'
import { daysBetween, type Instant } from './values/time.ts'

/** Everything with a time on it that waits for an agency, in no order of importance. */
export const DUE_KINDS = [
  'alert',
  'sign',
  'question',
  'interview',
  ...MATTER_KINDS,
  'order',
  'judgement',
  'request',
  'watch',
  'supervision',
  'panel',
  'panel-action',
] as const

export type DueKind = (typeof DUE_KINDS)[number]

/** When something is due, as a team looks at it. */
export const DUE_GROUPS = ['late', 'today', 'week', 'later'] as const

export type DueGroup = (typeof DUE_GROUPS)[number]

const WEEK_DAYS = 7

/** In which group something due at a moment stands: late from that moment on; else by days in London, the next seven being a week. */
export function dueGroup(dueAt: Instant, now: Instant): DueGroup {
  if (dueAt <= now) return 'late'
  const days = daysBetween(londonDay(now), londonDay(dueAt))
  if (days === 0) return 'today'
  return days <= WEEK_DAYS ? 'week' : 'later'
}
