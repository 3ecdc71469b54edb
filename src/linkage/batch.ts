import { blockingRules } from './blocking.ts'
import { type Blocks, buildBlocks, type RuleKeys } from './blocks.ts'
import { cluesOf } from './clues.ts'
import { type ClusterRules, holdOf } from './cluster.ts'
import type { Comparable } from './comparable.ts'
import { personComparisons } from './comparison.ts'
import { type ExtraModel, type ExtraComparison, compareExtra } from './extras.ts'
import { holdsFor, NAMESAKES } from './holds.ts'
import type { PersonModel } from './model.ts'
import { takeNamesApart } from './names-of.ts'
import { growingPairs, type PairTable } from './pair-table.ts'
import { eachCandidate } from './pairs.ts'
import { type ComparedColumn, compareColumn, type PairLevels } from './patterns.ts'
import { rowComparisons } from './rows/compare-rows.ts'
import { WIDTH } from './rows/layout.ts'
import { rowRefiners } from './rows/refiners.ts'
import { rowMaker, type Rows } from './rows/rows.ts'
import { rowScorer } from './rows/score-rows.ts'
import { keyMaker } from './rule-keys.ts'

/** A file of people ready to compare: values numbered, blocks made. Records are known by their place in `people`. */
export interface LinkFile {
  readonly people: readonly Comparable[]
  readonly rows: Rows
  /** In the order of the model's comparisons. */
  readonly columns: readonly PairLevels[]
  readonly extraColumns: readonly ComparedColumn[]
  /** In the order of the blocking rules. */
  readonly blocks: readonly Blocks[]
  /** For each record the number of its source, when two of one source are never compared; −1 where it has none. */
  readonly sourceOf: Int32Array | undefined
}

/** People as rows of numbers, and their blocking keys by every rule. */
export interface NumberedPeople {
  readonly rows: Rows
  readonly keys: readonly RuleKeys[]
}

/** Number the distinct values of people, and work out their keys; names are taken apart but once for both. */
export function numberPeople(people: readonly Comparable[]): NumberedPeople {
  const rows = rowMaker(people.length)
  const keys = keyMaker(blockingRules, people.length)
  for (const person of people) {
    const names = takeNamesApart(person)
    rows.add(person, names)
    keys.add(cluesOf(person, names))
  }
  return { rows: rows.rows(), keys: keys.keys() }
}

/** The comparisons of the person models over rows. */
export function personColumns(rows: Rows): PairLevels[] {
  const compare = rowComparisons(rows)
  return personComparisons.map(({ name, levels }, at) => ({
    name,
    levels: levels.length,
    levelOf: (left, right) => compare[at]?.(left * WIDTH, right * WIDTH) ?? -1,
  }))
}

/**
 * Number the distinct values of each extra comparison.
 *
 * @param values for each record its values, in the order of `extras`, ready to compare
 */
export function compareExtraValues(
  extras: readonly ExtraComparison[],
  values: readonly (readonly string[])[],
): ComparedColumn[] {
  return extras.map((extra, at) =>
    compareColumn(
      values.map(row => row[at] ?? ''),
      compareExtra(extra),
    ),
  )
}

/** Make the blocks of every rule; one with more than `limit` records is split by further values. Copies of another record are in none. */
export function blockPeople(
  { rows, keys }: NumberedPeople,
  limit: number,
  copies: ReadonlyMap<number, number> = new Map(),
): Blocks[] {
  const refiners = rowRefiners(rows)
  return keys.map(ofRule => buildBlocks(ofRule, refiners, limit, copies))
}

/** Weighs pairs of a file by number, extra comparisons added. */
interface FileScorer {
  /** −Infinity when it is sure that a pair weighs less than `least`. */
  weigh(left: number, right: number, least: number): number
  /** What holds back the pair that was weighed last. */
  holdsOf(left: number, right: number): readonly string[]
}

function fileScorer(
  { rows, extraColumns }: Pick<LinkFile, 'rows' | 'extraColumns'>,
  model: PersonModel,
  extras: readonly ExtraModel[],
): FileScorer {
  const scorer = rowScorer(rows, model)
  const bits = extras.map(extra => extra.levels.map(({ m, u }) => Math.log2(m / u)))
  const most = bits.reduce((sum, ofLevels) => sum + Math.max(0, ...ofLevels), 0)
  return {
    weigh: (left, right, least) => {
      let weight = scorer.weigh(left, right, least - most)
      if (weight === -Infinity) return weight
      for (let at = 0; at < bits.length; at++) {
        const level = extraColumns[at]?.levelOf(left, right) ?? -1
        weight += bits[at]?.[level] ?? 0
      }
      return weight
    },
    holdsOf: (left, right) => holdsFor(scorer.pattern, scorer.kinshipOf(left, right)),
  }
}

/** Each copy beside the record that it is a copy of, scored; both are of one person whatever the weight. */
export function pairCopies(
  file: Pick<LinkFile, 'rows' | 'extraColumns'>,
  copies: ReadonlyMap<number, number>,
  model: PersonModel,
  extras: readonly ExtraModel[],
): PairTable {
  const scorer = fileScorer(file, model, extras)
  const left = Int32Array.from(copies.values())
  const right = Int32Array.from(copies.keys())
  const weight = Float64Array.from(left, (record, row) => scorer.weigh(record, right[row] ?? 0, -Infinity))
  return { size: copies.size, left, right, weight, hold: new Uint8Array(copies.size) }
}

/** Every candidate pair scored; the kept ones as a table. */
export interface ScoredFile {
  readonly pairs: PairTable
  readonly compared: number
  /** For each blocking rule the pairs that it was the first to find. */
  readonly foundBy: Float64Array
  /** Candidate pairs by whole bits of weight, lightest first; of very many pairs those of every so many are counted for all. */
  readonly weights: readonly WeightCount[]
}

/** How many pairs have a weight from `from` up to less than `from` + 1. */
export interface WeightCount {
  readonly from: number
  readonly pairs: number
}

/** Weights beyond are counted with the last bit. */
const MOST_BITS = 100
/** About so many pairs, if there are more, are weighed in full whatever they come to, to show how weights are spread. */
const WEIGHED_IN_FULL = 300_000

/** Score every candidate pair of a file and keep those of at least `keepAt`, namesakes born apart left out; no object is made for a pair. */
export function scoreFile(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  keepAt: number,
  rules: Pick<ClusterRules, 'contradicts'>,
): ScoredFile {
  const { sourceOf } = file
  const scorer = fileScorer(file, model, extras)
  const every = Math.max(1, Math.floor(mostPairs(file.blocks) / WEIGHED_IN_FULL))
  const byBit = new Float64Array(2 * MOST_BITS + 1)
  const kept = growingPairs()
  let compared = 0

  const foundBy = eachCandidate(file.blocks, 0, file.people.length, (record, partners, count) => {
    const source = sourceOf?.[record] ?? -1
    for (let at = 0; at < count; at++) {
      const partner = partners[at] ?? 0
      if (source >= 0 && sourceOf?.[partner] === source) continue
      compared++
      const inFull = every === 1 || (record + at) % every === 0
      const weight = scorer.weigh(record, partner, inFull ? -Infinity : keepAt)
      if (inFull) {
        const bit = Math.max(0, Math.min(2 * MOST_BITS, Math.floor(weight) + MOST_BITS))
        byBit[bit] = (byBit[bit] ?? 0) + every
      }
      if (weight < keepAt) continue
      const holds = scorer.holdsOf(record, partner)
      if (!holds.includes(NAMESAKES)) kept.add(record, partner, weight, holdOf(holds, rules))
    }
  })
  return { pairs: kept.table(), compared, foundBy, weights: counted(byBit) }
}

/** Pairs in all blocks together; one that several rules find counts for each. */
function mostPairs(blocks: readonly Blocks[]): number {
  let pairs = 0
  for (const { entryNext, entryEnd } of blocks) {
    for (let entry = 0; entry < entryNext.length; entry++) pairs += (entryEnd[entry] ?? 0) - (entryNext[entry] ?? 0)
  }
  return pairs
}

function counted(byBit: Float64Array): WeightCount[] {
  const counts = [...byBit].map((pairs, bit) => ({ from: bit - MOST_BITS, pairs }))
  const first = counts.findIndex(({ pairs }) => pairs > 0)
  const last = counts.findLastIndex(({ pairs }) => pairs > 0)
  return first < 0 ? [] : counts.slice(first, last + 1)
}

/** Records that would not join even a copy of themselves: too little is known of them. */
export function countUnlinkable(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  joinAt: number,
): number {
  const scorer = fileScorer(file, model, extras)
  let unlinkable = 0
  for (let record = 0; record < file.people.length; record++) {
    const joins = scorer.weigh(record, record, joinAt) >= joinAt && scorer.holdsOf(record, record).length === 0
    if (!joins) unlinkable++
  }
  return unlinkable
}

/** The weight of pairs by number; `weights[row]` of each. */
export function weighPairs(
  rows: Rows,
  model: PersonModel,
  { left, right }: { readonly left: ArrayLike<number>; readonly right: ArrayLike<number> },
  weights: Float64Array,
): void {
  const { weigh } = rowScorer(rows, model)
  for (let row = 0; row < weights.length; row++) weights[row] = weigh(left[row] ?? 0, right[row] ?? 0, -Infinity)
}
