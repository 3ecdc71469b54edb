/** A random share from the beta distribution: what `yes` against `no` (pseudo-)observations leave open. Both at least 0, one above. */
export function randomShare(yes: number, no: number, random: () => number): number {
  if (yes <= 0) return 0
  if (no <= 0) return 1
  const a = randomGamma(yes, random)
  const b = randomGamma(no, random)
  return a + b === 0 ? Number(yes > no) : a / (a + b)
}

/** Source: Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM Trans. Math. Softw. 26:363–372. */
function randomGamma(shape: number, random: () => number): number {
  if (shape < 1) return randomGamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  while (true) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * normal) ** 3
    if (v > 0 && Math.log(1 - random()) < normal * normal * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}
