import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusion, confusionByGroup } from './confusion.ts'

describe('confusion', () => {
  it.each([
    ['the same clusters under other names', 'xxyz', '1123', { precision: 1, recall: 1, f1: 1 }],
    ['one pair missed of three', 'xxyz', '1112', { precision: 1, recall: 1 / 3, f1: 0.5 }],
    ['everything thrown together', 'xxxx', '1122', { precision: 2 / 6, recall: 1, f1: 0.5 }],
    ['nothing joined where nothing should be', 'xyz', '123', { precision: 1, recall: 1, f1: 1 }],
    ['nothing joined where something should be', 'xyz', '112', { precision: 1, recall: 0, f1: 0 }],
    ['no records at all', '', '', { precision: 1, recall: 1, f1: 1 }],
  ])('measures %s', (_, predicted, truth, expected) => {
    expect(confusion([...predicted], [...truth])).toMatchObject(expected)
  })

  it('does not mix up names of clusters that run together', () => {
    expect(confusion(['a', 'ab'], ['bc', 'c']).pairs).toEqual({ truePositive: 0, falsePositive: 0, falseNegative: 0 })
  })

  it('counts what listing all pairs would count', () => {
    const clustering = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3')), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(clustering, records => {
        let truePositive = 0
        let falsePositive = 0
        let falseNegative = 0
        for (const [at, [cluster, actual]] of records.entries()) {
          for (const [otherCluster, otherActual] of records.slice(at + 1)) {
            if (cluster === otherCluster && actual === otherActual) truePositive++
            else if (cluster === otherCluster) falsePositive++
            else if (actual === otherActual) falseNegative++
          }
        }
        const found = confusion(
          records.map(([cluster]) => cluster),
          records.map(([, actual]) => actual),
        )
        expect(found.pairs).toEqual({ truePositive, falsePositive, falseNegative })
      }),
    )
  })
})

describe('confusionByGroup', () => {
  it('gives figures for each group, in order of their names', () => {
    const groups = confusionByGroup(['x', 'x', 'y', 'z'], ['1', '1', '2', '2'], ['b', 'b', 'a', 'a'])
    expect([...groups].map(([group, { recall }]) => [group, recall])).toEqual([
      ['a', 0],
      ['b', 1],
    ])
  })

  it('counts a pair across two groups half in each, so that the groups add up to the whole', () => {
    const groups = confusionByGroup(['x', 'x', 'x'], ['1', '1', '2'], ['a', 'b', 'b'])
    const total = [...groups.values()].reduce((sum, { pairs }) => sum + pairs.truePositive + pairs.falsePositive, 0)
    expect(groups.get('a')?.pairs.truePositive).toBe(0.5)
    expect(total).toBe(3)
  })
})
