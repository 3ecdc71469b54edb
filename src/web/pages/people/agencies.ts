import type { Item } from './case/words.ts'

/** Agencies to choose from, the reader's own first, then by name. */
export function agencyItems(
  agencies: readonly { readonly code: string; readonly name: string }[],
  own: string,
): readonly Item[] {
  return [
    { value: '', text: 'Choose an agency' },
    ...agencies
      .toSorted((a, b) => Number(b.code === own) - Number(a.code === own) || a.name.localeCompare(b.name))
      .map(({ code, name }) => ({ value: code, text: name })),
  ]
}
