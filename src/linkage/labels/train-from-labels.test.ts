import { describe, expect, it } from 'vitest'
import { toInstant } from '#domain/values/time.ts'
import { linkRecords, type LinkRecord } from '../link-records.ts'
import { personV1 } from '../model.ts'
import { toComparable } from '../normalise/person.ts'
import { scorePair } from '../score.ts'
import type { Verdict } from './label.ts'
import { settleLabels } from './settle.ts'
import { labelledPair, trainFromLabels } from './train-from-labels.ts'
import { decisionsFrom, improveByLabels } from './use-labels.ts'

const amina = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', postcode: 'ZZ1 1AA' }
const pair = [toComparable(amina), toComparable({ ...amina, familyName: 'Okafor', postcode: 'QQ9 9ZZ' })] as const
const labels = (same: boolean, count: number) =>
  Array.from({ length: count }, () => labelledPair(personV1, pair, { beyond: 0, same, counts: 1 }))
const weightBy = (model: typeof personV1, [a, b]: typeof pair) => scorePair(model, a, b).weight

describe('trainFromLabels', () => {
  it('leaves the model as it is without labels', () => {
    expect(trainFromLabels(personV1, [])).toBe(personV1)
  })

  it('moves the weight of pairs like those that were judged towards what was said, the more the oftener it was said', () => {
    const before = weightBy(personV1, pair)
    const weights = [1, 10, 100].map(count => weightBy(trainFromLabels(personV1, labels(false, count)), pair))
    expect(weights).toEqual(weights.toSorted((a, b) => b - a))
    expect(weights[0]).toBeLessThan(before)
    expect(weights[2]).toBeLessThan(-3)
    expect(weightBy(trainFromLabels(personV1, labels(true, 50)), pair)).toBeGreaterThan(before)
  })

  it('keeps its probabilities nearer to the given ones with a smaller spread', () => {
    const moved = [0.1, 0.5].map(spread => {
      const { comparisons } = trainFromLabels(personV1, labels(false, 20), { spread })
      const before = personV1.comparisons.flatMap(({ levels }) => levels)
      const after = comparisons.flatMap(({ levels }) => levels)
      return Math.max(...after.map(({ m }, at) => Math.abs(Math.log(m / (before[at]?.m ?? m)))))
    })
    expect(moved[0]).toBeGreaterThan(0)
    expect(moved[0]).toBeLessThan(moved[1] ?? 0)
  })

  it('keeps probabilities that add up to what they did', () => {
    const trained = trainFromLabels(personV1, labels(false, 30))
    for (const [at, { levels }] of trained.comparisons.entries()) {
      for (const which of ['m', 'u'] as const) {
        const sum = (all: typeof levels) => all.reduce((total, level) => total + level[which], 0)
        expect(sum(levels)).toBeCloseTo(sum(personV1.comparisons[at]?.levels ?? []), 8)
      }
    }
  })
})

const RECORDS: readonly LinkRecord[] = [
  { id: 'a', person: { ...amina, phone: '07700900123' } },
  { id: 'b', person: { ...amina, phone: '07700900123' } },
  { id: 'c', person: { givenName: 'Rupert', familyName: 'Ottershaw', dateOfBirth: '1990-01-02' } },
]

function judged(...said: readonly (readonly [string, string, string, Verdict])[]) {
  const judgedAt = toInstant(new Date(Date.UTC(2026, 2, 4)))
  const rows = said.map(([idLeft, idRight, judge, verdict]) => {
    const certainty = verdict === 'cannot tell' ? undefined : ('sure' as const)
    return { idLeft, idRight, judge, judgedAt, verdict, certainty, note: '' }
  })
  return [...settleLabels(rows).values()]
}

const IDS = new Set(RECORDS.map(({ id }) => id))

function clustersWith(constraints: ReturnType<typeof decisionsFrom>, records = RECORDS) {
  const { ids, clusterOf } = linkRecords(records, { constraints })
  return Object.fromEntries(ids.map((id, at) => [id, ids[clusterOf[at] ?? 0]]))
}

describe('what people decided', () => {
  it('outranks every weight when they agree', () => {
    const parted = decisionsFrom(
      judged(['a', 'b', 'Anna', 'different'], ['c', 'b', 'Anna', 'same'], ['gone', 'b', 'Anna', 'same']),
      IDS,
    )
    expect(clustersWith(parted)).toEqual({ a: 'a', b: 'b', c: 'b' })
  })

  it('is nothing when they do not, or cannot tell', () => {
    expect(
      decisionsFrom(
        judged(
          ['a', 'b', 'Anna', 'different'],
          ['a', 'b', 'Ben', 'same'],
          ['a', 'b', 'Cleo', 'different'],
          ['a', 'c', 'Anna', 'cannot tell'],
        ),
        IDS,
      ),
    ).toEqual({ mustLink: [], mustNotLink: [] })
  })

  it('counts for one of very many records that say the same', () => {
    const copies = Array.from({ length: 30 }, (_, at) => ({
      ...RECORDS[0],
      id: `a${at + 10}`,
      person: RECORDS[0]?.person ?? {},
    }))
    const clusters = clustersWith(
      { mustLink: [], mustNotLink: copies.slice(1).map(({ id }) => ['a10', id] as const) },
      copies,
    )
    expect(clusters['a10']).toBe('a10')
    expect(new Set(copies.slice(1).map(({ id }) => clusters[id]))).toEqual(new Set(['a11']))
  })
})

describe('improveByLabels', () => {
  it('learns from pairs of the run and counts those that it does not have', () => {
    const result = linkRecords(RECORDS)
    const { model, used, unknown } = improveByLabels(
      result,
      personV1,
      judged(['a', 'b', 'Anna', 'different'], ['a', 'gone', 'Anna', 'same'], ['a', 'c', 'Anna', 'cannot tell']),
    )
    expect({ used, unknown }).toEqual({ used: 1, unknown: 1 })
    const [a, b] = result.people
    if (!a || !b) throw new Error('the run has no people')
    expect(weightBy(model, [a, b])).toBeLessThan(weightBy(personV1, [a, b]))
  })
})
