import { SplinkError } from './error.ts'
import { BINARY, type BinaryOperator, type Branch, type CastTo, type Expression, type Side } from './expression.ts'
import { isFunction } from './sql-functions.ts'
import { type Token, tokensOf } from './tokens.ts'

const TYPES: ReadonlyMap<string, CastTo> = new Map([
  ...['varchar', 'text', 'string'].map(name => [name, 'text'] as const),
  ...['double', 'float', 'float8', 'real', 'decimal'].map(name => [name, 'number'] as const),
  ...['integer', 'int', 'bigint'].map(name => [name, 'integer'] as const),
  ...['date', 'timestamp'].map(name => [name, 'date'] as const),
])

/** Words that end an expression or join two, and so are no columns. */
const KEYWORDS = new Set(['and', 'or', 'not', 'is', 'in', 'between', 'case', 'when', 'then', 'else', 'end', 'as'])

const NULL: Expression = { kind: 'literal', value: null }

/**
 * Parse a condition on two records, in the part of DuckDB's SQL that Splink's comparison library writes.
 *
 * Throws a SplinkError with the place and what was expected there, or the name of a function that is not known.
 */
export function parse(sql: string): Expression {
  const reader = readerOf(sql)
  const expression = readBinary(reader, 0)
  if (reader.next().kind !== 'end') throw reader.expected('the end')
  return expression
}

/** Goes through the tokens one after another. */
interface Reader {
  next(): Token
  take(): Token
  /** Takes the next token if it is this word or mark. */
  takeIf(text: string): boolean
  need(text: string): void
  expected(what: string): SplinkError
}

function readerOf(sql: string): Reader {
  const tokens = tokensOf(sql)
  const end: Token = { kind: 'end', text: '', written: '', at: sql.length + 1 }
  let place = 0
  const next = () => tokens[place] ?? end
  const expected = (what: string) => {
    const { written, at } = next()
    return new SplinkError(`expected ${what} at character ${at}, not ${written === '' ? 'the end' : written}`)
  }
  const takeIf = (text: string) => {
    const { kind, text: found } = next()
    if ((kind !== 'word' && kind !== 'mark') || found !== text) return false
    place++
    return true
  }
  return {
    next,
    expected,
    takeIf,
    take: () => tokens[place++] ?? end,
    need: text => {
      if (!takeIf(text)) throw expected(text.toUpperCase())
    },
  }
}

const COMPARISONS = 2

/** Operators of one row of BINARY, from the left; NOT binds looser than a comparison and tighter than AND. */
function readBinary(reader: Reader, row: number): Expression {
  const operators = BINARY[row]
  if (operators === undefined) return readSigned(reader)
  if (row === COMPARISONS && reader.takeIf('not')) return { kind: 'not', operand: readBinary(reader, row) }
  let left = readBinary(reader, row + 1)
  for (;;) {
    const operator: BinaryOperator | undefined = operators.find(each => reader.takeIf(each))
    if (operator !== undefined) left = { kind: 'binary', operator, left, right: readBinary(reader, row + 1) }
    const tested = operator === undefined && row === COMPARISONS ? readTest(reader, left) : undefined
    if (tested !== undefined) left = tested
    else if (operator === undefined) return left
  }
}

/** What may follow a value: IS [NOT] NULL, [NOT] IN (…), [NOT] BETWEEN … AND …. */
function readTest(reader: Reader, operand: Expression): Expression | undefined {
  if (reader.takeIf('is')) {
    const not = reader.takeIf('not')
    reader.need('null')
    return unless(not, { kind: 'isNull', operand })
  }
  const not = reader.takeIf('not')
  if (reader.takeIf('in')) {
    reader.need('(')
    const equal = readList(reader).map(right => binary('=', operand, right))
    return unless(
      not,
      equal.reduce((any, one) => binary('or', any, one)),
    )
  }
  if (reader.takeIf('between')) {
    const from = readBinary(reader, COMPARISONS + 1)
    reader.need('and')
    const to = readBinary(reader, COMPARISONS + 1)
    return unless(not, binary('and', binary('>=', operand, from), binary('<=', operand, to)))
  }
  if (not) throw reader.expected('IN or BETWEEN')
  return undefined
}

function unless(not: boolean, operand: Expression): Expression {
  return not ? { kind: 'not', operand } : operand
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right }
}

/** One or more expressions with commas between, up to and with the closing bracket. */
function readList(reader: Reader): Expression[] {
  const list = [readBinary(reader, 0)]
  while (reader.takeIf(',')) list.push(readBinary(reader, 0))
  reader.need(')')
  return list
}

function readSigned(reader: Reader): Expression {
  if (reader.takeIf('-')) return { kind: 'minus', operand: readSigned(reader) }
  let operand = readPrimary(reader)
  for (;;) {
    if (reader.takeIf('::')) {
      operand = { kind: 'cast', operand, to: readType(reader), lenient: false }
    } else if (reader.takeIf('[')) {
      operand = { kind: 'call', name: 'array_extract', operands: [operand, readBinary(reader, 0)] }
      reader.need(']')
    } else return operand
  }
}

function readPrimary(reader: Reader): Expression {
  const { kind, text } = reader.next()
  if (kind === 'number') return literal(Number(reader.take().text))
  if (kind === 'text') return literal(reader.take().text)
  if (kind === 'name') return readColumn(reader)
  if (reader.takeIf('(')) {
    const inside = readBinary(reader, 0)
    reader.need(')')
    return inside
  }
  if (kind !== 'word' || (KEYWORDS.has(text) && text !== 'case')) throw reader.expected('a value')
  if (reader.takeIf('case')) return readCase(reader)
  if (reader.takeIf('null')) return NULL
  if (text === 'true' || text === 'false') return literal(reader.take().text === 'true')
  return readWord(reader)
}

function literal(value: string | number | boolean): Expression {
  return { kind: 'literal', value }
}

/** A call when a bracket follows, else a column. */
function readWord(reader: Reader): Expression {
  const word = reader.next()
  const unread = readColumnWords(reader)
  if (unread.length > 1 || !reader.takeIf('(')) return columnOf(unread, word.at)
  const name = word.text
  if (name === 'cast' || name === 'try_cast') return readCast(reader, name === 'try_cast')
  if (!isFunction(name)) throw new SplinkError(`unknown function ${name} at character ${word.at}`)
  return { kind: 'call', name, operands: reader.takeIf(')') ? [] : readList(reader) }
}

function readColumn(reader: Reader): Expression {
  const { at } = reader.next()
  return columnOf(readColumnWords(reader), at)
}

/** A name, or two with a dot between. */
function readColumnWords(reader: Reader): readonly string[] {
  const words = [nameOf(reader.take())]
  while (reader.takeIf('.')) {
    const { kind } = reader.next()
    if (kind !== 'name' && kind !== 'word') throw reader.expected('a column')
    words.push(nameOf(reader.take()))
  }
  return words
}

function nameOf({ kind, text, written }: Token): string {
  return kind === 'name' ? text : written
}

/** `l.name`, or `name_l`. */
function columnOf(words: readonly string[], at: number): Expression {
  const [first = '', second] = words
  if (second !== undefined) {
    const side = sideOf(first)
    if (words.length === 2 && side !== undefined) return { kind: 'column', side, name: second }
    throw new SplinkError(`${words.join('.')} at character ${at} is no column: write l.name or r.name`)
  }
  const side = sideOf(first.slice(-1))
  if (side !== undefined && first.at(-2) === '_') return { kind: 'column', side, name: first.slice(0, -2) }
  throw new SplinkError(`${first} at character ${at} is of neither record: a column ends in _l or _r`)
}

function sideOf(text: string): Side | undefined {
  const side = text.toLowerCase()
  return side === 'l' || side === 'r' ? side : undefined
}

function readCast(reader: Reader, lenient: boolean): Expression {
  const operand = readBinary(reader, 0)
  reader.need('as')
  const to = readType(reader)
  reader.need(')')
  return { kind: 'cast', operand, to, lenient }
}

function readType(reader: Reader): CastTo {
  const to = TYPES.get(reader.next().text)
  if (to === undefined) throw reader.expected(`one of the types ${[...TYPES.keys()].join(', ').toUpperCase()}`)
  reader.take()
  return to
}

function readCase(reader: Reader): Expression {
  const subject = reader.next().text === 'when' ? undefined : readBinary(reader, 0)
  const branches: Branch[] = []
  while (reader.takeIf('when')) {
    const found = readBinary(reader, 0)
    reader.need('then')
    const when = subject === undefined ? found : binary('=', subject, found)
    branches.push({ when, then: readBinary(reader, 0) })
  }
  if (branches.length === 0) throw reader.expected('WHEN')
  const otherwise = reader.takeIf('else') ? readBinary(reader, 0) : NULL
  reader.need('end')
  return { kind: 'case', branches, otherwise }
}
