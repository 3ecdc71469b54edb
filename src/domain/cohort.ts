import {
  byMonth,
  type Episode,
  type EpisodeSummary,
  lastTwelveMonths,
  type Mark,
  stripOf,
  summaryOf,
} from './missing-episode.ts'
import type { Instant } from './values/time.ts'

/** One of the agency's own who was missing in the last 12 months, with the pattern of it. */
export interface CohortMember {
  readonly personId: string
  readonly name: string
  readonly born: string | undefined
  readonly watchedUntil: string | undefined
  /** Number of episodes held that touch the window, by which the cohort is ordered. */
  readonly held: number
  readonly summary: EpisodeSummary
  /** Days away over the 365 days that end now. */
  readonly strip: readonly Mark[]
  readonly months: readonly (readonly [month: string, number: number])[]
}

/** What is held of somebody: their name as given, and every episode. */
export interface HeldEpisodes {
  readonly personId: string
  readonly name: string
  readonly born: string | undefined
  readonly watchedUntil: string | undefined
  readonly episodes: readonly Episode[]
}

/** A member of the cohort, from every episode held. */
export function cohortMember({ episodes, ...held }: HeldEpisodes, now: Instant): CohortMember {
  const window = lastTwelveMonths(now)
  return {
    ...held,
    held: episodes.length,
    summary: summaryOf(episodes, window),
    strip: stripOf(episodes, window),
    months: byMonth(episodes, window),
  }
}
