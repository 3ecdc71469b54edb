import { bitsIn } from '../metrics/bits.ts'

/** Which characters a text has at all, in two numbers: a bit for each letter, and a bit for each other character. */
export function glanceOf(text: string): readonly [letters: number, others: number] {
  let letters = 0
  let others = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if ((point | 32) >= 97 && (point | 32) <= 122) letters |= 1 << (point & 31)
    else others |= 1 << (point & 31)
  }
  return [letters, others]
}

/**
 * False when it is sure that more than so many insertions, deletions, substitutions or swaps lie between two texts: each puts in one
 * character at most, and takes out one.
 *
 * @param cells where both glances are, letters before others, at `a` and at `b`
 */
export function mayBeWithin(edits: number, cells: Int32Array, a: number, b: number): boolean {
  const lettersA = cells[a] ?? 0
  const lettersB = cells[b] ?? 0
  const othersA = cells[a + 1] ?? 0
  const othersB = cells[b + 1] ?? 0
  return (
    bitsIn(lettersA & ~lettersB) + bitsIn(othersA & ~othersB) <= edits &&
    bitsIn(lettersB & ~lettersA) + bitsIn(othersB & ~othersA) <= edits
  )
}
