import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonInput } from '../comparable.ts'
import { namesOf } from '../names-of.ts'
import { toComparable } from '../normalise/person.ts'
import { familyNameLevel, givenNameLevel, MIDDLE_LEVELS, middleNameLevel, NAME_LEVELS } from './name.ts'

describe('given names', () => {
  it.each([
    ['Robert', 'robert', 'exact'],
    ['Mary Jane', 'Maryjane', 'exact'],
    ['Robert', 'Bob', 'variant'],
    ['Mohammed', 'Muhammad', 'variant'],
    ['Mohamed', 'Maxamed', 'variant'],
    ['محمد', 'Mohammad', 'variant'],
    ['Ahmad', 'Axmed', 'variant'],
    ['Hussain', 'Xuseen', 'variant'],
    ['Abdulrahman', 'Cabdiraxmaan', 'variant'],
    ['Abdul Rahman', 'Abdirahman', 'variant'],
    ['Yousef', 'Yusuf', 'variant'],
    ['Faadumo', 'Fatima', 'variant'],
    ['Caasha', 'Ayesha', 'variant'],
    ['Małgorzata', 'Gosia', 'variant'],
    ['Katarzyna', 'Kasia', 'variant'],
    ['Oluwaseun', 'Seun', 'variant'],
    ['Oluwatomiwa', 'Tomiwa', 'variant'],
    ['Chukwuebuka', 'Ebuka', 'variant'],
    ['Kwamé', 'Kwame', 'exact'],
    ['Kwasi', 'Akwasi', 'variant'],
    ['Gjergj', 'Gjergji', 'variant'],
    ['Dafydd', 'David', 'variant'],
    ['Siobhán', 'Siobhan', 'exact'],
    ['Ștefan', 'Stephen', 'variant'],
    ['Mehmet', 'Mohammed', 'variant'],
    ['Muhammad Ali', 'Ali', 'part'],
    ['Jonathan', 'Jonahtan', 'close'],
    ['Jcackie', 'Jacqueline', 'close'],
    ['Kallum', 'Calum', 'variant'],
    ['Tayler', 'Tailor', 'phonetic'],
    ['R', 'Robert', 'initial'],
    ['Marianne', 'Martine', 'similar'],
    ['John', 'Simon', 'other'],
    ['Liam', 'Noah', 'other'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(levelOf(givenNameLevel, { givenName: a }, { givenName: b })).toBe(level)
  })

  it('are missing when one has none', () => {
    expect(levelOfNames(givenNameLevel, {}, { givenName: 'Ann' })).toBe(-1)
  })

  it('are found among the aliases', () => {
    expect(levelOf(givenNameLevel, { givenName: 'Tyrone', aliases: ['Ghost'] }, { givenName: 'Ghost' })).toBe('part')
  })
})

describe('family names', () => {
  it.each([
    ["O'Brien", 'O Brien', 'exact'],
    ['Smith-Jones', 'Jones Smith', 'exact'],
    ['MacDonald', 'McDonald', 'variant'],
    ['Kowalski', 'Kowalska', 'variant'],
    ['Ivanov', 'Ivanova', 'variant'],
    ['Choudhury', 'Chowdhury', 'variant'],
    ['Miah', 'Miya', 'variant'],
    ['Ud-Din', 'Uddin', 'exact'],
    ['Nguyễn', 'Nguyen', 'exact'],
    ['al-Hassan', 'Hassan', 'exact'],
    ['Smith-Jones', 'Jones', 'part'],
    ['Johnson', 'Jonhson', 'close'],
    ['Wayt', 'Wait', 'phonetic'],
    ['Hartson', 'Hartsley', 'similar'],
    ['Smith', 'Okafor', 'other'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(levelOf(familyNameLevel, { familyName: a }, { familyName: b })).toBe(level)
  })
})

it('a given name and a family name that changed places are seen in both', () => {
  const one = { givenName: 'Thi Mai', familyName: 'Nguyen' }
  const other = { givenName: 'Nguyen', familyName: 'Thi Mai' }
  expect(levelOf(givenNameLevel, one, other)).toBe('swapped')
  expect(levelOf(familyNameLevel, one, other)).toBe('swapped')
})

it.each([
  ['Ann Louise', 'Ann Louise', 'same'],
  ['Ann Louise', 'Ann L', 'initial'],
  ['Ann Louise', 'Ann Luoise', 'close'],
  ['Ann Louise', 'Ann Rose', 'other'],
])('middle names of %s and %s: %s', (a, b, level) => {
  const found = levelOfNames(middleNameLevel, { givenName: a }, { givenName: b })
  expect(MIDDLE_LEVELS[found]).toBe(level)
})

it('levels are the same both ways round', () => {
  const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.stringMatching(/^[a-e]{1,7}( [a-e]{1,5})?$/))
  fc.assert(
    fc.property(name, name, name, name, (g1, f1, g2, f2) => {
      const a = namesOf(toComparable({ givenName: g1, familyName: f1 }))
      const b = namesOf(toComparable({ givenName: g2, familyName: f2 }))
      expect(givenNameLevel(a, b)).toBe(givenNameLevel(b, a))
      expect(familyNameLevel(a, b)).toBe(familyNameLevel(b, a))
      expect(middleNameLevel(a, b)).toBe(middleNameLevel(b, a))
    }),
    { numRuns: 2_000 },
  )
})

function levelOf(compare: typeof givenNameLevel, a: PersonInput, b: PersonInput): string {
  return NAME_LEVELS[levelOfNames(compare, a, b)] ?? 'missing'
}

function levelOfNames(compare: typeof givenNameLevel, a: PersonInput, b: PersonInput): number {
  return compare(namesOf(toComparable(a)), namesOf(toComparable(b)))
}
