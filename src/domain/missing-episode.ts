import type { Instant } from './values/time.ts'

/** One time that somebody was reported missing or absent, of whatever grade. */
export interface Episode {
  readonly from: Instant
  /** Absent while they are still missing. */
  readonly to: Instant | undefined
  /** As the agency recorded it: 'missing', 'absent', 'away-without-authorisation'. */
  readonly status: string
  /** Risk level, when one was given. */
  readonly grade: string | undefined
}

/** A stretch of time. */
export interface Window {
  readonly from: Instant
  readonly to: Instant
}

/** Number and length of a person's episodes within a window. Time that two reports share counts once. */
export interface EpisodeSummary {
  readonly number: number
  /** Of `number`, those recorded as absent or at no apparent risk. They count like all others. */
  readonly absent: number
  readonly totalMinutes: number
  readonly longestMinutes: number
  readonly missingNow: boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const YEAR_DAYS = 365

/** The rolling 12 months that end now. */
export function lastTwelveMonths(now: Instant): Window {
  return { from: new Date(Date.parse(now) - YEAR_DAYS * DAY).toISOString() as Instant, to: now }
}

/** How often and how long, within a window: what lies outside it does not count, and no grade is left out. */
export function summaryOf(episodes: readonly Episode[], window: Window): EpisodeSummary {
  const inside = episodes.filter(episode => clipped(episode, window) !== undefined)
  const spans = inside.map(episode => clipped(episode, window)).filter(span => span !== undefined)
  return {
    number: inside.length,
    absent: inside.filter(episode => episode.status === 'absent' || episode.grade === 'very-low').length,
    totalMinutes: minutes(merged(spans).reduce((sum, [from, to]) => sum + (to - from), 0)),
    longestMinutes: minutes(Math.max(0, ...spans.map(([from, to]) => to - from))),
    missingNow: episodes.some(episode => episode.to === undefined || episode.to > window.to),
  }
}

/** One mark of the year's strip: first day and number of days, counted from the start of the window. */
export interface Mark {
  readonly day: number
  readonly days: number
}

/** Days away over a window, as marks in order that do not touch. An episode of minutes still takes a day. */
export function stripOf(episodes: readonly Episode[], window: Window): Mark[] {
  const start = Date.parse(window.from)
  const last = Math.ceil((Date.parse(window.to) - start) / DAY) - 1
  const days = episodes.flatMap(episode => {
    const span = clipped(episode, window)
    if (span === undefined) return []
    const first = Math.min(last, Math.floor((span[0] - start) / DAY))
    return [[first, Math.max(first + 1, Math.min(last + 1, Math.ceil((span[1] - start) / DAY)))] as const]
  })
  return merged(days).map(([day, end]) => ({ day, days: end - day }))
}

/** How many episodes began in each month of a window, as YYYY-MM in order, months without one left out. */
export function byMonth(
  episodes: readonly Episode[],
  window: Window,
): readonly (readonly [month: string, number: number])[] {
  const months = episodes
    .filter(episode => clipped(episode, window) !== undefined)
    .map(episode => (episode.from < window.from ? window.from : episode.from).slice(0, 7))
  return [...Map.groupBy(months, month => month)]
    .map(([month, all]) => [month, all.length] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

type Span = readonly [from: number, to: number]

/** The part of an episode inside the window, or undefined; one that ended the moment it began still counts. */
function clipped({ from, to }: Episode, window: Window): Span | undefined {
  const end = to === undefined || to > window.to ? window.to : to
  const start = from < window.from ? window.from : from
  return start > window.to || end < window.from || end < start ? undefined : [Date.parse(start), Date.parse(end)]
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const before = result.at(-1)
    if (before === undefined || from > before[1]) result.push([from, to])
    else result[result.length - 1] = [before[0], Math.max(before[1], to)]
  }
  return result
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / MINUTE)
}
