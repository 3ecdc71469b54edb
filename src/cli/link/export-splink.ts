import type { LinkResult } from '#linkage/link-records.ts'
import { personSettings } from '#linkage/splink/person-settings.ts'
import { type Io, JobFailed } from '../command.ts'
import type { ReadRecords } from './read-records.ts'
import { writeLines } from './write-csv.ts'

/** Write the model that a file was linked with as Splink's settings over the columns of that file, the first of several; says what they leave out. */
export async function exportPersonModel(
  file: string,
  { model }: Pick<LinkResult, 'model'>,
  { files }: Pick<ReadRecords, 'files'>,
  idColumn: string,
  io: Io,
): Promise<void> {
  const mapped = (files[0]?.mapped ?? []).map(columnOf)
  const columns = new Map(mapped.filter(([, column]) => !column.includes('+')))
  const { settings, comparisons, withoutSql } = personSettings(model, columns, idColumn)
  if (comparisons.length === 0) {
    throw new JobFailed('nothing to export: no field that SQL can compare has a column of its own')
  }
  await writeSettings(file, settings)
  const left = mapped.map(([field]) => field).filter(field => !comparisons.includes(field))
  if (left.length > 0) {
    io.stderr(`Not in ${file}, since it has no comparison in SQL or no column of its own: ${left.join(', ')}\n`)
  }
  if (withoutSql.length > 0) {
    io.stderr(`In ${file}, but never true there, since SQL cannot say it: ${withoutSql.join('; ')}\n`)
  }
  io.stderr(
    `${file} scores lower or higher than this run: Splink adds up what we count once, and reads values as they stand\n`,
  )
}

/** The two sides of `field=column`; a field of several columns has them joined by +. */
function columnOf(mapped: string): readonly [field: string, column: string] {
  const at = mapped.indexOf('=')
  return [mapped.slice(0, at), mapped.slice(at + 1)]
}

/** Write settings as Splink does: JSON indented by four. */
export async function writeSettings(file: string, settings: unknown): Promise<void> {
  await writeLines(file, [JSON.stringify(settings, null, 4)])
}
