import { codePoints, withoutSharedEnds } from './code-points.ts'

const WORD_BITS = 32

/** Letters below this have their place in a table; other scripts are looked for in the pattern. */
const TABLED = 0x250
const masks = new Int32Array(TABLED)

/**
 * Fewest insertions, deletions and substitutions that turn one text into the other, over code points; limit + 1 when there are more.
 *
 * Bit-parallel: one step of the text works out a whole column of the table, 32 rows to a word. Sources: Myers (1999), J. ACM
 * 46:395-415; Hyyrö (2003), Nordic J. Computing 10:29-39.
 */
export function levenshtein(left: string, right: string, limit = Infinity): number {
  if (left === right) return 0
  const [a, b] = withoutSharedEnds(codePoints(left), codePoints(right))
  const [pattern, text] = a.length <= b.length ? [a, b] : [b, a]
  if (text.length - pattern.length > limit) return limit + 1
  if (pattern.length === 0) return text.length
  return pattern.length <= WORD_BITS ? inOneWord(pattern, text, limit) : inWords(pattern, text, limit)
}

function inOneWord(pattern: readonly number[], text: readonly number[], limit: number): number {
  pattern.forEach((letter, row) => {
    if (letter < TABLED) masks[letter] = (masks[letter] ?? 0) | (1 << row)
  })
  const last = 1 << (pattern.length - 1)
  let up = -1
  let down = 0
  let distance = pattern.length
  for (let column = 0; column < text.length && distance - (text.length - column) <= limit; column++) {
    const letter = text[column] ?? 0
    const same = letter < TABLED ? (masks[letter] ?? 0) : rowsOf(pattern, letter)
    const diagonal = (((same & up) + up) ^ up) | same | down
    let rises = down | ~(diagonal | up)
    let falls = diagonal & up
    if (rises & last) distance++
    else if (falls & last) distance--
    rises = (rises << 1) | 1
    falls <<= 1
    up = falls | ~(diagonal | rises)
    down = rises & diagonal
  }
  for (const letter of pattern) if (letter < TABLED) masks[letter] = 0
  return Math.min(distance, limit + 1)
}

function rowsOf(pattern: readonly number[], letter: number): number {
  let rows = 0
  for (let row = 0; row < pattern.length; row++) if (pattern[row] === letter) rows |= 1 << row
  return rows
}

/** The same for a pattern of several words: what the last row of a word rises or falls by goes into the first of the next. */
function inWords(pattern: readonly number[], text: readonly number[], limit: number): number {
  const words = Math.ceil(pattern.length / WORD_BITS)
  const rows = rowsByLetter(pattern, words)
  const none = new Int32Array(words)
  const last = 1 << ((pattern.length - 1) % WORD_BITS)
  const ups = new Int32Array(words).fill(-1)
  const downs = new Int32Array(words)
  let distance = pattern.length
  for (let column = 0; column < text.length && distance - (text.length - column) <= limit; column++) {
    const sames = rows.get(text[column] ?? 0) ?? none
    let risen = 1
    let fallen = 0
    for (let word = 0; word < words; word++) {
      const up = ups[word] ?? 0
      const down = downs[word] ?? 0
      const same = (sames[word] ?? 0) | fallen
      const diagonal = (((same & up) + up) ^ up) | same | down
      const rises = down | ~(diagonal | up)
      const falls = diagonal & up
      if (word === words - 1) distance += rises & last ? 1 : falls & last ? -1 : 0
      const rising = (rises << 1) | risen
      ups[word] = (falls << 1) | fallen | ~(diagonal | rising)
      downs[word] = rising & diagonal
      risen = rises >>> (WORD_BITS - 1)
      fallen = falls >>> (WORD_BITS - 1)
    }
  }
  return Math.min(distance, limit + 1)
}

/** For each letter of a pattern the rows that it stands in, a bit each. */
function rowsByLetter(pattern: readonly number[], words: number): ReadonlyMap<number, Int32Array> {
  const rows = new Map<number, Int32Array>()
  pattern.forEach((letter, row) => {
    const bits = rows.get(letter) ?? new Int32Array(words)
    const word = Math.floor(row / WORD_BITS)
    bits[word] = (bits[word] ?? 0) | (1 << (row % WORD_BITS))
    rows.set(letter, bits)
  })
  return rows
}
