const YEAR_BITS = 12

/** Years of birth from and to in one number. */
export function packYears([from, to]: readonly [number, number]): number {
  return (from << YEAR_BITS) | to
}

/** The first year of those. */
export function firstYear(years: number): number {
  return years >> YEAR_BITS
}

/** The last year of those. */
export function lastYear(years: number): number {
  return years & ((1 << YEAR_BITS) - 1)
}
