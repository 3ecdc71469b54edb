import type { ClockState } from '#domain/clock.ts'
import type { HowFar, MissingStatus, MissingStep } from '#domain/missing-step.ts'
import type { Reference } from '#services/contacts.ts'
import type { Episode, InterviewClocks } from '#services/missing.ts'
import { dateText, lengthText, momentText } from '../../dates.ts'

/** As what an episode is recorded, as the pages say it. */
export const STATUS_WORDS: Readonly<Record<MissingStatus, string>> = {
  missing: 'Missing',
  absent: 'Absent',
  'away-without-authorisation': 'Away from placement without authorisation',
  'unreported-absence': 'Absence that was not reported',
}

/** What each of them means. */
export const STATUS_HINTS: Readonly<Record<MissingStatus, string>> = {
  missing: 'Nobody knows where they are',
  absent: 'Not where they should be; nobody sees a risk. It is kept and counted like any other',
  'away-without-authorisation':
    'They are looked after; it is known where they are, and that is not where they should be',
  'unreported-absence': 'A parent or carer tells of a time that nobody reported, however short',
}

/** How far from home, as the pages say it. */
export const FAR_WORDS: Readonly<Record<HowFar, string>> = {
  home: 'At home, or came home',
  'home-area': 'Away from home, in the area where they live',
  'other-area': 'Out of area: in another council or police area',
  'not-known': 'Not known',
}

/** What a step is called in the list of what happened. */
export const STEP_WORDS: Readonly<Record<MissingStep['kind'], string>> = {
  reported: 'Reported',
  'risk-reviewed': 'Risk looked at again',
  found: 'Found or back',
  'prevention-interview': 'Prevention interview by the police',
  offered: 'Return home interview offered',
  accepted: 'Return home interview accepted',
  declined: 'Return home interview declined',
  held: 'Return home interview held',
}

/** A risk level in words; one that this list does not know is said as it was given. */
export function riskWords(reference: Reference, code: string | undefined): string {
  if (code === undefined) return 'No risk level given'
  return reference.riskLevels.find(level => level.code === code)?.label ?? code
}

/** As what an episode is recorded; an unknown word stays as it is. */
export function statusWords(status: string): string {
  return Object.hasOwn(STATUS_WORDS, status) ? STATUS_WORDS[status as MissingStatus] : status
}

/** 'Absent since 3 March 2026, 18:00', 'Missing from 3 March 2026, 18:00, for 5 hours'. */
export function episodeTitle({ status, state }: Episode): string {
  const { since, until } = state
  if (until === undefined) return `${statusWords(status)} since ${momentText(since)}`
  return `${statusWords(status)} from ${momentText(since)}, for ${lengthText(minutesOf(since, until))}`
}

/** How a clock stands, as a sentence and as the tag beside it. */
export interface ClockWords {
  readonly tag: { readonly text: string; readonly classes: string }
  readonly text: string
}

/** A clock in words. `done` is what it asks for, as in "held"; times are written out, and what is left of them. */
export function clockWords({ state, dueAt }: ClockState, done: string, now: string): ClockWords {
  const left = lengthText(minutesOf(now, dueAt))
  const over = lengthText(minutesOf(dueAt, now))
  const by = momentText(dueAt)
  switch (state) {
    case 'met':
      return { tag: { text: 'In time', classes: 'govuk-tag--green' }, text: `It was ${done} in time, before ${by}.` }
    case 'met-late':
      return { tag: { text: 'Late', classes: 'govuk-tag--orange' }, text: `It was ${done} late: it was due by ${by}.` }
    case 'running':
      return { tag: { text: 'Running', classes: 'govuk-tag--blue' }, text: `To be ${done} by ${by}: ${left} left.` }
    case 'due-soon':
      return {
        tag: { text: 'Due soon', classes: 'govuk-tag--yellow' },
        text: `To be ${done} by ${by}: only ${left} left.`,
      }
    case 'breached':
      return {
        tag: { text: 'Overdue', classes: 'govuk-tag--red' },
        text: `No record that you may see says that it was ${done}. It was due by ${by}, ${over} ago.`,
      }
    case 'paused':
      return {
        tag: { text: 'Paused', classes: 'govuk-tag--grey' },
        text: `The clock is paused. Without that it would be due by ${by}.`,
      }
    case 'over':
      return { tag: { text: 'Over', classes: 'govuk-tag--grey' }, text: `The time ended on ${dateText(dueAt)}.` }
  }
}

/** The two clocks of one return, with what each is of; none while they are away, or for an adult. */
export function interviewClockRows(
  clocks: InterviewClocks | undefined,
  now: string,
): readonly (ClockWords & { readonly what: string })[] {
  if (clocks === undefined) return []
  return [
    { what: 'Offer', ...clockWords(clocks.offer, 'offered', now) },
    { what: 'Interview', ...clockWords(clocks.held, 'held', now) },
  ]
}

/** How the interview stands, in a few words for a list. */
export function interviewInShort({ interviews, clocks, state }: Episode): string {
  if (state.until === undefined) return 'still away'
  const held = interviews.map(one => one.state.held).find(one => one !== undefined)
  if (held !== undefined)
    return `return home interview held ${clocks?.held.state === 'met-late' ? 'late, ' : ''}on ${dateText(held.at)}`
  const answer = interviews.some(one => one.state.answer === 'declined') ? 'declined' : 'offered'
  if (interviews.length > 0) return `return home interview ${answer}, not held`
  return clocks === undefined ? '' : 'no return home interview that you may see'
}

function minutesOf(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 60_000)
}
