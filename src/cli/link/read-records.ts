import { basename, extname } from 'node:path'
import type { LinkRecord } from '#linkage/link-records.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { columnIndex } from './columns-of.ts'
import { checkMapping, type ExtraField, type Mapping, rowReader } from './fields.ts'
import { openTable, type Row, type Table } from './read-table.ts'
import { withUsualColumns } from './usual-columns.ts'

/** The records of all files, with ids that differ. */
export interface ReadRecords {
  readonly records: readonly LinkRecord[]
  /** For each file what was taken for what. */
  readonly files: readonly { readonly file: string; readonly records: number; readonly mapped: readonly string[] }[]
  /** Columns that are no field of a person, in the order of the records' extra values. */
  readonly extras: readonly ExtraField[]
  /** True when ids were given the name of their file in front, since two files use the same ones. */
  readonly prefixed: boolean
}

/**
 * Read the records of one or more files as people.
 *
 * @param idColumns one column for all files, or one for each
 * @param usual which other columns are taken up when they bear a usual name, such as an occupation; none when left out
 * @throws WrongUse or JobFailed, naming file, line or column, when the files cannot be read as records with ids
 */
export async function readRecords(
  files: readonly string[],
  idColumns: readonly string[],
  asked: Mapping,
  io: Io,
  usual: (extra: ExtraField) => boolean = () => false,
): Promise<ReadRecords> {
  const tables = await openTables(files, idColumns)
  checkMapping(tables, asked)
  const mapping = withUsualColumns(tables, asked, idColumns, usual)
  const taken = mapping.extraSources.slice(asked.extraSources.length)
  const mapped: (readonly string[])[] = []
  const read = await readWith(tables, idColumns, io, (table, idColumn) => {
    const reader = rowReader(table, mapping, idColumn, new Date().toISOString().slice(0, 10))
    const further = taken.filter(({ columns }) => columns.every(column => table.columns.includes(column)))
    const found = [
      ...reader.pickedUp,
      ...further.map(({ extra, columns }) => `${mapping.extras[extra]?.name ?? ''}=${columns.join('+')}`),
    ]
    if (found.length > 0) io.stderr(`${table.file}: picked up by name ${found.join(', ')}\n`)
    mapped.push(reader.mapped)
    return (id, row) => ({ id, person: reader.person(row), extras: reader.extras(row), source: table.file })
  })
  return {
    records: read.byFile.flat(),
    prefixed: read.prefixed,
    extras: mapping.extras,
    files: tables.map(({ file }, at) => ({
      file,
      records: read.byFile[at]?.length ?? 0,
      mapped: mapped[at] ?? [],
    })),
  }
}

/** Open the tables of some files. @throws WrongUse when there are not as many id columns as files, nor one for all */
export async function openTables(files: readonly string[], idColumns: readonly string[]): Promise<readonly Table[]> {
  if (idColumns.length !== 1 && idColumns.length !== files.length) {
    throw new WrongUse('--id is given once for all files, or once for each file in their order')
  }
  const tables: Table[] = []
  for (const file of files) tables.push(await openTable(file))
  return tables
}

/** How the rows of a table become records. */
type RecordReader<T> = (table: Table, idColumn: string) => (id: string, row: Row) => T

/**
 * Read the records of every table, with ids that differ: `prefixed` is true when each got the name of its file in front.
 *
 * @throws JobFailed for a record without id, an id that comes twice, or a table without records
 */
export async function readWith<T extends { readonly id: string }>(
  tables: readonly Table[],
  idColumns: readonly string[],
  io: Io,
  readerFor: RecordReader<T>,
): Promise<{ readonly byFile: readonly (readonly T[])[]; readonly prefixed: boolean }> {
  const byFile: T[][] = []
  for (const [at, table] of tables.entries()) {
    const idColumn = idColumns[at] ?? idColumns[0] ?? ''
    const idAt = columnIndex(table, idColumn)
    const read = readerFor(table, idColumn)
    const records: T[] = []
    const seen = new Set<string>()
    for await (const row of table.rows) {
      const id = row[idAt] ?? ''
      if (id === '')
        throw new JobFailed(`record ${records.length + 1} of ${table.file} has nothing in the id column '${idColumn}'`)
      if (seen.has(id)) throw new JobFailed(`${table.file} has the id ${id} twice; every record needs an id of its own`)
      seen.add(id)
      records.push(read(id, row))
    }
    if (records.length === 0) throw new JobFailed(`${table.file} has a header and no records`)
    warnOfUnevenRows(table, io)
    byFile.push(records)
  }

  const ids = byFile.flatMap(records => records.map(({ id }) => id))
  const prefixed = new Set(ids).size < ids.length
  if (!prefixed) return { byFile, prefixed }
  io.stderr('Two files use the same ids, so each id is written with the name of its file in front.\n')
  const names = sourceNames(tables.map(({ file }) => file))
  return {
    byFile: byFile.map((records, at) => records.map(record => ({ ...record, id: `${names[at] ?? ''}:${record.id}` }))),
    prefixed,
  }
}

function warnOfUnevenRows({ file, uneven }: Table, io: Io): void {
  if (uneven.count === 0) return
  const rows = uneven.count === 1 ? '1 row has' : `${uneven.count} rows have`
  io.stderr(
    `${file}: ${rows} not as many cells as the header (first: line ${uneven.firstLine}); read as far as they go\n`,
  )
}

/** The files' names without folder and ending; numbered where two are alike. */
function sourceNames(files: readonly string[]): string[] {
  const names = files.map(file => basename(file, extname(file)))
  return names.map((name, at) => (names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}${at + 1}`))
}
