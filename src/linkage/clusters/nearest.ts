import type { LinkFile } from '../batch.ts'
import type { ExtraModel } from '../extras.ts'
import { fileScorer } from '../file-scorer.ts'
import type { PersonModel } from '../model.ts'
import { eachCandidate } from '../pairs.ts'

/** For every record that stayed alone the most alike of those that it was compared with. */
export interface Nearest {
  /** 1 for a record in a cluster of its own. */
  readonly isAlone: Uint8Array
  /** Record number; −1 where a record is not alone, or was compared with none. Of equals the lowest. */
  readonly partner: Int32Array
  /** log2 odds of the two; meaningless without a partner */
  readonly weight: Float64Array
}

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
  const scorer = fileScorer(file.rows, model, extras, file.extraColumns)

  function offer(record: number, other: number, weight: number): void {
    if (isAlone[record] !== 1) return
    const known = partner[record] ?? -1
    const beaten = best[record] ?? 0
    if (known >= 0 && (weight < beaten || (weight === beaten && other > known))) return
    partner[record] = other
    best[record] = weight
  }

  /** What a pair must weigh for one of the two to be nearer than what is known. */
  function leastFor(record: number): number {
    if (isAlone[record] !== 1) return Infinity
    return (partner[record] ?? -1) < 0 ? -Infinity : (best[record] ?? 0)
  }

  eachCandidate(file.blocks, 0, records, (record, partners, count) => {
    const source = file.sourceOf?.[record] ?? -1
    for (let at = 0; at < count; at++) {
      const other = partners[at] ?? 0
      if (isAlone[record] !== 1 && isAlone[other] !== 1) continue
      if (source >= 0 && file.sourceOf?.[other] === source) continue
      const weight = scorer.weigh(record, other, Math.min(leastFor(record), leastFor(other)))
      if (weight === -Infinity) continue
      offer(record, other, weight)
      offer(other, record, weight)
    }
  })
  return { isAlone, partner, weight: best }
}

function aloneIn(clusterOf: Int32Array): Uint8Array {
  const size = new Int32Array(clusterOf.length)
  for (const cluster of clusterOf) size[cluster] = (size[cluster] ?? 0) + 1
  return Uint8Array.from(clusterOf, cluster => Number(size[cluster] === 1))
}
