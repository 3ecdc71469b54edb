import { codePoints } from './code-points.ts'

/** Stands before and after the text, so that how a text begins and ends counts and one letter has grams too; no letter is below 0. */
const EDGE = -1

/** Cosine of how often each run of q letters is in two texts, 0..1, over code points; bigrams unless told otherwise. */
export function qGramCosine(left: string, right: string, q = 2): number {
  if (left === right) return 1
  const a = gramCounts(left, q)
  const b = gramCounts(right, q)
  const lengths = Math.sqrt(product(a, a) * product(b, b))
  return lengths === 0 ? 0 : product(a, b) / lengths
}

function gramCounts(text: string, q: number): ReadonlyMap<string, number> {
  const points = codePoints(text)
  const edge = Array<number>(q - 1).fill(EDGE)
  const padded = points.length === 0 ? [] : [...edge, ...points, ...edge]
  const counts = new Map<string, number>()
  for (let start = 0; start + q <= padded.length; start++) {
    const gram = padded.slice(start, start + q).join(' ')
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

function product(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [gram, count] of a) sum += count * (b.get(gram) ?? 0)
  return sum
}
