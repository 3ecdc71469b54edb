import type { LinkFile } from '../batch.ts'
import { batchScorer } from '../batch-score.ts'
import type { ExtraModel } from '../extras.ts'
import type { PersonModel } from '../model.ts'
import { eachCandidate } from '../pairs.ts'
import { writeLevels } from '../patterns.ts'

/** For every record that stayed alone the most alike of those that it was compared with. */
export interface Nearest {
  /** 1 for a record in a cluster of its own. */
  readonly isAlone: Uint8Array
  /** Record number; −1 where a record is not alone, or was compared with none. Of equals the lowest. */
  readonly partner: Int32Array
  /** log2 odds of the two; meaningless without a partner */
  readonly weight: Float64Array
}

const BATCH = 1 << 13

/** Find the nearest of every record alone: its pairs are gone through once more, since pairs below the review weight are not kept. */
export function nearestOfAlone(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  clusterOf: Int32Array,
): Nearest {
  const records = file.people.length
  const isAlone = aloneIn(clusterOf)
  const partner = new Int32Array(records).fill(-1)
  const best = new Float64Array(records)
  const columns = [...file.columns, ...file.extraColumns]
  const scorer = batchScorer(model, extras, file.people)
  const batch = { left: new Int32Array(BATCH), right: new Int32Array(BATCH), count: 0 }
  const levels = columns.map(() => new Int8Array(BATCH))
  const weights = new Float64Array(BATCH)

  function offer(record: number, other: number, weight: number): void {
    if (isAlone[record] !== 1) return
    const known = partner[record] ?? -1
    const beaten = best[record] ?? 0
    if (known >= 0 && (weight < beaten || (weight === beaten && other > known))) return
    partner[record] = other
    best[record] = weight
  }

  function scoreBatch(): void {
    writeLevels(columns, batch, levels)
    scorer.writeWeights(batch, levels, weights)
    for (let row = 0; row < batch.count; row++) {
      const [left, right, weight] = [batch.left[row] ?? 0, batch.right[row] ?? 0, weights[row] ?? 0]
      offer(left, right, weight)
      offer(right, left, weight)
    }
    batch.count = 0
  }

  eachCandidate(file.blocks, 0, records, (record, partners, count) => {
    const source = file.sourceOf?.[record] ?? -1
    for (let at = 0; at < count; at++) {
      const other = partners[at] ?? 0
      if (isAlone[record] !== 1 && isAlone[other] !== 1) continue
      if (source >= 0 && file.sourceOf?.[other] === source) continue
      batch.left[batch.count] = record
      batch.right[batch.count] = other
      batch.count++
      if (batch.count === BATCH) scoreBatch()
    }
  })
  scoreBatch()
  return { isAlone, partner, weight: best }
}

function aloneIn(clusterOf: Int32Array): Uint8Array {
  const size = new Int32Array(clusterOf.length)
  for (const cluster of clusterOf) size[cluster] = (size[cluster] ?? 0) + 1
  return Uint8Array.from(clusterOf, cluster => Number(size[cluster] === 1))
}
