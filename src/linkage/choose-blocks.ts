import { blockPeople, type NumberedPeople } from './batch.ts'
import { looseRules } from './blocking.ts'
import { type Blocks, buildBlocks, pairsIn, type RuleKeys } from './blocks.ts'
import { cluesOf } from './clues.ts'
import type { Column } from './columns.ts'
import type { Comparable } from './comparable.ts'
import { together } from './blocking-recall.ts'
import { everyPair, isSmall } from './every-pair.ts'
import { fileScorer } from './file-scorer.ts'
import type { PersonModel } from './model.ts'
import { takeNamesApart } from './names-of.ts'
import type { ComparedColumn } from './patterns.ts'
import { probabilityOf } from './score.ts'
import { rowRefiners } from './rows/refiners.ts'
import type { Rows } from './rows/rows.ts'
import { keyMaker } from './rule-keys.ts'
import { type Crew, crewOf } from './threads/crew.ts'

/** Most records of a block of which all pairs are compared in a large file. Above it hardly a true pair is met that agrees in nothing else exactly, and pairs grow with its square. */
export const BLOCK_LIMIT = 50

/** Most pairs that the rules may make before pairs found twice are taken out: a few seconds' work. */
const BUDGET = 6_000_000
/** A further rule must find one pair of one person, that the others do not find, among so many. */
const MOST_PER_MATCH = 500
/** The limit of a further rule of which all pairs would be too many, and of the usual rules a second time. */
const WIDE_LIMIT = 400
const SAMPLED = 4000

type Copies = ReadonlyMap<number, number>

/**
 * The blocks of a file: of a small one every pair; else the usual rules, and then looser ones while the budget lasts, those first that
 * find most pairs of one person for the pairs that they make, as the model judges a sample. A large file has the usual rules alone.
 *
 * @param model for so many records
 * @param copies records that are in no block, being copies of another
 * @param limit the usual rules with this limit and nothing else, whatever the size
 */
export function chooseBlocks(
  people: readonly Comparable[],
  numbered: NumberedPeople,
  extraColumns: readonly ComparedColumn[],
  model: PersonModel,
  copies: Copies,
  limit: number | undefined,
  crew: Crew = crewOf(1),
): Blocks[] {
  if (limit === undefined && isSmall(people.length - copies.size)) return everyPair(people.length, copies)
  const taken = blockPeople(numbered, limit ?? BLOCK_LIMIT, copies, crew)
  let left = BUDGET - pairsIn(taken)
  if (limit !== undefined || left < BUDGET / 2) return taken

  const { rows, keys } = numbered
  const refiners = rowRefiners(rows)
  const build = (one: RuleKeys, most: number) => buildBlocks(one, refiners, most, copies)
  const wider = keys.filter((_, at) => (taken[at]?.size.refined ?? 0) > 0).map(one => build(one, WIDE_LIMIT))
  const looser = [...looseKeys(people), ...extraColumns.map(({ name, column }) => keysOf(`the same ${name}`, column))]
    .map(one => ({ one, whole: build(one, people.length) }))
    .map(({ one, whole }) => (pairsIn([whole]) <= BUDGET / 4 ? whole : build(one, WIDE_LIMIT)))
  const chance = chanceUnder(rows, model)
  const further = [...wider, ...looser]
    .map(blocks => ({ blocks, pairs: pairsIn([blocks]), gain: gainOf(blocks, taken, chance) }))
    .toSorted((a, b) => b.gain - a.gain)
  for (const { blocks, pairs, gain } of further) {
    const worthIt = pairs <= left && gain * MOST_PER_MATCH >= 1
    if (!worthIt || gainOf(blocks, taken, chance) * MOST_PER_MATCH < 1) continue
    left -= pairs
    taken.push(blocks)
  }
  return taken
}

/** The probability that two records are of one person. */
function chanceUnder(rows: Rows, model: PersonModel): (left: number, right: number) => number {
  const scorer = fileScorer(rows, model, [], [])
  return (left, right) => probabilityOf(scorer.weigh(left, right, -20))
}

/** Share of the pairs of some blocks that are of one person and that others do not find, from a sample. */
function gainOf(blocks: Blocks, others: readonly Blocks[], chance: (left: number, right: number) => number): number {
  const total = pairsIn([blocks])
  const every = Math.max(1, Math.floor(total / SAMPLED))
  let sampled = 0
  let matches = 0
  eachSampled(blocks, every, (left, right) => {
    sampled++
    const share = chance(left, right)
    if (share > 0.001 && !others.some(other => together(other, left, right))) matches += share
  })
  return sampled === 0 ? 0 : matches / sampled
}

/** Visit every n-th pair of some blocks. */
function eachSampled(
  { entryStart, entryNext, entryEnd, members }: Blocks,
  every: number,
  visit: (left: number, right: number) => void,
): void {
  let skip = Math.floor(every / 2)
  for (let record = 0; record + 1 < entryStart.length; record++) {
    for (let entry = entryStart[record] ?? 0; entry < (entryStart[record + 1] ?? 0); entry++) {
      const end = entryEnd[entry] ?? 0
      let at = (entryNext[entry] ?? 0) + skip
      for (; at < end; at += every) visit(record, members[at] ?? 0)
      skip = at - end
    }
  }
}

function looseKeys(people: readonly Comparable[]): RuleKeys[] {
  const keys = keyMaker(looseRules, people.length)
  for (const person of people) keys.add(cluesOf(person, takeNamesApart(person)))
  return keys.keys()
}

/** The value of a column as the key of each record. */
function keysOf(rule: string, { valueOf }: Column): RuleKeys {
  const start = new Int32Array(valueOf.length + 1)
  const low = valueOf.filter(value => value >= 0)
  let size = 0
  for (const [record, value] of valueOf.entries()) {
    if (value >= 0) size++
    start[record + 1] = size
  }
  return { rule, start, high: new Int32Array(size), low }
}
