import { type LinkFile, weighPairs } from '../batch.ts'
import type { Blocks } from '../blocks.ts'
import type { PersonModel } from '../model.ts'
import { countCandidates, eachCandidate } from '../pairs.ts'
import { type PairLevels, type PairBatch, writeLevels } from '../patterns.ts'

/**
 * About `most` candidate pairs, evenly spread over the file: every n-th in order of the records.
 *
 * The same blocks give the same pairs.
 */
export function sampleCandidates(
  blocks: readonly Blocks[],
  records: number,
  most: number,
): { readonly pairs: PairBatch; readonly every: number } {
  const total = countCandidates(blocks, records)
  const every = Math.max(1, Math.ceil(total / most))
  const size = Math.floor(total / every)
  const pairs = { left: new Int32Array(size), right: new Int32Array(size), count: 0 }
  let seen = 0
  eachCandidate(blocks, 0, records, (record, partners, count) => {
    for (let at = every - 1 - (seen % every); at < count && pairs.count < size; at += every) {
      pairs.left[pairs.count] = record
      pairs.right[pairs.count] = partners[at] ?? 0
      pairs.count++
    }
    seen += count
  })
  return { pairs, every }
}

/** Levels of each column for every pair of a sample. */
function levelsOf(columns: readonly PairLevels[], pairs: PairBatch): readonly Int8Array[] {
  const levels = columns.map(() => new Int8Array(pairs.count))
  writeLevels(columns, pairs, levels)
  return levels
}

const WEIGHED_PAIRS = 200_000

/** A sample of the file's candidate pairs, with the weights that the model gives them and their levels in the extra columns. */
export function weighCandidates(
  file: LinkFile,
  model: PersonModel,
): { readonly weight: Float64Array; readonly levels: readonly Int8Array[]; readonly every: number } {
  const { pairs, every } = sampleCandidates(file.blocks, file.people.length, WEIGHED_PAIRS)
  const weight = new Float64Array(pairs.count)
  weighPairs(file.rows, model, pairs, weight)
  return { weight, levels: levelsOf(file.extraColumns, pairs), every }
}
