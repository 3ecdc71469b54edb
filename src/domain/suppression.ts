/** A count as it may be shown: itself, or hidden because it is so small that somebody could be recognised. */
export type ShownCount =
  | { readonly kind: 'exact'; readonly n: number }
  | { readonly kind: 'hidden'; readonly under: number }

/** Counts under this are hidden, nought excepted: practice for counts of children in official statistics. */
export const SMALLEST_SHOWN = 5

/** A count of people or of what happened to them, hidden when it is above nought and under five. */
export function suppressed(n: number): ShownCount {
  return n > 0 && n < SMALLEST_SHOWN ? { kind: 'hidden', under: SMALLEST_SHOWN } : { kind: 'exact', n }
}

/**
 * A share in whole per cent, or undefined when either count is hidden or there is nothing to divide by, so that a hidden count
 * cannot be worked out from it.
 */
export function shareOf(part: number, whole: number): number | undefined {
  if (whole < SMALLEST_SHOWN || suppressed(part).kind === 'hidden' || suppressed(whole - part).kind === 'hidden')
    return undefined
  return Math.round((part / whole) * 100)
}
