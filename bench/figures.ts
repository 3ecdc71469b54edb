/** How long requests took, in milliseconds. */
export interface Latency {
  readonly requests: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Percentiles of times in milliseconds, by nearest rank; zeros when there are none. */
export function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { requests: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** A figure with one decimal. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
