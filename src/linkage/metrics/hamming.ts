import { codePoints } from './code-points.ts'

/** Places at which two texts have different letters, over code points; what one has beyond the end of the other counts as different. */
export function hamming(left: string, right: string): number {
  const a = codePoints(left)
  const b = codePoints(right)
  let places = 0
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) places++
  return places
}
