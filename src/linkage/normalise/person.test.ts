import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toComparable } from './person.ts'

describe('a person in comparable form', () => {
  it('folds every detail', () => {
    expect(
      toComparable({
        givenName: 'Kayleigh',
        familyName: 'Dunmore',
        dateOfBirth: '01/01/2010',
        sex: 'Female',
        address: 'Flat 2, 14-16 High Street, SE13 6LG',
        city: 'London',
        phone: '07700 900123',
        email: ' K.Dunmore@Example.org ',
        nhsNumber: '999 012 3454',
      }),
    ).toEqual({
      given: ['kayleigh'],
      family: ['dunmore'],
      aliases: [],
      born: { year: 2010, month: 1, day: 1, placeholder: true },
      bornBetween: [2010, 2010],
      sex: 'f',
      address: 'flat 2 14 16 high street',
      postcode: 'SE13 6LG',
      city: 'london',
      phone: '+447700900123',
      email: 'k.dunmore@example.org',
      nhsNumber: '9990123454',
      upn: undefined,
      pncId: undefined,
    })
  })

  it('leaves out an identifier that fails its check, so that it never matches', () => {
    const { nhsNumber, upn, pncId } = toComparable({ nhsNumber: '9990123455', upn: 'B000000000000', pncId: '21/14K' })
    expect({ nhsNumber, upn, pncId }).toEqual({ nhsNumber: undefined, upn: undefined, pncId: undefined })
  })

  it('knows the year of an impossible date, but no day', () => {
    const { born, bornBetween } = toComparable({ dateOfBirth: '29/02/2011' })
    expect(born).toBeUndefined()
    expect(bornBetween).toEqual([2011, 2011])
    expect(toComparable({ dateOfBirth: '2009' }).bornBetween).toEqual([2009, 2009])
    expect(toComparable({ dateOfBirth: 'unknown' }).bornBetween).toBeUndefined()
  })

  it('turns an age into the two years it may mean', () => {
    expect(toComparable({ ageYears: 15, asAt: '2026-03-01' }).bornBetween).toEqual([2010, 2011])
    expect(toComparable({ ageYears: 15 }).bornBetween).toBeUndefined()
  })

  it('keeps a foreign postcode as a code and drops what is none', () => {
    expect(toComparable({ postcode: ' 40 11 ' }).postcode).toBe('4011')
    expect(toComparable({ postcode: 'no fixed abode' }).postcode).toBeUndefined()
  })

  it('never throws, whatever the text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 100 })
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        toComparable({
          givenName: a,
          familyName: b,
          fullName: c,
          aliases: [a, b],
          dateOfBirth: c,
          sex: a,
          address: b,
          postcode: c,
          city: a,
          phone: b,
          email: c,
          nhsNumber: a,
          upn: b,
          pncId: c,
        })
      }),
    )
  })
})
