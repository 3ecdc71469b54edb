import { blockingRules } from './blocking.ts'
import type { Blocks, RuleKeys } from './blocks.ts'
import { blocksJob } from './blocks-job.ts'
import { cluesOf } from './clues.ts'
import type { Comparable } from './comparable.ts'
import { personComparisons } from './comparison.ts'
import type { ExtraValues } from './extra-columns.ts'
import type { ExtraModel } from './extras.ts'
import { fileScorer } from './file-scorer.ts'
import type { PersonModel } from './model.ts'
import { takeNamesApart } from './names-of.ts'
import type { PairTable } from './pair-table.ts'
import type { ComparedColumn, PairLevels } from './patterns.ts'
import { rowComparisons } from './rows/compare-rows.ts'
import { WIDTH } from './rows/layout.ts'
import { rowMaker, type Rows } from './rows/rows.ts'
import { keyMaker } from './rule-keys.ts'
import { type Crew, crewOf } from './threads/crew.ts'

/** A file of people ready to compare: values numbered, blocks made. Records are known by their place in `people`. */
export interface LinkFile {
  readonly people: readonly Comparable[]
  readonly rows: Rows
  /** In the order of the model's comparisons. */
  readonly columns: readonly PairLevels[]
  readonly extraValues: readonly ExtraValues[]
  readonly extraColumns: readonly ComparedColumn[]
  /** In the order of the blocking rules. */
  readonly blocks: readonly Blocks[]
  /** For each record the number of its source, when two of one source are never compared; −1 where it has none. */
  readonly sourceOf: Int32Array | undefined
}

const NO_COPIES: ReadonlyMap<number, number> = new Map()

/** People as rows of numbers, and their blocking keys by every rule. */
export interface NumberedPeople {
  readonly rows: Rows
  readonly keys: readonly RuleKeys[]
}

/** Number the distinct values of people, and work out their keys; names are taken apart but once for both. */
export function numberPeople(people: readonly Comparable[]): NumberedPeople {
  const rows = rowMaker(people.length)
  const keys = keyMaker(blockingRules, people.length)
  for (const [record, person] of people.entries()) {
    const names = takeNamesApart(person)
    rows.write(record, person, names)
    keys.add(cluesOf(person, names))
  }
  return { rows: rows.shared(), keys: keys.keys() }
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

/** Make the blocks of every rule; one with more than `limit` records is split by further values. Copies of another record are in none. */
export function blockPeople(
  { rows, keys }: NumberedPeople,
  limit: number,
  copies: ReadonlyMap<number, number> = NO_COPIES,
  crew: Crew = crewOf(1),
): Blocks[] {
  return crew.run(blocksJob, { rows, keys, limit, copies }, keys.length)
}

/** Each copy beside the record that it is a copy of, scored; both are of one person whatever the weight. */
export function pairCopies(
  file: Pick<LinkFile, 'rows' | 'extraColumns'>,
  copies: ReadonlyMap<number, number>,
  model: PersonModel,
  extras: readonly ExtraModel[],
): PairTable {
  const scorer = fileScorer(file.rows, model, extras, file.extraColumns)
  const left = Int32Array.from(copies.values())
  const right = Int32Array.from(copies.keys())
  const weight = Float64Array.from(left, (record, row) => scorer.weigh(record, right[row] ?? 0, -Infinity))
  return { size: copies.size, left, right, weight, hold: new Uint8Array(copies.size) }
}

/** Records that would not join even a copy of themselves: too little is known of them. */
export function countUnlinkable(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  joinAt: number,
): number {
  const scorer = fileScorer(file.rows, model, extras, file.extraColumns)
  let unlinkable = 0
  for (let record = 0; record < file.people.length; record++) {
    const joins = scorer.weigh(record, record, joinAt) >= joinAt && scorer.holdsOf().length === 0
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
  const { weigh } = fileScorer(rows, model, [], [])
  for (let row = 0; row < weights.length; row++) weights[row] = weigh(left[row] ?? 0, right[row] ?? 0, -Infinity)
}
