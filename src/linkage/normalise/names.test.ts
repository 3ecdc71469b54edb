import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coreTokens, toNameParts } from './names.ts'

describe('names in comparable form', () => {
  it.each([
    [{ givenName: 'Małgorzata', familyName: 'Wójcik-Żak' }, ['malgorzata'], ['wojcik', 'zak']],
    [{ givenName: 'Dr. Siobhán', familyName: "O'Neill" }, ['siobhan'], ['oneill']],
    [{ givenName: 'Mr', familyName: 'Mac Donald' }, ['mr'], ['macdonald']],
    [{ givenName: 'Pádraig', familyName: 'O Brien' }, ['padraig'], ['obrien']],
    [{ givenName: 'Abdul Rahman', familyName: 'al-Hassan' }, ['abdulrahman'], ['al', 'hassan']],
    [{ givenName: 'Salah', familyName: 'ud-Din' }, ['salah'], ['uddin']],
    [{ givenName: 'Đức', familyName: 'Nguyễn' }, ['duc'], ['nguyen']],
    [{ givenName: 'Şükrü', familyName: 'Yılmaz' }, ['sukru'], ['yilmaz']],
    [{ givenName: 'محمد', familyName: 'أحمد' }, ['mhmd'], ['ahmd']],
    [{ givenName: 'Олександр', familyName: 'Шевченко' }, ['oleksandr'], ['shevchenko']],
    [{ givenName: 'Γιώργος', familyName: 'Παπάς' }, ['giorgos'], ['papas']],
    [{ givenName: '伟', familyName: '王' }, ['伟'], ['王']],
    [{ givenName: 'Jo\u200bhn\u00ad', familyName: 'Sm\ufeffith' }, ['john'], ['smith']],
    [{ givenName: 'Zoë', middleName: 'Anne-Marie', familyName: 'Groß' }, ['zoe', 'anne', 'marie'], ['gross']],
    [{ fullName: 'Smith, John Paul' }, ['john', 'paul'], ['smith']],
    [{ fullName: 'John Paul Smith' }, ['john', 'paul'], ['smith']],
    [{ fullName: 'Ludwig van der Berg' }, ['ludwig'], ['van', 'der', 'berg']],
    [{ fullName: 'Jamal' }, ['jamal'], []],
    [{ fullName: 'Jack' }, ['jack'], []],
    [{ fullName: 'Campbell' }, [], ['campbell']],
    [{ fullName: 'Wójcik' }, [], ['wojcik']],
    [{ givenName: '🙂', familyName: ' - ' }, [], []],
  ])('reads %o', (input, given, family) => {
    expect(toNameParts(input)).toMatchObject({ given, family })
  })

  it('keeps nicknames apart from the name', () => {
    expect(toNameParts({ fullName: 'Robert (Bob) Smith', aliases: ['Ghost', '  '] })).toEqual({
      given: ['robert'],
      family: ['smith'],
      aliases: ['bob', 'ghost'],
    })
    expect(toNameParts({ givenName: 'Robert aka Tiny', familyName: 'Smith' }).aliases).toEqual(['tiny'])
  })

  it('leaves particles out of the core of a name, unless it has nothing else', () => {
    expect(coreTokens(['de', 'la', 'cruz'])).toEqual(['cruz'])
    expect(coreTokens(['van', 'der'])).toEqual(['van', 'der'])
  })

  it('bounds what it reads of a name of 5,000 characters', () => {
    const { given } = toNameParts({ givenName: 'ab '.repeat(2_000), familyName: 'x'.repeat(5_000) })
    expect(given.length).toBeLessThanOrEqual(8)
  })

  it('never throws and gives the same tokens when read again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (a, b) => {
          const once = toNameParts({ givenName: a, familyName: b })
          const again = toNameParts({ givenName: once.given.join(' '), familyName: once.family.join(' ') })
          expect(again.family).toEqual(toNameParts({ familyName: once.family.join(' ') }).family)
          expect(again.aliases).toEqual([])
        },
      ),
    )
  })
})
