import type { LeadMove } from '#domain/case/lead-rules.ts'
import type { Offer } from '#domain/case/lead.ts'
import type { PlacementMove } from '#domain/case/placement-rules.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import { type Choices, type Item, leadWords, PLACEMENT_FORMS, placeWords, type Said, type Words } from './words.ts'

interface Field {
  readonly as: Said[0]
  readonly id: string
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly items: readonly Item[]
  readonly error: { readonly text: string } | undefined
}

/** One form of the case page, folded under its summary. */
export interface CaseForm {
  readonly summary: string
  readonly intro: string
  readonly button: string
  readonly action: string
  readonly open: boolean
  readonly hidden: readonly { readonly name: string; readonly value: string }[]
  readonly fields: readonly Field[]
}

/** What somebody may choose from, and what came back of what they sent. */
export interface FormMaterial extends Choices {
  readonly typed: Typed
  readonly errors: FormErrors
}

/** The form of a move about who leads. `offer` is the one that it answers, `next` the step to which a dispute would go. */
export function leadForm(
  move: LeadMove,
  about: {
    readonly personId: string
    readonly version: number
    readonly offer: Offer | undefined
    readonly next: string
    readonly open: boolean
  },
  material: FormMaterial,
): CaseForm {
  const hidden = [
    { name: 'version', value: String(about.version) },
    ...(about.offer === undefined ? [] : [{ name: 'offerId', value: about.offer.offerId }]),
  ]
  const action = `/people/${about.personId}/lead`
  return formOf(
    leadWords(move, about.next, material),
    { kind: move, key: move, action, hidden, open: about.open },
    material,
  )
}

/** The form by which a placement in another area is told of. */
export function placeForm(personId: string, material: FormMaterial): CaseForm {
  const words = placeWords(material)
  return formOf(
    words,
    { kind: 'place', key: 'place', action: `/people/${personId}/placements`, hidden: [], open: false },
    material,
  )
}

/** The form of something that is done about a placement. */
export function placementForm(
  move: PlacementMove,
  about: { readonly personId: string; readonly placementId: string },
  material: FormMaterial,
): CaseForm {
  const words = PLACEMENT_FORMS[move]
  const hidden = [{ name: 'placementId', value: about.placementId }]
  const action = `/people/${about.personId}/placements`
  const key = `${move}-${about.placementId}`
  return formOf(words, { kind: move, key, action, hidden, open: false }, material)
}

/** What a form sends where, besides what is written in it. */
interface FormFrame extends Pick<CaseForm, 'action' | 'hidden' | 'open'> {
  readonly kind: string
  /** Tells it from other forms of the page. */
  readonly key: string
  /** What its fields hold before anybody writes in them. */
  readonly values?: Readonly<Record<string, string>>
}

/** A form from its words, with what was sent of it and what is wrong in that. */
export function formOf(
  words: Words,
  { kind, key, action, hidden, open, values = {} }: FormFrame,
  { typed, errors }: Pick<FormMaterial, 'typed' | 'errors'>,
): CaseForm {
  const sent = typed['kind'] === kind && hidden.every(({ name, value }) => name === 'version' || typed[name] === value)
  return {
    summary: words.summary,
    intro: words.intro ?? '',
    button: words.button,
    action,
    open: open || sent,
    hidden: [{ name: 'kind', value: kind }, ...hidden],
    fields: words.fields.map(([as, name, label, hint = '', items = []]) => {
      const typedIn = typed[name]
      const value = sent ? textOf(typedIn) : (values[name] ?? '')
      const ticked = sent ? [typedIn ?? ''].flat() : [value]
      const chosen = items.map(item => ({
        ...item,
        selected: item.value === value,
        checked: ticked.includes(item.value),
      }))
      const error = sent ? errors.fields[name] : undefined
      return { as, id: idOf(name, key), name, label, hint, value, items: chosen, error }
    }),
  }
}

/** Errors of a whole page, which lead to its heading. */
const OF_PAGE = ['#lead', '#adult', '#turning']

/** Errors whose links lead to the fields of the form that was sent. `ids` are the fields that with its kind make the form's key. */
export function errorsIn(
  { typed, errors }: Pick<FormMaterial, 'typed' | 'errors'>,
  ids: readonly string[],
): FormErrors['summary'] {
  const key = ['kind', ...ids]
    .map(name => textOf(typed[name]))
    .filter(Boolean)
    .join('-')
  return errors.summary.map(one => ({
    ...one,
    href: OF_PAGE.includes(one.href) ? one.href : `#${idOf(one.href.slice(1), key)}`,
  }))
}

function textOf(typed: Typed[string] | undefined): string {
  return typeof typed === 'string' ? typed : ''
}

function idOf(name: string, key: string): string {
  return `${name}-${key}`
}
