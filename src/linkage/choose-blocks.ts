import type { NumberedPeople } from './batch.ts'
import { looseRules } from './blocking.ts'
import { type Blocks, buildBlocks, type Refiner, type RuleKeys } from './blocks.ts'
import { cluesOf } from './clues.ts'
import type { Column } from './columns.ts'
import type { Comparable } from './comparable.ts'
import { everyPair, isSmall } from './every-pair.ts'
import { takeNamesApart } from './names-of.ts'
import type { ComparedColumn } from './patterns.ts'
import { rowRefiners } from './rows/refiners.ts'
import { keyMaker } from './rule-keys.ts'

/** Most records of a block of which all pairs are compared in a large file. Above it hardly a true pair is met that agrees in nothing else exactly, and pairs grow with its square. */
export const BLOCK_LIMIT = 50

/** Most pairs that the rules may make before pairs found twice are taken out: a few seconds' work. */
const BUDGET = Number(process.env.B ?? 8_000_000)
/** Block limits that are tried, widest first. */
const LIMITS = [1600, 400, 200, 100]

type Copies = ReadonlyMap<number, number>

/**
 * The blocks of a file: of a small one every pair; else the usual rules, their limit as wide as the budget allows, and then looser rules,
 * those with the fewest pairs first, while the budget lasts. A large file has the usual rules alone.
 *
 * @param copies records that are in no block, being copies of another
 * @param limit the usual rules with this limit and nothing else, whatever the size
 */
export function chooseBlocks(
  people: readonly Comparable[],
  { rows, keys }: NumberedPeople,
  extraColumns: readonly ComparedColumn[],
  copies: Copies,
  limit: number | undefined,
): Blocks[] {
  if (limit === undefined && isSmall(people.length - copies.size)) return everyPair(people.length, copies)
  const refiners = rowRefiners(rows)
  const usual = keys.map(one => buildBlocks(one, refiners, limit ?? BLOCK_LIMIT, copies))
  if (limit !== undefined || pairsIn(usual) > BUDGET / 2) return usual

  const wide = widest(keys, refiners, copies) ?? usual
  const further = [...looseKeys(people), ...extraColumns.map(({ name, column }) => keysOf(`the same ${name}`, column))]
    .map(one => buildBlocks(one, refiners, people.length, copies))
    .map(blocks => ({ blocks, pairs: pairsIn([blocks]) }))
    .toSorted((a, b) => a.pairs - b.pairs)
  let left = BUDGET - pairsIn(wide)
  const taken: Blocks[] = []
  for (const { blocks, pairs } of further) {
    if (pairs > left) break
    left -= pairs
    taken.push(blocks)
  }
  return [...wide, ...taken]
}

function widest(keys: readonly RuleKeys[], refiners: readonly Refiner[], copies: Copies): Blocks[] | undefined {
  for (const limit of LIMITS) {
    const blocks = keys.map(one => buildBlocks(one, refiners, limit, copies))
    if (pairsIn(blocks) <= BUDGET / 2) return blocks
  }
  return undefined
}

function looseKeys(people: readonly Comparable[]): RuleKeys[] {
  const keys = keyMaker(looseRules, people.length)
  for (const person of people) keys.add(cluesOf(person, takeNamesApart(person)))
  return keys.keys()
}

/** Pairs in some blocks; one that is in two of them counts twice. */
function pairsIn(blocks: readonly Blocks[]): number {
  let pairs = 0
  for (const { entryNext, entryEnd } of blocks) {
    for (let entry = 0; entry < entryNext.length; entry++) pairs += (entryEnd[entry] ?? 0) - (entryNext[entry] ?? 0)
  }
  return pairs
}

/** The value of a column as the key of each record. */
function keysOf(rule: string, { valueOf }: Column): RuleKeys {
  const start = new Int32Array(valueOf.length + 1)
  const values: number[] = []
  for (const [record, value] of valueOf.entries()) {
    if (value >= 0) values.push(value)
    start[record + 1] = values.length
  }
  return { rule, start, high: new Uint32Array(values.length), low: Uint32Array.from(values) }
}
