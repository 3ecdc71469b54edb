import { basename, extname } from 'node:path'
import type { LinkRecord } from '#linkage/link-records.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { columnIndex } from './columns-of.ts'
import { checkMapping, type Mapping, rowReader } from './fields.ts'
import { openTable, type Table } from './read-table.ts'

/** The records of all files, with ids that differ. */
export interface ReadRecords {
  readonly records: readonly LinkRecord[]
  /** For each file what was taken for what. */
  readonly files: readonly { readonly file: string; readonly records: number; readonly mapped: readonly string[] }[]
  /** True when ids were given the name of their file in front, since two files use the same ones. */
  readonly prefixed: boolean
}

/**
 * Read the records of one or more files.
 *
 * @param idColumns one column for all files, or one for each
 * @throws WrongUse or JobFailed, naming file, line or column, when the files cannot be read as records with ids
 */
export async function readRecords(
  files: readonly string[],
  idColumns: readonly string[],
  mapping: Mapping,
  io: Io,
): Promise<ReadRecords> {
  if (idColumns.length !== 1 && idColumns.length !== files.length) {
    throw new WrongUse('--id is given once for all files, or once for each file in their order')
  }
  const tables: Table[] = []
  for (const file of files) tables.push(await openTable(file))
  checkMapping(tables, mapping)

  const read: { table: Table; records: LinkRecord[]; mapped: readonly string[] }[] = []
  for (const [at, table] of tables.entries()) {
    const idColumn = idColumns[at] ?? idColumns[0] ?? ''
    const idAt = columnIndex(table, idColumn)
    const reader = rowReader(table, mapping, idColumn, new Date().toISOString().slice(0, 10))
    if (reader.pickedUp.length > 0) io.stderr(`${table.file}: picked up by name ${reader.pickedUp.join(', ')}\n`)
    const records: LinkRecord[] = []
    const seen = new Set<string>()
    for await (const row of table.rows) {
      const id = row[idAt] ?? ''
      if (id === '')
        throw new JobFailed(`record ${records.length + 1} of ${table.file} has nothing in the id column '${idColumn}'`)
      if (seen.has(id)) throw new JobFailed(`${table.file} has the id ${id} twice; every record needs an id of its own`)
      seen.add(id)
      records.push({ id, person: reader.person(row), extras: reader.extras(row), source: table.file })
    }
    if (records.length === 0) throw new JobFailed(`${table.file} has a header and no records`)
    warnOfUnevenRows(table, io)
    read.push({ table, records, mapped: reader.mapped })
  }

  const all = read.flatMap(({ records }) => records)
  const prefixed = new Set(all.map(({ id }) => id)).size < all.length
  const names = sourceNames(files)
  const records = prefixed
    ? read.flatMap((file, at) => file.records.map(record => ({ ...record, id: `${names[at] ?? ''}:${record.id}` })))
    : all
  if (prefixed) io.stderr('Two files use the same ids, so each id is written with the name of its file in front.\n')
  return {
    records,
    prefixed,
    files: read.map(({ table, records: own, mapped }) => ({ file: table.file, records: own.length, mapped })),
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
