import type { Circumstance, Observation } from '#services/contacts.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'

interface Choice {
  readonly value: string
  readonly text: string
  readonly hint: { readonly text: string } | undefined
  readonly checked: boolean
}

/** Exactly what page.njk prints. */
export interface NewEncounterPage extends PageModel {
  readonly key: string
  readonly circumstances: readonly Choice[]
  readonly places: readonly string[]
  readonly observations: readonly { readonly title: string; readonly items: readonly Choice[] }[]
  readonly withheld: readonly Choice[]
  readonly typed: Readonly<Record<string, string>>
  readonly earlier: boolean
  readonly errors: FormErrors
}

/** What the form is made from. */
export interface NewEncounterView {
  /** Makes sending the form twice harmless. */
  readonly key: string
  readonly circumstances: readonly Circumstance[]
  readonly observations: readonly Observation[]
  readonly places: readonly string[]
  readonly typed?: Typed
  readonly errors?: FormErrors
}

/** What somebody may decline to say. */
export const WITHHELD = {
  name: 'Their name',
  age: 'Their age',
  phone: 'A phone number',
  home: 'Where they live',
} as const

const SIGNS = [
  ['harm', 'Harm that you see now'],
  ['possible', 'What may point to exploitation'],
  ['vulnerability', 'What makes it easier to exploit them'],
] as const

const TEXTS = [
  'place',
  'name',
  'nickname',
  'born',
  'age',
  'phone',
  'home',
  'school',
  'description',
  'withWhom',
  'note',
  'callback',
  'date',
  'time',
]

/** The form, empty or with what was typed. */
export function newEncounterPage(view: NewEncounterView): NewEncounterPage {
  const { typed = {}, errors = NO_ERRORS } = view
  const chosen = (name: string) => [typed[name] ?? []].flat()
  const choice = (name: string, value: string, text: string, hint = ''): Choice => ({
    value,
    text,
    hint: hint === '' ? undefined : { text: hint },
    checked: chosen(name).includes(value),
  })
  const textOf = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
  return {
    pageTitle: 'I am with someone now',
    hasErrors: errors.summary.length > 0,
    key: view.key,
    circumstances: view.circumstances.map(one => choice('circumstance', one.code, one.label, one.hint)),
    places: view.places,
    observations: SIGNS.map(([sign, title]) => ({
      title,
      items: view.observations
        .filter(one => one.sign === sign)
        .map(one => choice('observations', one.code, one.label, one.hint)),
    })),
    withheld: Object.entries(WITHHELD).map(([code, text]) => choice('withheld', code, text)),
    typed: Object.fromEntries(TEXTS.map(name => [name, textOf(name)])),
    earlier: textOf('date') !== '' || textOf('time') !== '',
    errors,
  }
}
