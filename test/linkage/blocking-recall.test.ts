import { describe, expect, it } from 'vitest'
import { blockPeople, numberPeople } from '#linkage/batch.ts'
import { BLOCK_LIMIT, linkRecords } from '#linkage/link-records.ts'
import { eachCandidate } from '#linkage/pairs.ts'
import { makePersons } from '../../bench/persons.ts'

describe('the recall of blocking', () => {
  it.each([3, 11, 42])('is estimated without the truth to within 0.02 of what it is (world %i)', seed => {
    const people = makePersons(10_000, seed)
    const { report, ids, people: compared } = linkRecords(people)
    const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))
    const truth = ids.map(id => truthOf.get(id) ?? '')
    let found = 0
    const blocks = blockPeople(numberPeople(compared), BLOCK_LIMIT)
    eachCandidate(blocks, 0, ids.length, (record, partners, count) => {
      found += partners.subarray(0, count).filter(partner => truth[partner] === truth[record]).length
    })
    const sizes = [...Map.groupBy(truth, who => who).values()].map(records => records.length)
    const all = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
    expect(Math.abs((report.blockingRecall ?? 0) - found / all)).toBeLessThanOrEqual(0.02)
  })

  it('is not estimated from a handful of pairs', () => {
    const person = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', phone: '07700900123' }
    const { report } = linkRecords(['1', '2', '3'].map(id => ({ id, person })))
    expect(report.pairsToJoin).toBe(3)
    expect(report.blockingRecall).toBeUndefined()
  })
})
