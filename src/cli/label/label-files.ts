import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Label } from '#linkage/labels/label.ts'
import { LABEL_COLUMNS, type LabelRow, readLabels } from '#linkage/labels/read-labels.ts'
import { JobFailed, WrongUse } from '../command.ts'
import { delimiterOf } from '../link/read-table.ts'

/** Problems told of one file; the rest are counted. */
const MOST_TOLD = 10

/**
 * The judgements in one or more files of labels, in their order, and how many rows nobody has judged yet.
 *
 * @throws WrongUse when there is no such file; JobFailed with line, column and what to do for what cannot be read
 */
export async function readLabelFiles(
  files: readonly string[],
): Promise<{ readonly labels: readonly Label[]; readonly unjudged: number }> {
  const labels: Label[] = []
  let unjudged = 0
  for (const file of files) {
    const { columns, rows } = tableOf(file, await textOf(file))
    const read = readLabels(columns, rows)
    if (read.problems.length > 0) {
      const rest = read.problems.length - MOST_TOLD
      const more = rest > 0 ? [`and ${rest} more`] : []
      throw new JobFailed([`${file} cannot be read:`, ...read.problems.slice(0, MOST_TOLD), ...more].join('\n  '))
    }
    labels.push(...read.labels)
    unjudged += read.unjudged
  }
  return { labels, unjudged }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) throw new WrongUse(`there is no file ${file} to read labels from`)
  if (bytes.length === 0) throw new JobFailed(`${file} is empty; its first line should be ${LABEL_COLUMNS.join(',')}`)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function tableOf(file: string, text: string): { columns: readonly string[]; rows: readonly LabelRow[] } {
  const [first = ''] = text.split(/\r\n|\n|\r/, 1)
  const rows: LabelRow[] = []
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(first),
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], { lines }) => {
        rows.push({ line: lines - breaksIn(record), cells: record })
        return null
      },
    })
  } catch (error) {
    throw new JobFailed(`${file} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}`)
  }
  const [header, ...body] = rows
  return { columns: header?.cells.map(name => name.trim().toLowerCase()) ?? [], rows: body }
}

/** Line breaks within the cells of a record, whose number the parser gives at its end. */
function breaksIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
}
