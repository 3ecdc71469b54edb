import { lastTwelveMonths, type Window } from './missing-episode.ts'
import { byCodeUnit } from './values/by-code-unit.ts'
import { londonDay } from './values/london.ts'
import { daysBetween, type Instant, minutesBetween, plusMinutes } from './values/time.ts'

/** One episode as far as the viewer may see it, whoever recorded it and however it was graded. */
export interface KnownEpisode {
  readonly agency: string
  readonly recordId: string
  readonly from: Instant
  /** Absent while they are still away. */
  readonly to: Instant | undefined
  readonly status: string
  readonly grade: string | undefined
  readonly foundPlace: string | undefined
  readonly foundOutOfArea: boolean
  readonly injured: boolean
}

/** A stretch of unexplained absence from school. */
export interface SchoolAbsence {
  readonly from: Instant
  readonly to: Instant | undefined
}

/** A quarter of the year that ends now. */
export interface Quarter {
  readonly from: Instant
  readonly to: Instant
  readonly began: number
  /** Of the episodes that began in it. */
  readonly longestMinutes: number
}

/** What adds up over 12 months: counts of what is recorded, and nothing that weighs one child against another. */
export interface WhatAddsUp {
  readonly episodes: number
  /** Of `episodes`, those recorded as absent or at no apparent risk. They are in every other count too. */
  readonly absent: number
  /** How many agencies recorded them. */
  readonly agencies: number
  /** Episodes that began within 14 days of a return. */
  readonly soonAgain: number
  /** Episodes of 24 hours or longer. */
  readonly dayOrLonger: number
  /** Places where they were found more than once, the most frequent first. Home is none. */
  readonly samePlace: readonly { readonly place: string; readonly times: number }[]
  readonly foundOutOfArea: number
  readonly injured: number
  /** Episodes with an absence from school on the same days. */
  readonly withSchoolAbsence: number
  /** Oldest first. */
  readonly quarters: readonly Quarter[]
  /** Days between a return and the next going, the last six, oldest first; time that two reports share is one stay. */
  readonly gapDays: readonly number[]
  /** Minutes away, the last six, oldest first. */
  readonly stayMinutes: readonly number[]
  /** Each of the last gaps (three at least) is shorter than the one before. */
  readonly gapsShorten: boolean
  /** Each of the last stays (three at least) is longer than the one before. */
  readonly staysLengthen: boolean
}

const SOON_DAYS = 14
const DAY_MINUTES = 24 * 60
const QUARTERS = 4
const SHOWN = 6
const A_RUN = 3

/** What adds up in the 12 months that end now. Neither the order of what is given nor who recorded it makes a difference. */
export function whatAddsUp(all: readonly KnownEpisode[], absences: readonly SchoolAbsence[], now: Instant): WhatAddsUp {
  const window = lastTwelveMonths(now)
  const episodes = all
    .filter(({ from, to }) => from <= now && (to ?? now) >= window.from)
    .toSorted((a, b) => byCodeUnit(a.from, b.from) || byCodeUnit(a.recordId, b.recordId))
  const stays = staysOf(episodes, now)
  const gapDays = stays.slice(1).map((stay, at) => daysOf(stays[at]?.to ?? stay.from, stay.from))
  const stayMinutes = stays.map(({ from, to }) => minutesBetween(from, to))
  return {
    episodes: episodes.length,
    absent: episodes.filter(isAbsent).length,
    agencies: new Set(episodes.map(({ agency }) => agency)).size,
    soonAgain: soonAgain(episodes),
    dayOrLonger: episodes.filter(({ from, to }) => minutesBetween(from, to ?? now) >= DAY_MINUTES).length,
    samePlace: samePlaces(episodes),
    foundOutOfArea: episodes.filter(episode => episode.foundOutOfArea).length,
    injured: episodes.filter(episode => episode.injured).length,
    withSchoolAbsence: withSchoolAbsence(episodes, absences, now),
    quarters: quartersOf(episodes, window),
    gapDays: gapDays.slice(-SHOWN),
    stayMinutes: stayMinutes.slice(-SHOWN),
    gapsShorten: runs(gapDays.slice(-A_RUN), (before, after) => after < before),
    staysLengthen: runs(stayMinutes.slice(-A_RUN), (before, after) => after > before),
  }
}

function isAbsent({ status, grade }: KnownEpisode): boolean {
  return status === 'absent' || grade === 'very-low'
}

function soonAgain(episodes: readonly KnownEpisode[]): number {
  const returns = episodes.flatMap(({ to }) => (to === undefined ? [] : [to])).toSorted(byCodeUnit)
  // Both are oldest first, so each return is passed once.
  let passed = 0
  return episodes.filter(({ from }) => {
    while (passed < returns.length && (returns[passed] ?? from) <= from) passed += 1
    const last = returns[passed - 1]
    return last !== undefined && last >= plusMinutes(from, -SOON_DAYS * DAY_MINUTES)
  }).length
}

/** Home is no place to have been found twice. */
const AT_HOME = /^(?:at |returned |came )?home(?: address)?(?:,.*)?$/i

function samePlaces(episodes: readonly KnownEpisode[]): WhatAddsUp['samePlace'] {
  const places = episodes.flatMap(({ foundPlace }) => {
    const place = foundPlace?.trim() ?? ''
    return place === '' || AT_HOME.test(place) ? [] : [place]
  })
  return [...Map.groupBy(places, keyOf).values()]
    .filter(named => named.length > 1)
    .map(named => ({ place: named.toSorted(byCodeUnit)[0] ?? '', times: named.length }))
    .toSorted((a, b) => b.times - a.times || byCodeUnit(a.place, b.place))
}

/** Spelling, marks and capitals do not make another place. */
function keyOf(place: string): string {
  return place
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
}

function withSchoolAbsence(
  episodes: readonly KnownEpisode[],
  absences: readonly SchoolAbsence[],
  now: Instant,
): number {
  const days = (from: Instant, to: Instant) => ({ first: londonDay(from), last: londonDay(to) })
  const away = absences.map(({ from, to = from }) => days(from, to))
  return episodes
    .map(({ from, to = now }) => days(from, to))
    .filter(episode => away.some(({ first, last }) => episode.first <= last && first <= episode.last)).length
}

interface Stay {
  readonly from: Instant
  readonly to: Instant
}

/** Stays away, oldest first: two agencies that reported the same time make one. */
function staysOf(episodes: readonly KnownEpisode[], now: Instant): readonly Stay[] {
  const stays: Stay[] = []
  for (const { from, to = now } of episodes) {
    const before = stays.at(-1)
    if (before === undefined || from > before.to) stays.push({ from, to: to < from ? from : to })
    else stays[stays.length - 1] = { from: before.from, to: to > before.to ? to : before.to }
  }
  return stays
}

function quartersOf(episodes: readonly KnownEpisode[], { from, to }: Window): readonly Quarter[] {
  const length = minutesBetween(from, to) / QUARTERS
  return Array.from({ length: QUARTERS }, (_, at) => {
    const start = plusMinutes(from, at * length)
    const end = plusMinutes(from, (at + 1) * length)
    const began = episodes.filter(episode => episode.from >= start && (episode.from < end || end === to))
    return {
      from: start,
      to: end,
      began: began.length,
      longestMinutes: Math.max(0, ...began.map(episode => minutesBetween(episode.from, episode.to ?? to))),
    }
  })
}

function daysOf(from: Instant, to: Instant): number {
  return daysBetween(londonDay(from), londonDay(to))
}

function runs(values: readonly number[], goesOn: (before: number, after: number) => boolean): boolean {
  return values.length >= A_RUN && values.every((value, at) => at === 0 || goesOn(values[at - 1] ?? value, value))
}
