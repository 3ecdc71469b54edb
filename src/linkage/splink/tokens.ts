import { SplinkError } from './error.ts'

/** A piece of SQL: a number, a text in quotes, a quoted name, a bare word, a mark, or its end. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'word' | 'mark' | 'end'
  /** Without quotes; words and marks in lower case. */
  readonly text: string
  /** As written: bare words may be names of columns. */
  readonly written: string
  /** The place of its first character, from 1. */
  readonly at: number
}

const PIECE =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|'(?<text>(?:[^']|'')*)'|"(?<name>(?:[^"]|"")*)"|(?<word>[a-z_]\w*)|(?<mark><>|!=|<=|>=|\|\||::|[-+*/%=<>(),.[\]])/iy
const SPACE = /\s*/y

/** The tokens of a piece of SQL. Throws a SplinkError with the place of a character that begins none. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  let at = skipSpace(sql, 0)
  while (at < sql.length) {
    PIECE.lastIndex = at
    const found = PIECE.exec(sql)
    if (!found) throw new SplinkError(`cannot be read at character ${at + 1}: ${sql.slice(at, at + 20)}`)
    tokens.push(tokenOf(found[0], found.groups ?? {}, at + 1))
    at = skipSpace(sql, at + found[0].length)
  }
  return tokens
}

function skipSpace(sql: string, from: number): number {
  SPACE.lastIndex = from
  return from + (SPACE.exec(sql)?.[0].length ?? 0)
}

function tokenOf(written: string, groups: Readonly<Record<string, string | undefined>>, at: number): Token {
  const { number, text, name, word, mark } = groups
  if (number !== undefined) return { kind: 'number', text: number, written, at }
  if (text !== undefined) return { kind: 'text', text: text.replaceAll("''", "'"), written, at }
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"'), written, at }
  if (word !== undefined) return { kind: 'word', text: word.toLowerCase(), written, at }
  return { kind: 'mark', text: mark === '!=' ? '<>' : (mark ?? ''), written, at }
}
