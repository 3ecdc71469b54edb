import { codePoints, withoutSharedEnds } from './code-points.ts'

/** Fewest insertions and deletions that turn one text into the other, over code points: what is not in the longest letters in common. */
export function indel(left: string, right: string): number {
  if (left === right) return 0
  const [a, b] = withoutSharedEnds(codePoints(left), codePoints(right))
  return a.length + b.length - 2 * mostInCommon(a, b)
}

/** One less the insertions and deletions as a share of the letters of both texts, 0..1. */
export function indelRatio(left: string, right: string): number {
  const letters = codePoints(left).length + codePoints(right).length
  return letters === 0 ? 1 : 1 - indel(left, right) / letters
}

/** Length of the longest run of letters, not always neighbours, that both have in the same order. */
function mostInCommon(a: readonly number[], b: readonly number[]): number {
  const most = new Int32Array(b.length + 1)
  for (const letter of a) {
    let diagonal = 0
    for (let j = 1; j <= b.length; j++) {
      const above = most[j] ?? 0
      most[j] = letter === b[j - 1] ? diagonal + 1 : Math.max(above, most[j - 1] ?? 0)
      diagonal = above
    }
  }
  return most[b.length] ?? 0
}
