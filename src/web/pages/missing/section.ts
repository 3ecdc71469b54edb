import type { WhatAddsUp } from '#domain/what-adds-up.ts'
import type { Reference } from '#services/contacts.ts'
import type { Episode, InterviewClocks, MissingFile } from '#services/missing.ts'
import { count, dateText, lengthText, momentText } from '../../dates.ts'
import { pageOf } from '../../paging.ts'
import { episodeTitle, interviewClockRows, interviewInShort, riskWords } from './words.ts'

/** What the part about going missing is made from. */
export interface MissingSectionInput {
  readonly personId: string
  readonly missing: MissingFile
  readonly name: (code: string) => string
  readonly reference: Reference
  readonly now: string
  readonly mayRecord: boolean
  /** Which page of the episodes is asked for, counted from 1. */
  readonly page: number
}

/** Episodes that are shown without a click. */
const FIRST_SHOWN = 5
/** Episodes on one page. */
const PAGE = 50
/** Two weeks. */
const HOURS_SHOWN = 14 * 24

/** Exactly what section.njk prints. */
export function missingSection({ personId, missing, name, reference, now, mayRecord, page }: MissingSectionInput) {
  const { episodes, addsUp } = missing
  const { shown, ...pages } = pageOf(episodes, page, {
    size: PAGE,
    href: number => `/people/${personId}?episodes=${number}#missing`,
  })
  const entries = shown.map(episode => entryOf(personId, episode, name, reference))
  // Whoever went on to earlier ones has asked for them.
  const first = page === 1 ? FIRST_SHOWN : PAGE
  const returned = episodes.find(episode => episode.state.until !== undefined)
  return {
    summary: summaryOf(addsUp, episodes.length),
    clocks: returned === undefined ? [] : interviewClockRows(returned.clocks, now),
    clocksAbout: returned?.clocks === undefined ? '' : aboutClocks(returned, returned.clocks),
    lines: linesOf(addsUp),
    quarters: addsUp.episodes === 0 ? [] : quartersOf(addsUp),
    first: entries.slice(0, first),
    rest: entries.slice(first),
    restSummary: count(Math.max(0, entries.length - first), 'earlier episode'),
    pages,
    newHref: mayRecord ? `/people/${personId}/missing/new` : '',
    sheetHref: `/people/${personId}/missing/sheet`,
  }
}

function summaryOf({ episodes, absent, agencies }: WhatAddsUp, held: number): string {
  if (held === 0) return 'No record that you may see says that they were missing or absent.'
  if (episodes === 0) return 'Missing or absent before, and not in the last 12 months, as far as you may see.'
  const by = agencies > 1 ? ` by ${agencies} agencies` : ''
  const graded =
    absent === 0
      ? ''
      : ` ${absent} of them ${absent === 1 ? 'was' : 'were'} graded absent or no apparent risk; they count like all others.`
  return `Reported missing or absent ${count(episodes, 'time')}${by} in the last 12 months, as far as you may see.${graded}`
}

function aboutClocks({ state }: Episode, { rule }: InterviewClocks): string {
  const within = `${rule.amount} ${rule.unit.replace('-', ' ')}`
  return `After the return of ${momentText(state.until ?? '')}. It is due within ${within} of a return, whatever the risk level was.`
}

/** What adds up, a sentence each; what did not happen is not said. */
export function linesOf(adds: WhatAddsUp): readonly string[] {
  return [
    adds.agencies > 1 ? 'Two agencies may have reported the same time; each report is counted.' : '',
    adds.soonAgain === 0 ? '' : `Went again within 14 days of a return: ${count(adds.soonAgain, 'time')}.`,
    adds.gapDays.length < 2
      ? ''
      : `Days between a return and the next time, oldest first: ${adds.gapDays.join(', ')}.${adds.gapsShorten ? ' The last gaps get shorter each time.' : ''}`,
    adds.dayOrLonger === 0 ? '' : `Away for a day or longer: ${count(adds.dayOrLonger, 'time')}.`,
    adds.stayMinutes.length < 2
      ? ''
      : `Time away, oldest first: ${adds.stayMinutes.map(stayText).join(', ')}.${adds.staysLengthen ? ' The last ones get longer each time.' : ''}`,
    ...adds.samePlace.map(({ place, times }) => `Found at the same place: ${place}, ${count(times, 'time')}.`),
    adds.foundOutOfArea === 0 ? '' : `Found out of area: ${count(adds.foundOutOfArea, 'time')}.`,
    adds.injured === 0 ? '' : `Came back hurt: ${count(adds.injured, 'time')}.`,
    adds.withSchoolAbsence === 0
      ? ''
      : `Absent from school on the same days: ${count(adds.withSchoolAbsence, 'time')}.`,
  ].filter(line => line !== '')
}

/** In hours for longer than other lengths are, so that one that is a little longer is seen to be. */
function stayText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  return hours >= 1 && hours <= HOURS_SHOWN ? count(hours, 'hour') : lengthText(minutes)
}

function quartersOf({ quarters }: WhatAddsUp) {
  return quarters.map(({ from, to, began, longestMinutes }) => ({
    when: `${dateText(from)} to ${dateText(to)}`,
    began: String(began),
    longest: began === 0 ? 'none' : lengthText(longestMinutes),
  }))
}

function entryOf(personId: string, episode: Episode, name: (code: string) => string, reference: Reference) {
  const { agency, recordId, state, foundPlace, foundOutOfArea, injured } = episode
  const facts = [
    riskWords(reference, state.riskLevel),
    foundPlace === undefined ? '' : `found: ${foundPlace}${foundOutOfArea ? ' (out of area)' : ''}`,
    injured ? 'came back hurt' : '',
    interviewInShort(episode),
  ]
  return {
    kind: 'event',
    title: episodeTitle(episode),
    text: facts.filter(Boolean).join(' · '),
    href: `/people/${personId}/missing/${agency}/${recordId}`,
    agency: name(agency),
    time: undefined,
  }
}
