import { saidOf } from '#linkage/clusters/constraints.ts'
import { decide } from '#linkage/decide.ts'
import { inWords } from '#linkage/explain.ts'
import { explainPair } from '#linkage/explain-pair.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import { csvCell, csvText } from './write-csv.ts'

/**
 * Lines of clusters.csv: `id,cluster`, one for each record, clusters together.
 *
 * @param nameOf the id of a cluster, by the number of its first record
 */
export function* clusterLines(
  result: Pick<LinkResult, 'ids' | 'clusterOf'>,
  nameOf: (cluster: number) => string,
): Generator<string> {
  yield 'id,cluster'
  const order = result.ids.map((_, at) => at)
  order.sort((a, b) => (result.clusterOf[a] ?? 0) - (result.clusterOf[b] ?? 0) || a - b)
  for (const record of order) {
    const cluster = result.clusterOf[record] ?? record
    yield `${csvCell(result.ids[record] ?? '')},${csvCell(nameOf(cluster))}`
  }
}

/** Lines of pairs.csv: every pair at or above the review weight, with its decision, reason and the level of each comparison. */
export function* pairLines(result: LinkResult): Generator<string> {
  const comparisons = [
    ...result.model.comparisons.map(({ comparison }) => comparison.name),
    ...result.extras.map(({ name }) => name),
  ]
  yield ['id_left', 'id_right', 'weight', 'probability', 'decision', 'reason', ...comparisons].map(csvCell).join(',')
  const { left, right, size } = result.pairs
  const said = saidOf(result.constraints)
  for (let row = 0; row < size; row++) {
    const a = left[row] ?? 0
    const b = right[row] ?? 0
    const score = explainPair(result, a, b)
    const override = said(a, b)
    const cells = [
      csvCell(result.ids[a] ?? ''),
      csvCell(result.ids[b] ?? ''),
      score.weight.toFixed(3),
      score.probability.toFixed(6),
      decide(score, result.model.thresholds, { override }),
      csvText(override === undefined ? inWords(score) : `Decided by people. ${inWords(score)}`),
      ...score.evidence.map(({ label }) => csvText(label)),
    ]
    yield cells.join(',')
  }
}
