import { forAnotherOpinion, type JudgedPair } from './settle.ts'

/** How far judges agree. "Cannot tell" is a verdict like the others. */
export interface Agreement {
  /** By name, in order of names, with how many pairs each judged. */
  readonly judges: readonly { readonly judge: string; readonly pairs: number }[]
  readonly pairs: number
  /** Pairs that two judges or more have judged; all figures below are of these. */
  readonly judgedTwice: number
  /** Share of the judgements of one pair by two judges that are alike, 0..1; undefined when there are none. */
  readonly alike: number | undefined
  /** Krippendorff's alpha, at most 1; 0 is no better than chance. Undefined when nothing was judged twice or nothing differs in kind. */
  readonly alpha: number | undefined
  /** Every two judges who judged a pair in common. */
  readonly between: readonly TwoJudges[]
  /** Pairs on which judges differ with no majority. */
  readonly open: readonly JudgedPair[]
}

/** How far two judges agree on the pairs that both judged. */
export interface TwoJudges {
  readonly judges: readonly [string, string]
  readonly pairs: number
  readonly alike: number
  /** Cohen's kappa; undefined when both always gave one and the same verdict, so that chance explains it as well. */
  readonly kappa: number | undefined
}

/** Agreement over judged pairs. */
export function agreementOf(judged: Iterable<JudgedPair>): Agreement {
  const pairs = [...judged]
  const counts = new Map<string, number>()
  for (const { judge } of pairs.flatMap(({ labels }) => labels)) counts.set(judge, (counts.get(judge) ?? 0) + 1)
  const judges = [...counts.keys()].toSorted((a, b) => (a < b ? -1 : 1))
  const units = pairs.map(({ labels }) => labels.map(({ verdict }) => verdict))
  const between = judges.flatMap((one, at) => judges.slice(at + 1).flatMap(other => twoJudges(pairs, one, other)))
  const compared = between.reduce((sum, two) => sum + two.pairs, 0)
  return {
    judges: judges.map(judge => ({ judge, pairs: counts.get(judge) ?? 0 })),
    pairs: pairs.length,
    judgedTwice: units.filter(unit => unit.length > 1).length,
    alike: compared === 0 ? undefined : between.reduce((sum, two) => sum + two.alike * two.pairs, 0) / compared,
    alpha: krippendorffAlpha(units),
    between,
    open: forAnotherOpinion(pairs),
  }
}

function twoJudges(pairs: readonly JudgedPair[], one: string, other: string): TwoJudges[] {
  const both = pairs.flatMap(({ labels }) => {
    const first = labels.find(({ judge }) => judge === one)
    const second = labels.find(({ judge }) => judge === other)
    return first && second ? [[first.verdict, second.verdict] as const] : []
  })
  if (both.length === 0) return []
  const alike = both.filter(([a, b]) => a === b).length / both.length
  return [{ judges: [one, other], pairs: both.length, alike, kappa: cohenKappa(both) }]
}

/**
 * Cohen's kappa of two judges: how far they agree beyond what chance would give with the verdicts that each gives as often as they do.
 *
 * Source: Cohen (1960), Educational and Psychological Measurement 20:37–46.
 *
 * @param both for each thing the verdicts of the one and the other
 * @returns at most 1; undefined when chance alone would make them agree on everything
 */
export function cohenKappa(both: readonly (readonly [string, string])[]): number | undefined {
  const alike = both.filter(([a, b]) => a === b).length / both.length
  const kinds = new Set(both.flat())
  const shareOf = (at: 0 | 1, kind: string) => both.filter(pair => pair[at] === kind).length / both.length
  const byChance = [...kinds].reduce((sum, kind) => sum + shareOf(0, kind) * shareOf(1, kind), 0)
  return byChance < 1 ? (alike - byChance) / (1 - byChance) : undefined
}

/**
 * Krippendorff's alpha for verdicts without an order, any number of judges, and judgements that are missing.
 *
 * Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania.
 *
 * @param units for each thing the verdicts that it got, in any order
 * @returns at most 1; undefined when fewer than two kinds of verdict are among the things judged twice
 */
export function krippendorffAlpha(units: readonly (readonly string[])[]): number | undefined {
  const totals = new Map<string, number>()
  let pairable = 0
  let unlike = 0
  for (const unit of units.filter(({ length }) => length > 1)) {
    const here = new Map<string, number>()
    for (const verdict of unit) here.set(verdict, (here.get(verdict) ?? 0) + 1)
    for (const [verdict, count] of here) {
      totals.set(verdict, (totals.get(verdict) ?? 0) + count)
      unlike += (count * (unit.length - count)) / (unit.length - 1)
    }
    pairable += unit.length
  }
  const unlikeByChance = [...totals.values()].reduce((sum, count) => sum + count * (pairable - count), 0)
  return unlikeByChance === 0 ? undefined : 1 - ((pairable - 1) * unlike) / unlikeByChance
}
