import { describe, expect, it } from 'vitest'
import { type LinkOptions, type LinkRecord, linkRecords } from '#linkage/index.ts'
import { makePersons } from '../../bench/persons.ts'

const records: LinkRecord[] = makePersons(3000, 21).map(({ id, person, truth }, at) => ({
  id,
  person,
  extras: [at % 3 === 0 ? '' : `school ${truth}`],
  source: at % 2 === 0 ? 'one' : 'other',
}))

function outcomeOf(options: LinkOptions, threads: number) {
  const { ids, clusterOf, pairs, report, model } = linkRecords(records, { ...options, threads })
  return { ids, clusterOf, pairs, report, model: JSON.stringify(model) }
}

describe('linking with several threads', () => {
  it.each<readonly [string, LinkOptions]>([
    ['by default', {}],
    [
      'with small blocks, a column of its own and training',
      { blockLimit: 5, train: true, extras: [{ name: 'school', kind: 'text' }] },
    ],
    ['with one record of each source', { oneOfEachSource: true }],
  ])('comes to the very same as with one: %s', (_, options) => {
    const alone = outcomeOf(options, 1)
    expect(alone.pairs.size).toBeGreaterThan(1000)
    for (const threads of [2, 3]) expect(outcomeOf(options, threads)).toEqual(alone)
  })

  it('fails as with one where the records cannot be linked, and can be called again', () => {
    const twice = [...records, ...records.slice(0, 1)]
    expect(() => linkRecords(twice, { threads: 2 })).toThrow('Two records have the id')
    expect(linkRecords(records.slice(0, 10), { threads: 2 }).report.records).toBe(10)
  })
})
