import type { Mapping } from '#domain/mapping.ts'
import type { Batch, BatchState, SourceSystem } from '#services/intake/batches.ts'

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' })

const STATES: Readonly<Record<BatchState, { readonly text: string; readonly classes: string }>> = {
  checking: { text: 'Being checked', classes: 'govuk-tag--light-blue' },
  previewed: { text: 'Waits for you', classes: 'govuk-tag--yellow' },
  reading: { text: 'Coming in', classes: 'govuk-tag--blue' },
  done: { text: 'In', classes: 'govuk-tag--green' },
  failed: { text: 'Stopped', classes: 'govuk-tag--red' },
  cancelled: { text: 'Not brought in', classes: 'govuk-tag--grey' },
}

/** The state of a file as a tag. */
export function stateTag(state: BatchState) {
  return STATES[state]
}

/** A moment in London. */
export function when(at: string): string {
  return time.format(new Date(at))
}

/** A count with commas. */
export function count(value: number): string {
  return value.toLocaleString('en-GB')
}

/** A count and its noun: '1 row', '2 rows'. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A size that people read. */
export function size(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

/** 'dateOfBirth' as 'Date of birth'. */
export function fieldName(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`.replace(/\b(nhs|upn|pnc|id)\b/gi, word =>
    word.toUpperCase(),
  )
}

/** A system by the kinds of file that came from it, as the object of a sentence. */
export function systemText({ system, mappings }: SourceSystem, kinds: readonly Mapping[]): string {
  const titles = mappings.map(({ name }) => `“${kinds.find(kind => kind.name === name)?.title ?? name}”`)
  return titles.length === 0
    ? `“${system}”, of which no file has come yet`
    : `your files ${titles.join(', ')} (${system})`
}

/** What became of the rows, or would become of them, as a summary list. */
export function countRows(counts: Batch['counts'], tense: 'did' | 'would') {
  const goes = tense === 'did' ? 'went in' : 'would go in'
  const rows: readonly (readonly [string, number, string])[] = [
    ['Good rows', counts.good, `${goes} as they are`],
    ['Rows with a marked value', counts.corrected, `${goes}; the value is kept as given and never used to match`],
    ['Refused rows', counts.refused, tense === 'did' ? 'are in the error file' : 'would wait in the error file'],
    ['New records', counts.fresh, ''],
    ['Changed records', counts.changed, ''],
    ['Unchanged', counts.unchanged, 'sent before, or older than what is held'],
    ['Withdrawn', counts.withdrawn, ''],
    ['Rows joined to other records', counts.joined, 'of your own agency or another'],
    ['Rows for review', counts.review, 'may be somebody known; a person decides'],
  ]
  return rows.map(([key, value, about]) => ({
    key: { text: key },
    value: { text: about === '' ? count(value) : `${count(value)} – ${about}` },
  }))
}
