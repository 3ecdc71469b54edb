/** One record of a CSV file. `line` is where it starts, from 1. A record that cannot be read has a problem and no cells. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
  readonly problem?: string
}

/** A record longer than this is not a record: most likely a quote that is never closed. */
const LONGEST_RECORD = 1_000_000
const NEWLINE = 10

type Read = { readonly cells: readonly string[]; readonly end: number } | { readonly problem: string } | 'more'

/**
 * Records of CSV text, in blocks as the text arrives; blank lines are left out, cells are trimmed.
 *
 * Quoting is RFC 4180. A record with wrong quoting is reported and reading goes on at its second line, so that one lost
 * quote never swallows the rows after it. Holds at most one piece of text and one record.
 */
export async function* csvRecords(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[]> {
  let text = ''
  let line = 1
  let skipping = false

  function take(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    let at = 0
    while (at < text.length) {
      if (skipping) {
        const end = text.indexOf('\n', at)
        if (end < 0) {
          at = text.length
          break
        }
        skipping = false
        at = end + 1
        line++
        continue
      }
      // Blank lines, of which a broken export may have millions.
      if (text.charCodeAt(at) === NEWLINE) {
        line++
        at++
        continue
      }
      const read = readRecord(text, at, delimiter, final)
      if (read === 'more') break
      if ('problem' in read) {
        records.push({ line, cells: [], problem: read.problem })
        skipping = true
        continue
      }
      if (read.cells.some(cell => cell !== '')) records.push({ line, cells: read.cells })
      line += linesIn(text, at, read.end)
      at = read.end
    }
    text = text.slice(at)
    return records
  }

  for await (const piece of withPlainLineEnds(pieces)) {
    text += piece
    const records = take(false)
    if (records.length > 0) yield records
  }
  const records = take(true)
  if (records.length > 0) yield records
}

/** The separator that a line has most of, outside quotes; a comma when it has none. */
export function delimiterOf(line: string): string {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counted = [',', ';', '\t', '|'].map(mark => ({ mark, count: bare.split(mark).length - 1 }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

/** Text with \n alone between lines, whatever it had. */
export async function* withPlainLineEnds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = ''
  for await (const piece of pieces) {
    const text = held + piece
    held = text.endsWith('\r') ? '\r' : ''
    const whole = held === '' ? text : text.slice(0, -1)
    yield whole.includes('\r') ? whole.replaceAll(/\r\n?/g, '\n') : whole
  }
  if (held !== '') yield '\n'
}

function readRecord(text: string, at: number, delimiter: string, final: boolean): Read {
  const newline = text.indexOf('\n', at)
  if (newline < 0 && text.length - at > LONGEST_RECORD) return { problem: tooLong() }
  if (newline < 0 && !final) return 'more'
  const end = newline < 0 ? text.length : newline
  const line = text.slice(at, end)
  if (line.includes('"')) return readQuoted(text, at, delimiter, final)
  return { cells: line.split(delimiter).map(cell => cell.trim()), end: end + 1 }
}

/** A record with quotes in it, which may go over several lines. */
function readQuoted(text: string, at: number, delimiter: string, final: boolean): Read {
  const cells: string[] = []
  let position = at
  while (true) {
    const start = skipSpaces(text, position, delimiter)
    if (text[start] !== '"') {
      const end = endOfPlainCell(text, start, delimiter)
      if (end >= text.length && !final) return tooLongOrMore(text, at)
      cells.push(text.slice(start, end).trim())
      if (text[end] !== delimiter) return { cells, end: end + 1 }
      position = end + 1
      continue
    }
    const closing = closingQuote(text, start + 1)
    if (closing < 0 || closing - at > LONGEST_RECORD) {
      return final || text.length - at > LONGEST_RECORD
        ? {
            problem:
              'A quotation mark opens a cell and is never closed. Close it, or double the marks inside the cell.',
          }
        : 'more'
    }
    const after = skipSpaces(text, closing + 1, delimiter)
    if (after >= text.length && !final) return tooLongOrMore(text, at)
    cells.push(
      text
        .slice(start + 1, closing)
        .replaceAll('""', '"')
        .trim(),
    )
    if (after >= text.length || text[after] === '\n') return { cells, end: after + 1 }
    if (text[after] !== delimiter) {
      return {
        problem: 'Text follows a closing quotation mark. Double the marks inside the cell: "Flat 2, ""The Oaks""".',
      }
    }
    position = after + 1
  }
}

function tooLongOrMore(text: string, at: number): Read {
  return text.length - at > LONGEST_RECORD ? { problem: tooLong() } : 'more'
}

function tooLong(): string {
  return `The line has more than ${LONGEST_RECORD.toLocaleString('en-GB')} characters. Check the line ends of the file.`
}

/** Where the quote closes, or −1 when that is not in the text. A doubled mark is content. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

function skipSpaces(text: string, from: number, delimiter: string): number {
  let at = from
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at++
  return at
}

function endOfPlainCell(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++
  return at
}

function linesIn(text: string, from: number, end: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
