import { withPlainLineEnds } from './csv.ts'

/** One line of an NDJSON file, from 1: its members as text, or why it cannot be read. */
export interface JsonLine {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
  readonly problem?: string
}

const LONGEST_LINE = 1_000_000

/** Objects of NDJSON text, one a line, in blocks as the text arrives; blank lines are left out. */
export async function* jsonLines(pieces: AsyncIterable<string>): AsyncGenerator<readonly JsonLine[]> {
  let rest = ''
  let line = 0
  let skipping = false
  function take(lines: readonly string[]): JsonLine[] {
    return lines.flatMap(text => {
      line++
      const cut = skipping
      skipping = false
      if (cut || text.trim() === '') return []
      return [{ line, ...readLine(text) }]
    })
  }
  for await (const piece of withPlainLineEnds(pieces)) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    const found = take(lines)
    if (rest.length > LONGEST_LINE) {
      if (!skipping) found.push({ line: line + 1, cells: {}, problem: 'The line has more than 1,000,000 characters.' })
      rest = ''
      skipping = true
    }
    if (found.length > 0) yield found
  }
  const found = take([rest])
  if (found.length > 0) yield found
}

/** The members of a JSON object as the text of cells: lists joined by '; ', null and nothing as ''. */
export function cellsOf(value: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.trim(), cellText(member)]))
}

function readLine(text: string): Omit<JsonLine, 'line'> {
  const value = parsed(text)
  if (isObject(value)) return { cells: cellsOf(value) }
  return { cells: {}, problem: 'The line is not one JSON object. Each line should hold one, such as {"id":"1"}.' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (value === null || value === undefined) return ''
  if (Array.isArray(value))
    return value
      .map(cellText)
      .filter(text => text !== '')
      .join('; ')
  return JSON.stringify(value)
}
