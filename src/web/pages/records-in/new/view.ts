import type { Mapping } from '#domain/mapping.ts'
import { type FormErrors, NO_ERRORS } from '../../../form.ts'
import type { PageModel } from '../../page.ts'

interface Choice {
  readonly value: string
  readonly text: string
  readonly selected: boolean
}

/** Exactly what page.njk prints. */
export interface NewFilePage extends PageModel {
  readonly mappings: readonly Choice[]
  readonly sourceSystem: string
  readonly errors: FormErrors
}

/** The form for sending a file. */
export function newFilePage(
  mappings: readonly Mapping[],
  typed: { readonly mapping?: string | undefined; readonly sourceSystem?: string | undefined } = {},
  errors: FormErrors = NO_ERRORS,
): NewFilePage {
  return {
    pageTitle: 'Bring records in',
    hasErrors: errors.summary.length > 0,
    mappings: mappingChoices(mappings, typed.mapping ?? '', 'Work it out from the names of the columns'),
    sourceSystem: typed.sourceSystem ?? '',
    errors,
  }
}

/** Kinds of file for a select; `open` is the choice that names none. */
export function mappingChoices(mappings: readonly Mapping[], chosen: string, open?: string): readonly Choice[] {
  const named = mappings.map(({ name, title }) => ({ value: name, text: title, selected: name === chosen }))
  return open === undefined ? named : [{ value: '', text: open, selected: chosen === '' }, ...named]
}
