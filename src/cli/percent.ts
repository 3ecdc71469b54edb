/** A share in per cent with one decimal: '97.5%'. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`
}
