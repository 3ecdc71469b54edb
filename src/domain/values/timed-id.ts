import type { Instant } from './time.ts'

/**
 * An id that sorts by the time it was made, so that what comes together lies together on disk.
 *
 * Source: RFC 9562, UUID version 7: 48 bits of milliseconds, 74 random bits.
 *
 * @param now an instant
 * @param newId a random UUID
 */
export function timedId(now: string, newId: () => string): string {
  const time = Date.parse(now).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${newId().slice(15)}`
}

/** Ids that sort by a time, which is that of the request that they are made in. */
export function timedIds(now: Instant, newId: () => string): () => string {
  return () => timedId(now, newId)
}
