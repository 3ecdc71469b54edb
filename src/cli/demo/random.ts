/** A seeded source of randomness: the same seed gives the same world. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** 0 ≤ n < limit */
  int(limit: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of the values, by weight. */
  weighted<T>(from: readonly (readonly [value: T, weight: number])[]): T
}

/** Source: the sfc32 generator by Chris Doty-Humphrey (PractRand), public domain. */
export function seeded(seed: number): Random {
  let a = seed >>> 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  function next(): number {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 20; i++) next()
  const int = (limit: number) => Math.floor(next() * limit)
  function pick<T>(from: readonly T[]): T {
    const chosen = from[int(from.length)]
    if (chosen === undefined) throw new RangeError('pick: nothing to pick from')
    return chosen
  }
  function weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [value, weight] of from) {
      left -= weight
      if (left < 0) return value
    }
    return pick(from)[0]
  }
  return { next, int, chance: probability => next() < probability, pick, weighted }
}
