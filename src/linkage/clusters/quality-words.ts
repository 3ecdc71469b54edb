import type { ClusterQuality, QualityReason } from './quality.ts'

const WORDS: Readonly<Record<QualityReason, string>> = {
  contradiction: 'it contradicts itself',
  'thin bridge': 'one pair alone connects two groups of records',
  sparse: 'fewer than six in ten of its pairs are alike',
  'barely joined': 'its weakest part hardly reached the join weight',
  'too large': 'more records than one person is likely to have',
  broken: 'a pair heavy enough to join leads to another cluster',
}

/** A reason for people to read. */
export function reasonWords(reason: QualityReason): string {
  return WORDS[reason]
}

/** Why to look at a cluster, for people to read; what contradicts is named with the records that say so. */
export function qualityWords({ reasons, contradictions }: ClusterQuality, ids: readonly string[]): readonly string[] {
  return reasons.flatMap(reason =>
    reason === 'contradiction'
      ? contradictions.map(({ words, left, right }) => `${words} (${ids[left] ?? ''} and ${ids[right] ?? ''})`)
      : [WORDS[reason]],
  )
}
