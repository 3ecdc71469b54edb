import { describe, expect, it } from 'vitest'
import { numberPeople } from '#linkage/batch.ts'
import { BLOCK_LIMIT, chooseBlocks } from '#linkage/choose-blocks.ts'
import { EVERY_PAIR, everyPair } from '#linkage/every-pair.ts'
import { linkRecords } from '#linkage/link-records.ts'
import { personV1 } from '#linkage/model.ts'
import { toComparable } from '#linkage/normalise/person.ts'
import { eachCandidate } from '#linkage/pairs.ts'
import { scaledTo } from '#linkage/train/train-model.ts'
import { altered } from '../../bench/accuracy/worlds.ts'
import { makePersons } from '../../bench/persons.ts'

const NONE: ReadonlyMap<number, number> = new Map()

function pairsOf(blocks: Parameters<typeof eachCandidate>[0], records: number): Set<string> {
  const pairs = new Set<string>()
  eachCandidate(blocks, 0, records, (record, partners, count) => {
    for (let at = 0; at < count; at++) pairs.add(`${record} ${partners[at] ?? 0}`)
  })
  return pairs
}

describe('what is compared', () => {
  it('is every pair once, copies left out, where records are few', () => {
    expect(pairsOf(everyPair(4), 4)).toEqual(new Set(['0 1', '0 2', '0 3', '1 2', '1 3', '2 3']))
    expect(pairsOf(everyPair(4, new Map([[1, 0]])), 4)).toEqual(new Set(['0 2', '0 3', '2 3']))
    expect(pairsOf(everyPair(1), 1)).toEqual(new Set())
    expect(everyPair(0)[0]?.size).toMatchObject({ blocks: 0, largest: 0 })
  })

  it('is no pair of one source where each has everybody once', () => {
    const records = makePersons(60, 2).map((record, at) => ({ ...record, source: at % 2 === 0 ? 'one' : 'other' }))
    const { report } = linkRecords(records, { oneOfEachSource: true })
    expect(report).toMatchObject({ pairsCompared: 30 * 30, blockingRecall: 1 })
    expect(report.blocking.map(({ rule }) => rule)).toEqual([EVERY_PAIR])
  })

  it('is in a larger file what the usual rules find, and what looser ones find for few pairs more', () => {
    const world = altered('many slips', 4000, 7)
    const people = world.map(({ person }) => toComparable(person))
    const numbered = numberPeople(people)
    const model = scaledTo(personV1, people.length)
    const usual = pairsOf(chooseBlocks(people, numbered, [], model, NONE, BLOCK_LIMIT), people.length)
    const chosen = pairsOf(chooseBlocks(people, numbered, [], model, NONE, undefined), people.length)
    expect(usual.isSubsetOf(chosen)).toBe(true)
    const matches = (pairs: ReadonlySet<string>) =>
      [...pairs].filter(pair => {
        const [one = 0, other = 0] = pair.split(' ').map(Number)
        return world[one]?.truth === world[other]?.truth
      }).length
    expect(matches(chosen)).toBeGreaterThan(1.05 * matches(usual))
    expect(chosen.size).toBeLessThan(100 * people.length)
  })
})
