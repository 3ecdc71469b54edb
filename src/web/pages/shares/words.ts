import { LONGEST_SHARE_DAYS, type RefusalGround, type SharedKind, type ShareState } from '#domain/sharing.ts'
import type { LegalBasis } from '#services/sharing.ts'
import type { Typed } from '../../form.ts'

/** Why an agency does not share, as the pages say it. */
export const GROUND_WORDS: Readonly<Record<RefusalGround, string>> = {
  'more-harm': 'Sharing would do the child more harm than not sharing',
  'not-relevant': 'What is held would not help with what it is needed for',
  'somebody-else': 'The records are about somebody else',
  'protects-others': 'It would endanger somebody else, a source or an investigation',
  'not-lawful': 'There is no legal basis for sharing it',
}

/** Fact or opinion, as the pages say it. */
export const HOLDS_WORDS: Readonly<Record<SharedKind, string>> = {
  fact: 'Facts: what was seen, said or done',
  opinion: 'Opinions: what somebody concluded',
  both: 'Facts and opinions',
}

/** How a request stands, as a tag. */
export const STATE_TAGS: Readonly<Record<ShareState, { readonly text: string; readonly classes: string }>> = {
  asked: { text: 'Waits', classes: 'govuk-tag--yellow' },
  shared: { text: 'Shared', classes: 'govuk-tag--green' },
  refused: { text: 'Not shared', classes: 'govuk-tag--grey' },
  withdrawn: { text: 'Taken back', classes: 'govuk-tag--grey' },
  stopped: { text: 'Stopped', classes: 'govuk-tag--grey' },
  expired: { text: 'Ran out', classes: 'govuk-tag--grey' },
}

/** Days that are offered first: long enough for a meeting, far from the longest. */
const USUAL_DAYS = 30

/** A choice of a select or of radios. */
export interface Choice {
  readonly value: string
  readonly text: string
  readonly selected: boolean
}

/** Fields of "Ask to see them", as ask.njk prints them. */
export interface AskFields {
  readonly reason: string
  readonly bases: readonly Choice[]
  readonly days: string
  readonly longest: number
}

/** The fields with what was typed, else with what is usual. */
export function askFields(bases: readonly LegalBasis[], typed: Typed = {}): AskFields {
  return {
    reason: textOf(typed, 'reason'),
    bases: basisChoices(bases, textOf(typed, 'gateway')),
    days: textOf(typed, 'days', String(USUAL_DAYS)),
    longest: LONGEST_SHARE_DAYS,
  }
}

/** Legal bases as choices of a select, after one that chooses nothing. */
export function basisChoices(bases: readonly LegalBasis[], chosen: string): readonly Choice[] {
  return [
    { value: '', text: 'Choose a legal basis', selected: chosen === '' },
    ...bases.map(basis => ({ value: basis.code, text: basis.label, selected: basis.code === chosen })),
  ]
}

/** What was typed in a field, or `otherwise`. */
export function textOf(typed: Typed, name: string, otherwise = ''): string {
  const value = typed[name]
  return typeof value === 'string' ? value : otherwise
}
