const FIRST_SEED = 0xdeadbeef
const SECOND_SEED = 0x41c6ce57
const FIRST_FACTOR = 2654435761
const SECOND_FACTOR = 1597334677

/**
 * A text as a whole number of 63 bits, never negative, so that it fits PostgreSQL's bigint. The same text always gives the same number.
 *
 * Two 32-bit multiplicative hashes side by side, mixed at the end as in MurmurHash3; not for secrets.
 */
export function hash63(text: string): bigint {
  let high = FIRST_SEED
  let low = SECOND_SEED
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, FIRST_FACTOR)
    low = Math.imul(low ^ unit, SECOND_FACTOR)
  }
  high = mixed(high, low)
  low = mixed(low, high)
  return (BigInt(high >>> 1) << 32n) | BigInt(low >>> 0)
}

function mixed(one: number, other: number): number {
  const first = Math.imul(one ^ (one >>> 16), 2246822507)
  return first ^ Math.imul(other ^ (other >>> 13), 3266489909)
}
