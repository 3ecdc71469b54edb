import type { Mapping } from '#domain/mapping.ts'
import type { SourceSystem } from '#services/intake/batches.ts'
import { type FormErrors, NO_ERRORS } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { systemText } from '../words.ts'

interface Choice {
  readonly value: string
  readonly text: string
  readonly selected: boolean
}

/** Exactly what page.njk prints. */
export interface NewFilePage extends PageModel {
  readonly mappings: readonly Choice[]
  /** None when nothing has come yet: then there is nothing to choose from. */
  readonly systems: readonly Choice[]
  readonly errors: FormErrors
}

/** The form for sending a file. */
export function newFilePage(
  mappings: readonly Mapping[],
  systems: readonly SourceSystem[],
  typed: { readonly mapping?: string | undefined; readonly sourceSystem?: string | undefined } = {},
  errors: FormErrors = NO_ERRORS,
): NewFilePage {
  return {
    pageTitle: 'Bring records in',
    hasErrors: errors.summary.length > 0,
    mappings: mappingChoices(mappings, typed.mapping ?? '', 'Work it out from the names of the columns'),
    systems: systemChoices(systems, mappings, typed.sourceSystem ?? ''),
    errors,
  }
}

function systemChoices(
  systems: readonly SourceSystem[],
  mappings: readonly Mapping[],
  chosen: string,
): readonly Choice[] {
  if (systems.length === 0) return []
  const named = systems.map(one => ({
    value: one.system,
    text: `The system of ${systemText(one, mappings)}`,
    selected: one.system === chosen,
  }))
  return [{ value: '', text: 'Work it out from the numbers in the file', selected: chosen === '' }, ...named]
}

/** Kinds of file for a select; `open` is the choice that names none. */
export function mappingChoices(mappings: readonly Mapping[], chosen: string, open?: string): readonly Choice[] {
  const named = mappings.map(({ name, title }) => ({ value: name, text: title, selected: name === chosen }))
  return open === undefined ? named : [{ value: '', text: open, selected: chosen === '' }, ...named]
}
