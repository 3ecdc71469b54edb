import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { JobFailed } from '../command.ts'

/** A cell as CSV: quoted when it holds a comma, a quote or a line break. */
export function csvCell(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A cell of free text, safe to open in a spreadsheet: what a spreadsheet would take for a formula gets an apostrophe in front.
 *
 * Ids are written with `csvCell` instead, exactly as they came: they are matched again by a program, and a changed id is lost.
 */
export function csvText(value: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
}

/** Write lines to a file as they come, waiting when the disk is slower. @throws JobFailed when the file cannot be written */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const out = createWriteStream(file, { encoding: 'utf8' })
  const done = finished(out)
  done.catch(() => undefined)
  try {
    let piece = ''
    for (const line of lines) {
      piece += `${line}\n`
      if (piece.length < 1 << 16) continue
      if (!out.write(piece)) await Promise.race([once(out, 'drain'), done])
      piece = ''
    }
    out.end(piece)
    await done
  } catch (error) {
    throw new JobFailed(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
