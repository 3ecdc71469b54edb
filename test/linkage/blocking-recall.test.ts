import { describe, expect, it } from 'vitest'
import { linkRecords } from '#linkage/link-records.ts'
import { eachCandidate } from '#linkage/pairs.ts'
import { makePersons } from '../../bench/persons.ts'

describe('the recall of blocking', () => {
  it.each([3, 11, 42])('is estimated without the truth to within 0.02 of what it is (world %i)', seed => {
    const people = makePersons(10_000, seed)
    const { report, ids, blocks } = linkRecords(people)
    const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))
    const truth = ids.map(id => truthOf.get(id) ?? '')
    let found = 0
    eachCandidate(blocks, 0, ids.length, (record, partners, count) => {
      found += partners.subarray(0, count).filter(partner => truth[partner] === truth[record]).length
    })
    const sizes = [...Map.groupBy(truth, who => who).values()].map(records => records.length)
    const all = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
    expect(Math.abs((report.blockingRecall ?? 0) - found / all)).toBeLessThanOrEqual(0.02)
  })

  it('is not estimated from a handful of pairs that rules found', () => {
    const person = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', phone: '07700900123' }
    const records = ['1', '2', '3'].map(id => ({ id, person }))
    const { report } = linkRecords(records, { blockLimit: 50 })
    expect(report.pairsToJoin).toBe(3)
    expect(report.blockingRecall).toBeUndefined()
  })

  it('is whole where every pair of a small file was compared', () => {
    const people = makePersons(300, 5)
    const { report } = linkRecords(people)
    expect(report).toMatchObject({ blockingRecall: 1, pairsCompared: (300 * 299) / 2 })
  })
})
