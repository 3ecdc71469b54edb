import { describe, expect, it } from 'vitest'
import type { Comparable, PersonInput } from '#linkage/comparable.ts'
import { explainPair } from '#linkage/explain-pair.ts'
import { type LinkRecord, linkRecords } from '#linkage/link-records.ts'
import { scorePair } from '#linkage/score.ts'
import { makePersons } from '../../bench/persons.ts'
import { whyAlone } from '#linkage/clusters/alone.ts'
import { compare, ifTheSame, standing } from '#linkage/clusters/if-the-same.ts'
import { unlinkableIn } from '#linkage/clusters/unlinkable.ts'

function run(...people: readonly PersonInput[]) {
  return linkRecords(
    people.map((person, at) => ({ id: `r${at}`, person })),
    { nearestOfAlone: true, blockLimit: 50 },
  )
}

/** What is said of the first of some people. */
function saidOfFirst(...people: readonly PersonInput[]) {
  const result = run(...people)
  const nearest = result.nearest?.partner[0] ?? -1
  return { nearest, ...whyAlone(result)({ record: 0, nearest: nearest < 0 ? undefined : nearest }) }
}

const AMINA: PersonInput = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', postcode: 'SE13 6LG' }

describe('whyAlone', () => {
  it('says that a record shares no key with any other', () => {
    const said = saidOfFirst(AMINA, { givenName: 'Piotr', familyName: 'Nowak', dateOfBirth: '1999-11-30' })
    expect(said).toMatchObject({ nearest: -1, tooLittleKnown: false, ways: [] })
    expect(said.words).toMatch(/^It was compared with no other record/)
  })

  it('names the nearest, how much is lacking and what would be enough', () => {
    const said = saidOfFirst(
      { givenName: 'John', familyName: 'Smith', dateOfBirth: '1980-03-04', postcode: 'SE13 6LG' },
      { givenName: 'John', familyName: 'Smith', dateOfBirth: '1980-10-04', postcode: 'LS1 4AB' },
    )
    expect(said.nearest).toBe(1)
    expect(said.words).toMatch(
      /^Same .*family name.*\. Needs \d+\.\d bits more: the same (date of birth|postcode) would give \d+\.\d.*\.$/,
    )
    expect(said.ways).toContainEqual(['date_of_birth'])
  })

  it('says what a record lacks that would not join even a copy of itself', () => {
    const said = saidOfFirst({ givenName: 'Amina' }, { ...AMINA, familyName: 'Lind' })
    expect(said.tooLittleKnown).toBe(true)
    expect(said.words).toMatch(/^Too little is known of it: even a copy of itself would not join; an? .* would\./)
  })

  it('names a detail that the file does not have only when none of the file would do', () => {
    const { words } = saidOfFirst({ familyName: 'Smith' }, { familyName: 'Jones' })
    expect(words).toMatch(/even a copy of itself would not join; an? .*(date of birth|NHS number|postcode).* would\./)
  })

  it('says what holds a heavy pair back', () => {
    const home: PersonInput = {
      familyName: 'Yusuf',
      dateOfBirth: '2010-03-04',
      postcode: 'SE13 6LG',
      address: '12 Mill Road',
      phone: '07700900123',
    }
    const said = saidOfFirst(
      { ...home, givenName: 'Amina', nhsNumber: '9990000018' },
      { ...home, givenName: 'Amina', nhsNumber: '9990000026' },
    )
    expect(said.words).toMatch(/different NHS numbers\. Heavy enough, but held back: the same NHS number would give/)
  })

  it('refuses a record that there is not', () => {
    expect(() => whyAlone(run(AMINA))({ record: 7, nearest: undefined })).toThrow(/no record 7; the run has 1/)
  })
})

/** How a comparable agrees in a comparison: with a value of both. */
const SAME: Readonly<Record<string, (a: Comparable, b: Comparable) => Partial<Comparable>>> = {
  date_of_birth: (a, b) => {
    const born = b.born ?? a.born ?? { year: 2004, month: 5, day: 17, placeholder: false }
    return { born, bornBetween: [born.year, born.year] }
  },
  postcode: (a, b) => ({ postcode: b.postcode ?? a.postcode ?? 'ZZ1 1ZZ' }),
  phone: (a, b) => ({ phone: b.phone ?? a.phone ?? '+447700900999' }),
  address: (a, b) => ({ address: b.address ?? a.address ?? '12 mill road' }),
  email: (a, b) => ({ email: b.email ?? a.email ?? 'someone@example.org' }),
  nhs_number: (a, b) => ({ nhsNumber: b.nhsNumber ?? a.nhsNumber ?? '9990000018' }),
}

describe('what would have linked a record, in an invented world', () => {
  const records: readonly LinkRecord[] = makePersons(1500, 31)
  const result = linkRecords(records, { nearestOfAlone: true })
  const why = whyAlone(result)
  const alone = result.ids.map((_, at) => at).filter(at => result.nearest?.isAlone[at] === 1)

  it('would have: with those details the same, the pair joins', () => {
    let tried = 0
    for (const record of alone) {
      const nearest = result.nearest?.partner[record] ?? -1
      const [a, b] = [result.people[record], result.people[nearest]]
      if (!a || !b) continue
      const { ways, tooLittleKnown } = why({ record, nearest })
      for (const way of tooLittleKnown ? [] : ways) {
        if (!way.every(name => name in SAME)) continue
        const same = way.reduce<Partial<Comparable>>((so, name) => ({ ...so, ...SAME[name]?.(a, b) }), {})
        const { weight, holds } = scorePair(result.model, { ...a, ...same }, { ...b, ...same })
        expect(weight).toBeGreaterThanOrEqual(result.model.thresholds.join)
        expect(holds).toEqual([])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(20)
  })

  it('finds the nearest of all that it was compared with', () => {
    expect(alone.length).toBeGreaterThan(50)
    const all = linkRecords(records, { joinAt: -60, blockLimit: 50 })
    const best = new Map<number, number>()
    for (let row = 0; row < all.pairs.size; row++) {
      const [left, right, weight] = [all.pairs.left[row] ?? 0, all.pairs.right[row] ?? 0, all.pairs.weight[row] ?? 0]
      for (const one of [left, right]) best.set(one, Math.max(weight, best.get(one) ?? Number.NEGATIVE_INFINITY))
    }
    for (const record of alone) {
      const nearest = result.nearest?.partner[record] ?? -1
      // Namesakes born apart are not kept as pairs, and may be the nearest all the same.
      if (nearest < 0) expect(best.has(record)).toBe(false)
      else expect(result.nearest?.weight[record]).toBeGreaterThanOrEqual((best.get(record) ?? -99) - 1e-9)
      if (nearest >= 0)
        expect(result.nearest?.weight[record]).toBeCloseTo(explainPair(result, record, nearest).weight, 9)
    }
  })

  it('counts as unlinkable whom the report counts', () => {
    const { records: unlinkable, known, lacking } = unlinkableIn(result)
    expect(unlinkable).toBe(result.report.unlinkable)
    expect(known.reduce((sum, one) => sum + one.records, 0)).toBe(unlinkable)
    expect(lacking.every(one => one.records <= unlinkable)).toBe(true)
  })

  it('weighs as scorePair does, and never less when more is the same', () => {
    for (const [at, a] of result.people.slice(0, 200).entries()) {
      const b = result.people[at + 1]
      if (!b) continue
      const compared = compare(result, a, b, [])
      const score = scorePair(result.model, a, b)
      expect(standing(result, compared)).toEqual({ weight: expect.closeTo(score.weight, 9), holds: score.holds })
      expect(standing(result, ifTheSame(compared, [3])).weight).toBeGreaterThanOrEqual(score.weight - 1e-9)
    }
  })
})
