import { codePoints, withoutSharedEnds } from './code-points.ts'

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours, over code points, where no letter is edited twice.
 *
 * No metric, as a way round may be shorter: 'ca' to 'abc' is 3, yet 'ca' to 'ac' is 1 and 'ac' to 'abc' is 1. Source: Boytsov (2011),
 * J. Experimental Algorithmics 16:1.1.
 */
export function optimalStringAlignment(left: string, right: string): number {
  if (left === right) return 0
  const [a, b] = withoutSharedEnds(codePoints(left), codePoints(right))
  let beforeLast: readonly number[] = []
  let last: readonly number[] = [...b.keys(), b.length]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j - 1) + same,
          at(last, j) + 1,
          at(row, j - 1) + 1,
          swapped ? at(beforeLast, j - 2) + 1 : Infinity,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}
