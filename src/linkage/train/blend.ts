/**
 * A share that was known before, moved towards what was counted by as much as the count has to say: half way, on the scale of
 * logarithms, where one event was seen or should have been, nearly all the way where many were.
 *
 * @param seen how often it was found, a whole number or an expected one
 * @param among in how many cases it was looked for
 * @param before 0..1, not 0
 */
export function blended(seen: number, among: number, before: number): number {
  if (among <= 0) return before
  const events = Math.max(0, seen, before * among)
  const trust = events / (events + 1)
  const found = (Math.max(0, seen) + 0.5) / (among + 1)
  return Math.exp(trust * Math.log(found) + (1 - trust) * Math.log(before))
}
