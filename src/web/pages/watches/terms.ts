import { Type } from 'typebox'
import type { FieldProblem } from '#domain/problem.ts'
import { type PlainDate, parsePlainDate, plusDays } from '#domain/values/time.ts'
import type { WatchChoices, WatchTerms } from '#services/watches.ts'
import type { Typed } from '../../form.ts'

const Text = Type.Optional(Type.String({ maxLength: 60 }))

/** Fields of the terms of a watch, on the cohort page and on the page of a watch. */
export const TERMS = {
  reason: Text,
  legalBasis: Text,
  reviewOn: Text,
  expiresOn: Text,
  note: Type.Optional(Type.String({ maxLength: 2000 })),
}

/** What they are called in errors. */
export const TERM_LABELS = {
  reason: 'why they are watched',
  legalBasis: 'the legal basis',
  reviewOn: 'the day of the review',
  expiresOn: 'the last day',
  note: 'note',
} as const

/** The terms that a form gives, or what cannot be read. What is missing is for the service to say. */
export function termsFrom(sent: {
  readonly reason?: string
  readonly legalBasis?: string
  readonly reviewOn?: string
  readonly expiresOn?: string
  readonly note?: string
}): WatchTerms | { readonly problems: readonly FieldProblem[] } {
  const reviewOn = parsePlainDate(sent.reviewOn ?? '')
  const expiresOn = parsePlainDate(sent.expiresOn ?? '')
  if (reviewOn.ok && expiresOn.ok) {
    const { reason = '', legalBasis = '', note } = sent
    return { reason, legalBasis, reviewOn: reviewOn.value, expiresOn: expiresOn.value, note }
  }
  return {
    problems: [
      ...(reviewOn.ok ? [] : [{ field: 'reviewOn', message: `Enter the day of the review. ${reviewOn.reason}.` }]),
      ...(expiresOn.ok
        ? []
        : [{ field: 'expiresOn', message: `Enter the last day of the watch. ${expiresOn.reason}.` }]),
    ],
  }
}

/** The fields as terms.njk prints them. */
export interface TermsFields {
  readonly reasons: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[]
  readonly bases: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[]
  readonly reviewOn: string
  readonly expiresOn: string
  readonly note: string
}

/** Fields with what was typed, else with what a watch usually has: review in 90 days, end in half a year. */
export function termsFields(choices: WatchChoices, today: PlainDate, typed: Typed): TermsFields {
  const textOf = (name: string, otherwise = '') => (typeof typed[name] === 'string' ? typed[name] : otherwise)
  const reason = textOf('reason')
  const usual = choices.reasons.find(one => one.code === reason)
  const list = (name: string, first: string, items: readonly { readonly code: string; readonly label: string }[]) => [
    { value: '', text: first, selected: textOf(name) === '' },
    ...items.map(one => ({ value: one.code, text: one.label, selected: textOf(name) === one.code })),
  ]
  return {
    reasons: list('reason', 'Choose a reason', choices.reasons),
    bases: list('legalBasis', 'Choose a legal basis', choices.bases),
    reviewOn: textOf('reviewOn', plusDays(today, usual?.reviewAfterDays ?? 90)),
    expiresOn: textOf('expiresOn', plusDays(today, Math.min(usual?.expiresAfterDays ?? 180, 180))),
    note: textOf('note'),
  }
}
