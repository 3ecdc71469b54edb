import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { join } from 'node:path'
import { projectFolder } from '#config'
import type { ErrorRates } from './errors.ts'
import { type FeedRow, type FeedWorld, rowsOf } from './feeds.ts'
import { type Area, inventPerson, type NameLists } from './people.ts'
import { seeded } from './random.ts'
import { type Stories, stories } from './stories.ts'

/** One file of one agency, as it would send it. */
export interface FeedFile {
  readonly agency: string
  readonly mapping: string
  readonly path: string
}

/** What was written: the files in the order in which they come in, and the truth. */
export interface WrittenWorld {
  readonly files: readonly FeedFile[]
  /** Files that come in after the encounters of the stories. */
  readonly late: readonly FeedFile[]
  readonly encounters: Stories['encounters']
  /** CSV: agency, feed, source_id, person. Which records are truly one person. */
  readonly truthPath: string
  readonly rows: number
}

interface Recipe {
  readonly seed: number
  readonly areas: readonly Area[]
  readonly errors: ErrorRates
}

/** The recipe's own seed. */
export function defaultSeed(): number {
  return readDemo<Recipe>('world.json').seed
}

/** Write the files that agencies would send, and the truth, into `folder`. The same seed, size and `now` write the same bytes. */
export async function writeWorld(
  folder: string,
  options: { readonly people: number; readonly seed: number; readonly now: Date },
): Promise<WrittenWorld> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const names = readDemo<NameLists>('names.json')
  const recipe = readDemo<Recipe>('world.json')
  const world: FeedWorld = { names, areas: recipe.areas, errors: recipe.errors, now: options.now }
  const told = stories(options.now)
  const random = seeded(options.seed)
  const person = (n: number) =>
    rowsOf(
      world,
      inventPerson(random, names, recipe.areas, n, options.now.getUTCFullYear()),
      options.seed * 1_000_003 + n,
    )

  const first = Array.from({ length: Math.min(options.people, 500) }, (_, n) => person(n)).flat()
  const files = new Files(folder, [...told.rows, ...first], 'first')
  const late = new Files(folder, told.late, 'late')
  for (const row of [...told.rows, ...first]) await files.write(row)
  for (let n = 500; n < options.people; n++) for (const row of person(n)) await files.write(row)
  for (const row of told.late) await late.write(row)
  return {
    files: await files.close(),
    late: await late.close(),
    encounters: told.encounters,
    truthPath: files.truthPath,
    rows: files.rows,
  }
}

/** Open CSV files, one a feed; columns are those of the rows that were seen first. */
class Files {
  readonly truthPath: string
  rows = 0
  readonly #folder: string
  readonly #part: string
  readonly #columns: ReadonlyMap<string, readonly string[]>
  readonly #open = new Map<string, { readonly file: FeedFile; readonly stream: WriteStream }>()
  readonly #truth: WriteStream

  constructor(folder: string, sample: readonly FeedRow[], part: string) {
    this.#folder = folder
    this.#part = part
    this.#columns = new Map(
      [...Map.groupBy(sample, row => row.mapping)].map(([mapping, rows]) => [
        mapping,
        [...new Set(rows.flatMap(row => Object.keys(row.values)))],
      ]),
    )
    this.truthPath = join(folder, `truth-${part}.csv`)
    this.#truth = createWriteStream(this.truthPath, { mode: 0o600 })
    this.#truth.write('agency,feed,source_id,person\n')
  }

  async write(row: FeedRow): Promise<void> {
    const columns = this.#columns.get(row.mapping) ?? Object.keys(row.values)
    const stream = this.#streamFor(row, columns)
    this.rows++
    this.#truth.write(
      `${[row.agency, row.mapping, row.values[idColumn(columns)] ?? '', row.person].map(cell).join(',')}\n`,
    )
    const room = stream.write(`${columns.map(column => cell(row.values[column] ?? '')).join(',')}\n`)
    if (!room) await once(stream, 'drain')
  }

  async close(): Promise<readonly FeedFile[]> {
    for (const stream of [this.#truth, ...[...this.#open.values()].map(one => one.stream)]) {
      stream.end()
      await finished(stream)
    }
    return [...this.#open.values()].map(one => one.file).toSorted((a, b) => a.path.localeCompare(b.path))
  }

  #streamFor(row: FeedRow, columns: readonly string[]): WriteStream {
    const key = `${row.agency}-${row.mapping}`
    const known = this.#open.get(key)
    if (known !== undefined) return known.stream
    const path = join(this.#folder, `${key}-${this.#part}.csv`)
    const stream = createWriteStream(path, { mode: 0o600 })
    stream.write(`${columns.join(',')}\n`)
    this.#open.set(key, { file: { agency: row.agency, mapping: row.mapping, path }, stream })
    return stream
  }
}

const ID_COLUMNS = new Set([
  'record_id',
  'report_id',
  'custody_id',
  'encounter_id',
  'row_id',
  'attendance_id',
  'nrm_reference',
  'watch_id',
  'concern_id',
  'CHILD',
])

function idColumn(columns: readonly string[]): string {
  return columns.find(column => ID_COLUMNS.has(column)) ?? ''
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function readDemo<T>(name: string): T {
  return JSON.parse(readFileSync(join(projectFolder, 'data', 'demo', name), 'utf8')) as T
}
