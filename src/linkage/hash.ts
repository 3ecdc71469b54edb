const FIRST_SEED = 0xdeadbeef
const SECOND_SEED = 0x41c6ce57
const FIRST_FACTOR = 2654435761
const SECOND_FACTOR = 1597334677

/** A hash on its way: two numbers of 32 bits. */
export type HashState = Int32Array

/** The hash of nothing yet. */
export function hashState(): HashState {
  return Int32Array.of(FIRST_SEED, SECOND_SEED)
}

/** Go on from a state with more text. Writes the new state to `to`, which may be the same one, and gives it. */
export function hashInto(from: HashState, text: string, to: HashState): HashState {
  let high = from[0] ?? 0
  let low = from[1] ?? 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, FIRST_FACTOR)
    low = Math.imul(low ^ unit, SECOND_FACTOR)
  }
  to[0] = high
  to[1] = low
  return to
}

/** The two halves of the hash: whole numbers of 31 and 32 bits, never negative. */
export function endHash(state: HashState, visit: (high: number, low: number) => void): void {
  const high = mixed(state[0] ?? 0, state[1] ?? 0)
  const low = mixed(state[1] ?? 0, high)
  visit(high >>> 1, low >>> 0)
}

/** The two halves as one number. */
export function joinHalves(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low)
}

/**
 * A text as a whole number of 63 bits, never negative, so that it fits PostgreSQL's bigint. The same text always gives the same number.
 *
 * Two 32-bit multiplicative hashes side by side, mixed at the end as in MurmurHash3; not for secrets.
 */
export function hash63(text: string): bigint {
  let hash = 0n
  endHash(hashInto(hashState(), text, hashState()), (high, low) => {
    hash = joinHalves(high, low)
  })
  return hash
}

function mixed(one: number, other: number): number {
  const first = Math.imul(one ^ (one >>> 16), 2246822507)
  return first ^ Math.imul(other ^ (other >>> 13), 3266489909)
}
