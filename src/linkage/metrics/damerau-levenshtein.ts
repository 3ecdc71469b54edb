import { codePoints, withoutSharedEnds } from './code-points.ts'

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the other, over code points.
 *
 * Unrestricted: letters may be edited after they were swapped. Source: Lowrance & Wagner (1975), J. ACM 22:177-183.
 */
export function damerauLevenshtein(left: string, right: string): number {
  if (left === right) return 0
  const [a, b] = withoutSharedEnds(codePoints(left), codePoints(right))
  const width = b.length + 2
  const far = a.length + b.length
  const cost = new Int32Array((a.length + 2) * width)
  const at = (i: number, j: number): number => cost[i * width + j] ?? far
  cost[0] = far
  for (let i = 0; i <= a.length; i++) {
    cost[(i + 1) * width] = far
    cost[(i + 1) * width + 1] = i
  }
  for (let j = 0; j <= b.length; j++) {
    cost[j + 1] = far
    cost[width + j + 1] = j
  }
  const lastRowOf = new Map<number, number>()
  for (let i = 1; i <= a.length; i++) {
    let lastColumn = 0
    for (let j = 1; j <= b.length; j++) {
      const row = lastRowOf.get(b[j - 1] ?? -1) ?? 0
      const column = lastColumn
      const same = a[i - 1] === b[j - 1]
      if (same) lastColumn = j
      cost[(i + 1) * width + j + 1] = Math.min(
        at(i, j) + (same ? 0 : 1),
        at(i + 1, j) + 1,
        at(i, j + 1) + 1,
        at(row, column) + (i - row - 1) + 1 + (j - column - 1),
      )
    }
    lastRowOf.set(a[i - 1] ?? -1, i)
  }
  return at(a.length + 1, b.length + 1)
}

/** Whether one insertion, deletion, substitution or swap of neighbours turns one text into the other; equal texts are within one too. */
export function withinOneEdit(left: string, right: string): boolean {
  const spare = left.length - right.length
  if (spare > 1 || spare < -1) return false
  const shortest = spare < 0 ? left.length : right.length
  let start = 0
  while (start < shortest && left.charCodeAt(start) === right.charCodeAt(start)) start++
  if (start === shortest) return true
  if (spare !== 0) return spare > 0 ? sameFrom(left, start + 1, right, start) : sameFrom(left, start, right, start + 1)
  if (sameFrom(left, start + 1, right, start + 1)) return true
  const swapped =
    left.charCodeAt(start) === right.charCodeAt(start + 1) && left.charCodeAt(start + 1) === right.charCodeAt(start)
  return swapped && sameFrom(left, start + 2, right, start + 2)
}

/** Whether two texts are the same from a place in each on; as much must be left of both. */
function sameFrom(left: string, atLeft: number, right: string, atRight: number): boolean {
  for (let offset = 0; atLeft + offset < left.length; offset++) {
    if (left.charCodeAt(atLeft + offset) !== right.charCodeAt(atRight + offset)) return false
  }
  return true
}
