import { Problem } from '#domain/problem.ts'
import { type CsvRecord, csvRecords, delimiterOf, withPlainLineEnds } from './csv.ts'
import { type JsonLine, jsonLines } from './ndjson.ts'
import { decoded, type Inspection, type Source } from './source.ts'

/** One row as it was read, with a text for each column; or why it could not be read. `line` counts from 1, header included. */
export type SourceRow =
  | { readonly line: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly line: number; readonly wrong: string; readonly column?: string }

/** A table opened for reading. Rows come in blocks, once. */
export interface OpenTable {
  readonly format: 'csv' | 'ndjson'
  readonly delimiter: string | undefined
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<readonly SourceRow[]>
}

/** Cells may be this long; nothing real is, and a name of 5,000 characters still goes in. */
export const LONGEST_CELL = 10_000

const MOST_COLUMNS = 500
const NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const

/** The separator in words. */
export function delimiterName(delimiter: string | undefined): string | undefined {
  return Object.entries(NAMES).find(([mark]) => mark === delimiter)?.[1]
}

/**
 * Open an inspected source as CSV (comma, semicolon, tab or bar, told from its first line) or NDJSON (told from its first '{').
 *
 * Throws Problem 'bad-file' when there is no header, it is unreadable, or it names a column twice.
 */
export async function openTable(source: Source, inspection: Inspection): Promise<OpenTable> {
  const start = await firstText(decoded(source, inspection.encoding))
  if (start.trim() === '')
    throw new Problem('bad-file', 'The file has only blank lines. Its first line should name the columns.')
  if (start.trimStart().startsWith('[')) {
    throw new Problem('bad-file', 'This is a JSON list. Send NDJSON instead: one JSON object on each line.')
  }
  return start.trimStart().startsWith('{') ? openNdjson(source, inspection) : openCsv(source, inspection, start)
}

async function openCsv(source: Source, inspection: Inspection, start: string): Promise<OpenTable> {
  const [first = '', second = ''] = start.trimStart().split(/\r\n?|\n/)
  const declared = /^"?sep=(.)"?$/i.exec(first)?.[1]
  const delimiter = declared ?? delimiterOf(first === '' ? second : first)
  const blocks = csvRecords(decoded(source, inspection.encoding), delimiter)[Symbol.asyncIterator]()
  let records: readonly CsvRecord[] = []
  while (records.length < (declared === undefined ? 1 : 2)) {
    const next = await blocks.next()
    if (next.done) break
    records = [...records, ...next.value]
  }
  const [header, ...rest] = declared === undefined ? records : records.slice(1)
  if (header === undefined) throw new Problem('bad-file', 'The file has no line that names the columns.')
  const columns = columnsOf(header)
  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    if (rest.length > 0) yield rest.map(record => rowOf(columns, record))
    for await (const block of { [Symbol.asyncIterator]: () => blocks })
      yield block.map(record => rowOf(columns, record))
  }
  return { format: 'csv', delimiter, columns: columns.filter(column => column !== ''), rows: rows() }
}

function columnsOf(header: CsvRecord): readonly string[] {
  if (header.problem !== undefined) throw new Problem('bad-file', `The header cannot be read. ${header.problem}`)
  if (header.cells.length > MOST_COLUMNS) {
    throw new Problem(
      'bad-file',
      `The first line has ${header.cells.length} columns; at most ${MOST_COLUMNS} are read.`,
    )
  }
  const named = header.cells.filter(name => name !== '')
  const twice = named.find((name, at) => named.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new Problem('bad-file', `Two columns have the same name, '${shown(twice)}'. Rename one of them.`)
  }
  return header.cells
}

function rowOf(columns: readonly string[], record: CsvRecord): SourceRow {
  const { line, cells, problem } = record
  if (problem !== undefined) return { line, wrong: problem }
  if (cells.length < columns.length) return { line, wrong: unevenReason(cells.length, columns.length) }
  if (cells.slice(columns.length).some(cell => cell !== '')) {
    return { line, wrong: unevenReason(cells.length, columns.length) }
  }
  const row: Record<string, string> = {}
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? ''
    if (cell.length > LONGEST_CELL) return tooLong(line, column)
    if (column !== '') row[column] = cell
  }
  return { line, cells: row }
}

function unevenReason(found: number, expected: number): string {
  return `Cells in the row: ${found}, columns in the header: ${expected}. Check for a missing or extra separator, or quote the cell that holds one.`
}

function tooLong(line: number, column: string): SourceRow {
  return { line, column, wrong: `The cell has more than ${LONGEST_CELL.toLocaleString('en-GB')} characters.` }
}

async function openNdjson(source: Source, inspection: Inspection): Promise<OpenTable> {
  const blocks = jsonLines(decoded(source, inspection.encoding))[Symbol.asyncIterator]()
  const first = await blocks.next()
  const known: readonly JsonLine[] = first.done ? [] : first.value
  const columns = [...new Set(known.slice(0, 1000).flatMap(line => Object.keys(line.cells)))]
  if (columns.length === 0)
    throw new Problem('bad-file', 'No line of the file is a JSON object. Send one object on each line.')
  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    if (known.length > 0) yield known.map(jsonRow)
    for await (const block of { [Symbol.asyncIterator]: () => blocks }) yield block.map(jsonRow)
  }
  return { format: 'ndjson', delimiter: undefined, columns, rows: rows() }
}

/** A row from the members of a JSON object. */
export function jsonRow({ line, cells, problem }: JsonLine): SourceRow {
  if (problem !== undefined) return { line, wrong: problem }
  const names = Object.keys(cells)
  if (names.length > MOST_COLUMNS) return { line, wrong: `The object has more than ${MOST_COLUMNS} members.` }
  const long = names.find(name => (cells[name] ?? '').length > LONGEST_CELL)
  if (long !== undefined) return tooLong(line, long)
  const zero = names.find(name => (cells[name] ?? '').includes('\0'))
  if (zero !== undefined) return { line, column: zero, wrong: 'The text holds a zero character. Remove it.' }
  return { line, cells }
}

/** Text from the start, up to the end of the second line that is not blank or 64,000 characters. */
async function firstText(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of withPlainLineEnds(pieces)) {
    text += piece
    if (text.length > 64_000 || text.trimStart().split('\n').length > 2) break
  }
  return text
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name
}
