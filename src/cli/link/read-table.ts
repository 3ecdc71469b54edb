import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse } from 'csv-parse'
import { JobFailed, WrongUse } from '../command.ts'
import { openParquet } from './parquet.ts'

/** Cells of one row, in the order of the table's columns; an empty text where the row has no such cell. */
export type Row = readonly string[]

/** A file of rows with named columns. */
export interface Table {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<Row>
  /** Rows so far whose number of cells was not that of the header, and the first of them; complete when `rows` has ended. */
  readonly uneven: { count: number; firstLine: number }
}

/**
 * Open a table: CSV with comma, semicolon, tab or bar between cells (told from its first line), or NDJSON when the name ends
 * in .ndjson or .jsonl, or Parquet when it ends in .parquet. Text is UTF-8, UTF-16 with a byte order mark, or else Windows-1252. Cells are trimmed.
 *
 * @throws WrongUse when there is no such file; JobFailed when it is empty or cannot be read as a table
 */
export async function openTable(file: string): Promise<Table> {
  const found = await stat(file).catch(() => undefined)
  if (!found) throw new WrongUse(`there is no file ${file}`)
  if (found.isDirectory()) throw new WrongUse(`${file} is a folder; give a CSV, NDJSON or Parquet file`)
  if (found.size === 0) throw new JobFailed(`${file} is empty; the first line should name the columns`)
  if (extname(file).toLowerCase() === '.parquet') return openParquet(file)
  const encoding = await detectEncoding(file)
  return ['.ndjson', '.jsonl'].includes(extname(file).toLowerCase())
    ? openNdjson(file, encoding)
    : openCsv(file, encoding)
}

async function openCsv(file: string, encoding: string): Promise<Table> {
  const uneven = { count: 0, firstLine: 0 }
  const parser = parse({
    delimiter: delimiterOf(await firstLine(file, encoding)),
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    info: true,
  })
  const text = decoded(file, encoding)
  const pump = async () => {
    for await (const piece of text)
      if (!parser.write(piece)) await new Promise<void>(resolve => parser.once('drain', resolve))
    parser.end()
  }
  pump().catch((error: unknown) => parser.destroy(error instanceof Error ? error : new Error(String(error))))
  const records: AsyncIterator<{ record: string[]; info: { lines: number } }> = parser[Symbol.asyncIterator]()

  const header = await records.next().catch((error: unknown) => asJobFailed(file, error))
  if (header.done) throw new JobFailed(`${file} has no lines; the first line should name the columns`)
  const columns = header.value.record
  checkColumns(file, columns)

  async function* rows(): AsyncGenerator<Row> {
    while (true) {
      const next = await records.next().catch((error: unknown) => asJobFailed(file, error))
      if (next.done) return
      const { record, info } = next.value
      if (record.length === columns.length) {
        yield record
        continue
      }
      uneven.count++
      if (uneven.firstLine === 0) uneven.firstLine = info.lines
      yield columns.map((_, at) => record[at] ?? '')
    }
  }
  return { file, columns, rows: rows(), uneven }
}

function asJobFailed(file: string, error: unknown): never {
  throw new JobFailed(`${file} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}`)
}

function checkColumns(file: string, columns: readonly string[]): void {
  const seen = new Set<string>()
  for (const column of columns) {
    if (column !== '' && seen.has(column))
      throw new JobFailed(`${file} has two columns named '${column}'; rename one of them`)
    seen.add(column)
  }
}

async function openNdjson(file: string, encoding: string): Promise<Table> {
  const columns = new Set<string>()
  for await (const { value } of jsonLines(file, encoding)) for (const name of Object.keys(value)) columns.add(name)
  if (columns.size === 0) throw new JobFailed(`${file} has no objects; each line should be one JSON object`)
  const names = [...columns]
  async function* rows(): AsyncGenerator<Row> {
    for await (const { value } of jsonLines(file, encoding)) yield names.map(name => cellOf(value[name]))
  }
  return { file, columns: names, rows: rows(), uneven: { count: 0, firstLine: 0 } }
}

async function* jsonLines(file: string, encoding: string): AsyncGenerator<{ value: Record<string, unknown> }> {
  let number = 0
  for await (const line of linesOf(file, encoding)) {
    number++
    if (line.trim() === '') continue
    const value = parseJson(line)
    if (!isObject(value)) throw new JobFailed(`${file} line ${number} is not a JSON object`)
    yield { value }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** UTF-8 when every byte of the file is; that takes one fast reading of the whole file. */
async function detectEncoding(file: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let first = true
  try {
    for await (const bytes of bytesOf(file)) {
      if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
      if (first && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
      first = false
      decoder.decode(bytes, { stream: true })
    }
    decoder.decode()
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'
    throw error
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<unknown> = createReadStream(file, { highWaterMark: 1 << 18 })
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece
}

async function* decoded(file: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const bytes of bytesOf(file)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

async function firstLine(file: string, encoding: string): Promise<string> {
  for await (const line of linesOf(file, encoding)) if (line.trim() !== '') return line
  return ''
}

async function* linesOf(file: string, encoding: string): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of decoded(file, encoding)) {
    const lines = `${rest}${piece}`.split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** The separator that the first line has most of, outside quotes; a comma when it has none. */
export function delimiterOf(line: string): string {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counted = [',', ';', '\t', '|'].map(mark => ({ mark, count: bare.split(mark).length - 1 }))
  return counted.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).mark
}
