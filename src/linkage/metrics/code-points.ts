/** The code points of a text, so that a letter outside the basic plane counts once. */
export function codePoints(text: string): readonly number[] {
  const points: number[] = []
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0
    points.push(point)
    if (point > 0xffff) i++
  }
  return points
}

/** Two texts without the beginning and the end that they share, which no edit touches. */
export function withoutSharedEnds(
  a: readonly number[],
  b: readonly number[],
): readonly [readonly number[], readonly number[]] {
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start++
  let end = 0
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}
