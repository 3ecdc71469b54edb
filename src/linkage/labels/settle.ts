import type { Label, Verdict } from './label.ts'
import { pairKey } from './label.ts'

/** All that was said of one pair: the last word of each judge, in order of their names. */
export interface JudgedPair {
  readonly idLeft: string
  readonly idRight: string
  readonly labels: readonly Label[]
  /** What more judges say than say the other; undefined when as many say each, or nobody could tell. */
  readonly verdict: Exclude<Verdict, 'cannot tell'> | undefined
  /** Whether everybody who judged it gave that verdict. */
  readonly unanimous: boolean
}

/**
 * Bring the labels of all judges together, pair by pair, in the order in which the pairs first come.
 *
 * When a judge judged a pair again, the later judgement counts; of two at one moment the one further down.
 */
export function settleLabels(labels: readonly Label[]): ReadonlyMap<string, JudgedPair> {
  const byPair = Map.groupBy(labels, label => pairKey(label.idLeft, label.idRight))
  return new Map([...byPair].map(([key, said]) => [key, settled(said)]))
}

/** Pairs on which judges differ and no majority has decided: for another person to look at. */
export function forAnotherOpinion(pairs: Iterable<JudgedPair>): JudgedPair[] {
  return [...pairs].filter(({ labels, verdict }) => labels.length > 1 && verdict === undefined && differ(labels))
}

function settled(said: readonly Label[]): JudgedPair {
  const lastOf = new Map<string, Label>()
  for (const label of said.toSorted((a, b) => compare(a.judgedAt, b.judgedAt))) lastOf.set(label.judge, label)
  const labels = [...lastOf.values()].toSorted((a, b) => compare(a.judge, b.judge))
  const same = labels.filter(({ verdict }) => verdict === 'same').length
  const different = labels.filter(({ verdict }) => verdict === 'different').length
  return {
    idLeft: said[0]?.idLeft ?? '',
    idRight: said[0]?.idRight ?? '',
    labels,
    verdict: same === different ? undefined : same > different ? 'same' : 'different',
    unanimous: Math.max(same, different) === labels.length,
  }
}

function differ(labels: readonly Label[]): boolean {
  return labels.some(({ verdict }) => verdict !== labels[0]?.verdict)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
