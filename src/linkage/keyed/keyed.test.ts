import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonInput } from '../comparable.ts'
import { toComparable } from '../normalise/person.ts'
import { scorePair } from '../score.ts'
import { personV1 } from '../model.ts'
import { askEncoded } from './ask.ts'
import { type EncodedPerson, encodeList, encodePerson } from './encode.ts'
import { deriveKeys, keyDifference } from './keys.ts'
import { readEncoded } from './read-encoded.ts'
import { scoreEncoded } from './score.ts'

const secret = new Uint8Array(32).fill(5)
const keys = deriveKeys(secret, { from: 'btp', to: 'lewisham' })

const AMINA: PersonInput = {
  givenName: 'Amina',
  familyName: 'Yusuf',
  dateOfBirth: '2010-03-04',
  sex: 'F',
  postcode: 'SE13 6LG',
  address: '12 Albert Road',
  phone: '07700900123',
  nhsNumber: '9990000042',
}

const names = fc.constantFrom('Amina', 'Aminah', 'Piotr', 'Yusuf', 'Nowak', 'de Souza', 'Silva Costa', 'J', 'Mohammed')
const aPerson: fc.Arbitrary<PersonInput> = fc.record(
  {
    givenName: names,
    familyName: names,
    dateOfBirth: fc.constantFrom('2010-03-04', '2010-04-03', '2010-03-14', '2009-03-04', '2010-01-01', '1971-05-24'),
    sex: fc.constantFrom('F', 'M'),
    postcode: fc.constantFrom('SE13 6LG', 'SE13 6LH', 'SE13 7AA', 'EN1 1AA', '4011'),
    address: fc.constantFrom('12 Albert Road', '12 Albert Rd', '3 High Street'),
    city: fc.constantFrom('London', 'Londn', 'Leeds'),
    phone: fc.constantFrom('07700900123', '07700900124', '02079460999'),
    email: fc.constantFrom('amina.yusuf@example.org', 'amina.yusuf@example.com', 'info@example.org'),
    nhsNumber: fc.constantFrom('9990000042', '9990000034'),
  },
  { requiredKeys: [] },
)

function encoded(person: PersonInput, using = keys): EncodedPerson {
  return encodePerson(using, toComparable(person))
}

/** The labels of evidence, by comparison. */
function labels(a: PersonInput, b: PersonInput): Record<string, string> {
  const { evidence } = scoreEncoded(encoded(a), encoded(b))
  return Object.fromEntries(evidence.map(({ comparison, label }) => [comparison, label]))
}

describe('encoded people', () => {
  it('score alike in both directions', () => {
    fc.assert(
      fc.property(aPerson, aPerson, (a, b) => {
        expect(scoreEncoded(encoded(a), encoded(b))).toEqual(scoreEncoded(encoded(b), encoded(a)))
      }),
    )
  })

  it('are encoded alike when they are alike, whatever was written', () => {
    fc.assert(
      fc.property(aPerson, person => {
        expect(encoded({ ...person })).toEqual(encoded(person))
      }),
    )
    expect(encoded({ ...AMINA, givenName: 'AMINA ', phone: '+44 7700 900123', dateOfBirth: '04/03/2010' })).toEqual(
      encoded(AMINA),
    )
  })

  it('agree and differ as in the open in what is the same or not', () => {
    const sharp = ['sex', 'nhs_number', 'phone', 'postcode']
    fc.assert(
      fc.property(aPerson, aPerson, (a, b) => {
        const plain = scorePair(personV1, toComparable(a), toComparable(b))
        const found = labels(a, b)
        fc.pre(Object.values(found).some(label => label !== 'missing'))
        for (const { comparison, label } of plain.evidence) {
          if (sharp.includes(comparison)) expect(found[comparison]).toBe(label)
        }
      }),
    )
  })

  it.each([
    ['date_of_birth', { dateOfBirth: '2010-04-03' }, 'swapped'],
    ['date_of_birth', { dateOfBirth: '2010-03-14' }, 'one digit'],
    ['date_of_birth', { dateOfBirth: '2010-03-19' }, 'two parts'],
    ['date_of_birth', { dateOfBirth: '2009-02-15' }, 'slip'],
    ['date_of_birth', { dateOfBirth: '2001-07-30' }, 'other'],
    ['date_of_birth', { dateOfBirth: '2010-01-01' }, 'missing'],
    ['age', { dateOfBirth: '2010-01-01' }, 'consistent'],
    ['given_name', { givenName: 'Aminah' }, 'variant'],
    ['given_name', { givenName: 'A' }, 'initial'],
    ['given_name', { givenName: 'Yusuf', familyName: 'Amina' }, 'swapped'],
    ['given_name', { givenName: 'Zofia' }, 'other'],
    ['family_name', { familyName: 'Yusuf-Khan' }, 'part'],
    ['family_name', { familyName: 'Nowak' }, 'other'],
    ['postcode', { postcode: 'SE13 6XX' }, 'sector'],
    ['postcode', { postcode: 'SE13 1XX' }, 'district'],
    ['address', { address: '14 Albert Road' }, 'same street'],
    ['phone', { phone: '07700900124' }, 'one digit'],
  ] satisfies [string, PersonInput, string][])('grade %s with %o as %s', (comparison, change, label) => {
    expect(labels(AMINA, { ...AMINA, ...change })[comparison]).toBe(label)
  })

  it('have two family names in either order', () => {
    const one = { ...AMINA, familyName: 'Silva Costa' }
    expect(labels(one, { ...AMINA, familyName: 'Costa Silva' })['family_name']).toBe('exact')
  })

  it('are found in a list without comparing all of it', () => {
    const people = [AMINA, { givenName: 'Piotr', familyName: 'Nowak', dateOfBirth: '2009-11-30' }].map(person =>
      toComparable(person),
    )
    const list = [...encodeList(keys, { people, clusterOf: Int32Array.of(0, 1) })]
    expect(askEncoded(list)(encoded(AMINA)).map(({ held }) => held)).toEqual([0])
  })

  it('share a tag with no other person of their list, and with further records of their own', () => {
    const brother = { ...AMINA, givenName: 'Bilal', nhsNumber: '9990000034', sex: 'M' }
    const people = [AMINA, AMINA, brother].map(person => toComparable(person))
    const [one, two, other] = [...encodeList(keys, { people, clusterOf: Int32Array.of(0, 0, 2) })].map(
      ({ meetings }) => new Set(meetings.map(({ tag }) => tag)),
    )
    expect(one).toEqual(two)
    expect(one?.isDisjointFrom(other ?? new Set())).toBe(true)
  })

  it('show by no size which name, date, postcode, phone or identifier it is', () => {
    const oneWord = fc.constantFrom('Amina', 'Jo', 'Mohammed', 'Elizabeth', 'Featherstonehaugh', 'Smith')
    const filled = fc.record({
      givenName: oneWord,
      familyName: oneWord,
      dateOfBirth: fc.constantFrom('2010-03-04', '1971-12-24'),
      postcode: fc.constantFrom('SE13 6LG', 'E1 6AN', 'EC1A 1BB'),
      phone: fc.constantFrom('07700900123', '02079460999'),
      nhsNumber: fc.constantFrom('9990000042', '9990000034'),
    })
    fc.assert(
      fc.property(filled, filled, (a, b) => {
        const sizes = [...encoded(a).meetings, ...encoded(b).meetings].map(({ card }) => card.length)
        expect(new Set(sizes).size).toBe(1)
      }),
    )
  })

  it('show no card twice: what one meeting says cannot be laid beside another', () => {
    const { meetings } = encoded(AMINA)
    expect(meetings.length).toBeGreaterThan(5)
    expect(new Set(meetings.map(({ card }) => card)).size).toBe(meetings.length)
  })
})

describe('the keys of a pair', () => {
  it('are the same from both sides', () => {
    const theirs = deriveKeys(secret, { from: 'lewisham', to: 'btp' })
    expect(encoded(AMINA, theirs)).toEqual(encoded(AMINA))
  })

  it.each([
    ['another pair', deriveKeys(secret, { from: 'btp', to: 'enfield' }), 'pair'],
    ['another version', deriveKeys(secret, { from: 'btp', to: 'lewisham', version: '2' }), 'version'],
    ['another secret', deriveKeys(new Uint8Array(32), { from: 'btp', to: 'lewisham' }), 'secrets'],
  ])('make strangers of one person encoded for %s, even under a forged label', (_, others, why) => {
    expect(keyDifference(keys.label, others.label)).toContain(why)
    const forged = { ...encoded(AMINA, others), key: keys.label }
    const { weight, evidence, holds } = scoreEncoded(encoded(AMINA), forged)
    expect(weight).toBeCloseTo(Math.log2(personV1.prior / (1 - personV1.prior)))
    expect(evidence.every(({ label }) => label === 'missing')).toBe(true)
    expect(holds).toEqual(['nothing in common to compare'])
  })

  it('do not show when printed', () => {
    expect(Object.keys(JSON.parse(JSON.stringify({ ...keys })))).toContain('label')
    expect(JSON.stringify(keys)).toBe(`{"label":"${keys.label}","tag":{},"meeting":{}}`)
  })

  it('are refused for a short secret, one agency or a bad code', () => {
    expect(() => deriveKeys(new Uint8Array(31), { from: 'a', to: 'b' })).toThrow('32 bytes')
    expect(() => deriveKeys(secret, { from: 'a', to: 'a' })).toThrow('two different')
    expect(() => deriveKeys(secret, { from: 'A|B', to: 'c' })).toThrow('small letters')
  })
})

describe('reading an encoding', () => {
  it('gives back what was written', () => {
    expect(readEncoded(JSON.parse(JSON.stringify(encoded(AMINA))))).toEqual(encoded(AMINA))
  })

  it.each([
    ['a text', 'x', 'no encoded person'],
    ['another version of the scheme', { ...encoded(AMINA), scheme: 2 }, 'version 2'],
    ['no key', { ...encoded(AMINA), key: 'x' }, 'which keys'],
    ['no meetings', { ...encoded(AMINA), meetings: undefined }, 'no meetings'],
    ['a cut card', { ...encoded(AMINA), meetings: [{ tag: 'x', card: 'AAAA' }] }, 'cut off'],
    ['a card that is no text', { ...encoded(AMINA), meetings: [{ tag: 'x', card: 1 }] }, 'lacks'],
  ])('refuses %s and says why', (_, value, why) => {
    expect(() => readEncoded(value)).toThrow(why)
  })
})
