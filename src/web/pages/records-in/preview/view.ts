import type { Mapping } from '#domain/mapping.ts'
import type { Numbering, NumbersHeld } from '#services/intake/numbers.ts'
import type { Preview, SampleRow } from '#services/intake/preview.ts'
import type { Batch } from '#services/intake/batches.ts'
import type { PageModel } from '../../page.ts'
import { mappingChoices } from '../new/view.ts'
import { count, counted, countRows, fieldName, size, systemText } from '../words.ts'

/** Exactly what page.njk prints. */
export interface PreviewPage extends PageModel {
  readonly id: string
  readonly fileName: string
  readonly reading: string
  readonly problem: string | undefined
  readonly notes: readonly string[]
  readonly counts: ReturnType<typeof countRows>
  readonly links: string
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly line: string
    readonly cells: readonly { readonly name: string; readonly text: string }[]
  }[]
  readonly errors: readonly { readonly where: string; readonly value: string; readonly reason: string }[]
  readonly furtherErrors: string | undefined
  readonly unread: string | undefined
  readonly mappings: ReturnType<typeof mappingChoices>
  /** Where the fault of the file is mended on this page. */
  readonly problemAt: string
  /** Whose numbers its people have, and why that is thought, in a sentence or two. */
  readonly numbers: string
  readonly systems: readonly {
    readonly value: string
    readonly text: string
    readonly hint: { readonly text: string } | undefined
    readonly checked: boolean
  }[]
  readonly action: string
}

/** What a file is taken for and what it would change, before anything happens. */
export function previewPage(batch: Batch, preview: Preview, mappings: readonly Mapping[]): PreviewPage {
  const { counts, errors } = preview
  const columns = columnsOf(preview.sample)
  const further = counts.refused - errors.length
  return {
    pageTitle: 'Check the file',
    hasErrors: preview.problem !== undefined,
    id: batch.batchId,
    fileName: batch.fileName,
    reading: readingOf(preview),
    problem: preview.problem,
    notes: preview.notes,
    counts: countRows(counts, 'would'),
    links: linksOf(preview),
    columns: columns.map(fieldName),
    rows: preview.sample.map(row => ({
      line: count(row.line),
      cells: columns.map(name => ({
        name: fieldName(name),
        text: row.fields.find(field => field.name === name)?.value ?? '',
      })),
    })),
    errors: errors.map(error => ({
      where: error.column === null ? `Line ${count(error.line)}` : `Line ${count(error.line)}, ${error.column}`,
      value: error.valueMasked ?? '',
      reason: error.reason,
    })),
    furtherErrors:
      further > 0
        ? `${counted(further, 'more row is', 'more rows are')} refused. After bringing in, the error file has them all.`
        : undefined,
    unread: preview.unread.length === 0 ? undefined : preview.unread.join(', '),
    mappings: mappingChoices(mappings, preview.mapping.name),
    problemAt: preview.numbers?.mustAsk ? '#sourceSystem' : '#mapping',
    numbers: numbersOf(preview, mappings),
    systems: systemsOf(preview, mappings),
    action: `Bring in ${counted(counts.good + counts.corrected, 'row')}`,
  }
}

const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
} as const

function readingOf(preview: Preview): string {
  const separated = preview.delimiter === undefined ? '' : ` separated by ${preview.delimiter}`
  const text = `${preview.format.toUpperCase()}${separated}, ${ENCODINGS[preview.encoding]}, ${size(preview.sizeBytes)}`
  return `It was read as “${preview.mapping.title}”: ${text}, ${counted(preview.counts.rows, 'row')}.`
}

/** Whose numbers the people in it are taken to have, and what speaks for it. */
function numbersOf({ numbers, sourceSystem }: Preview, mappings: readonly Mapping[]): string {
  const held = numbers?.systems.find(one => one.system === sourceSystem)
  if (numbers === undefined || held === undefined || numbers.looked === 0 || numbers.mustAsk) return ''
  const why = { said: ', as you said', found: '', before: ', as those of the last file of this kind', usual: '' }
  const taken = `Numbers of ${numbers.of} in it are taken for those of ${systemText(held, mappings)}${why[numbers.because]}.`
  return `${taken} ${knownText(held, numbers)}`
}

function knownText(held: NumbersHeld, { looked }: Numbering): string {
  if (held.known === 0) return `Known there: 0 of ${counted(looked, 'number')} looked up.`
  const somebodyElse =
    held.other === 0 ? '' : `, and ${count(held.other)} ${held.other === 1 ? 'is' : 'are'} somebody else’s there`
  return `Known there: ${count(held.known)} of ${counted(looked, 'number')} looked up; ${count(held.same)} with the same details${somebodyElse}.`
}

function systemsOf({ numbers, sourceSystem }: Preview, mappings: readonly Mapping[]) {
  const said = numbers?.because === 'said'
  const named = (numbers?.systems ?? []).map(one => ({
    value: one.system,
    text: `Those of ${systemText(one, mappings)}`,
    hint: numbers === undefined || numbers.looked === 0 ? undefined : { text: knownText(one, numbers) },
    checked: said && one.system === sourceSystem,
  }))
  const text = 'Work it out from the numbers in the file'
  return [{ value: '', text, hint: undefined, checked: !said }, ...named]
}

function linksOf({ counts, linksOf: looked }: Preview): string {
  const part = looked < counts.rows ? ` Links were looked for in the first ${counted(looked, 'row')}.` : ''
  return `It would join ${counted(counts.joined, 'row')} to records that are held here and ask a person about ${count(counts.review)}.${part}`
}

/** Names of all fields that any of the rows has, in order of first mention. */
function columnsOf(sample: readonly SampleRow[]): readonly string[] {
  return [...new Set(sample.flatMap(row => row.fields.map(field => field.name)))]
}
