import { blockingRules, looseRules } from './blocking.ts'
import { type Blocks, buildBlocks, type RuleKeys } from './blocks.ts'
import type { Column } from './columns.ts'
import type { Comparable } from './comparable.ts'
import { everyPair, isSmall } from './every-pair.ts'
import type { ComparedColumn } from './patterns.ts'
import { keysByRule } from './rule-keys.ts'

/** Most records of a block of which all pairs are compared in a large file. Above it hardly a true pair is met that agrees in nothing else exactly, and pairs grow with its square. */
export const BLOCK_LIMIT = 50

/** Most pairs that the rules may make before pairs found twice are taken out: a few seconds' work. */
const BUDGET = 4_000_000
/** Block limits that are tried, widest first. */
const LIMITS = [1600, 400, 200, 100]

/** What blocks are chosen for. */
export interface BlockedFile {
  readonly people: readonly Comparable[]
  readonly columns: readonly ComparedColumn[]
  readonly extraColumns: readonly ComparedColumn[]
  /** Records that are in no block, being copies of another. */
  readonly copies: ReadonlyMap<number, number>
}

/**
 * The blocks of a file: of a small one every pair; else the usual rules, their limit as wide as the budget allows, and then looser rules,
 * those with the fewest pairs first, while the budget lasts. A large file has the usual rules alone.
 *
 * @param limit the usual rules with this limit and nothing else, whatever the size
 */
export function chooseBlocks(file: BlockedFile, limit: number | undefined): Blocks[] {
  const { people, columns, copies } = file
  if (limit === undefined && isSmall(people.length - copies.size)) return everyPair(people.length, copies)
  const isCopy = (record: number) => copies.has(record)
  const refiners = columns.map(({ column }) => column)
  const keys = keysByRule(blockingRules, people, isCopy)
  const usual = keys.map(one => buildBlocks(one, refiners, limit ?? BLOCK_LIMIT))
  let left = BUDGET - pairsOf(usual)
  if (limit !== undefined || left < BUDGET / 2) return usual

  const wide = widest(keys, refiners, BUDGET / 2) ?? usual
  left = BUDGET - pairsOf(wide)
  const loose = [
    ...keysByRule(looseRules, people, isCopy),
    ...file.extraColumns.map(({ name, column }) => keysOf(`the same ${name}`, column, isCopy)),
  ]
  const further = loose
    .map(one => buildBlocks(one, refiners, people.length))
    .map(blocks => ({ blocks, pairs: pairsOf([blocks]) }))
    .toSorted((a, b) => a.pairs - b.pairs)
  const taken: Blocks[] = []
  for (const { blocks, pairs } of further) {
    if (pairs > left) break
    left -= pairs
    taken.push(blocks)
  }
  return [...wide, ...taken]
}

function widest(keys: readonly RuleKeys[], refiners: readonly Column[], budget: number): Blocks[] | undefined {
  for (const limit of LIMITS) {
    const blocks = keys.map(one => buildBlocks(one, refiners, limit))
    if (pairsOf(blocks) <= budget) return blocks
  }
  return undefined
}

/** Pairs in some blocks; one that is in two of them counts twice. */
function pairsOf(blocks: readonly Blocks[]): number {
  let pairs = 0
  for (const { entryNext, entryEnd } of blocks) {
    for (let entry = 0; entry < entryNext.length; entry++) pairs += (entryEnd[entry] ?? 0) - (entryNext[entry] ?? 0)
  }
  return pairs
}

/** The value of a column as the key of each record. */
function keysOf(rule: string, { valueOf }: Column, isLeftOut: (record: number) => boolean): RuleKeys {
  const start = new Int32Array(valueOf.length + 1)
  const values: number[] = []
  for (const [record, value] of valueOf.entries()) {
    if (value >= 0 && !isLeftOut(record)) values.push(value)
    start[record + 1] = values.length
  }
  return { rule, start, high: new Uint32Array(values.length), low: Uint32Array.from(values) }
}
