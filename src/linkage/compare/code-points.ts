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
