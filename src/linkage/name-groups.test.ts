import { expect, it } from 'vitest'
import { blockingKeys } from './blocking.ts'
import type { PersonInput } from './comparable.ts'
import { decide } from './decide.ts'
import { personV1 } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { scorePair } from './score.ts'

/** Spellings of given and of family names as agencies write them; the first is the one the first agency holds. */
const GROUPS: Readonly<Record<string, { given: readonly string[]; family: readonly string[] }>> = {
  English: {
    given: ['Katherine/Catherine/Kate', 'Stephen/Steven/Steve', 'Thomas/Tom'],
    family: ['Clark/Clarke', 'Reid/Reed', 'Baker'],
  },
  Arabic: {
    given: ['Mohammed/Muhammad/Mohamed', 'Yousef/Yusuf', 'Fatima/Fatma', 'Abdul Rahman/Abdulrahman'],
    family: ['Ahmed/Ahmad', 'al-Hassan/Hassan', 'El Sayed/Elsayed'],
  },
  Somali: {
    given: ['Cabdi/Abdi', 'Maxamed/Mohamed', 'Faadumo/Fatima', 'Caasha/Aisha'],
    family: ['Xasan/Hassan', 'Jaamac/Jama', 'Cali/Ali'],
  },
  Bengali: {
    given: ['Shofiqul/Shafiqul', 'Ayesha/Aysha', 'Nasrin/Nasreen'],
    family: ['Choudhury/Chowdhury', 'Miah/Miya', 'Uddin/Ud-Din'],
  },
  Polish: {
    given: ['Małgorzata/Gosia', 'Łukasz/Lukasz', 'Jakub/Kuba'],
    family: ['Kowalski/Kowalska', 'Wójcik/Wojcik', 'Zieliński'],
  },
  'West African': {
    given: ['Oluwaseun/Seun', 'Kwamé/Kwame', 'Chukwuemeka/Emeka'],
    family: ['Adéyẹmí/Adeyemi', 'Mensah/Mensa', 'Owusu'],
  },
  Vietnamese: {
    given: ['Đức/Duc', 'Thị Mai/Mai', 'Phương/Phuong'],
    family: ['Nguyễn/Nguyen', 'Trần/Tran', 'Phạm/Pham'],
  },
  Albanian: {
    given: ['Gjergj/Gjergji', 'Agim/Agimi', 'Shpëtim/Shpetim'],
    family: ['Hoxha/Hoxhaj', 'Leka/Lekaj', 'Gashi'],
  },
  Romanian: {
    given: ['Ștefan/Stefan', 'Ionuț/Ionut', 'Elena/Ileana'],
    family: ['Popescu/Popesku', 'Dumitru/Dimitru', 'Ionescu'],
  },
  Turkish: {
    given: ['Mehmet/Mehmed', 'Ayşe/Ayse', 'Uğur/Ugur'],
    family: ['Yılmaz/Yilmaz', 'Öztürk/Ozturk', 'Şahin/Sahin'],
  },
}

/** What else the second agency holds: a date with a slip, an old address, names exchanged. */
const HELD: readonly { date: string; postcode: string; exchanged?: boolean }[] = [
  { date: '05/09/2010', postcode: 'SE13 6LG' },
  { date: '05/09/2010', postcode: 'CO1 1AA' },
  { date: '09/05/2010', postcode: 'SE13 6LG' },
  { date: '05/09/2011', postcode: 'SE13 6LG' },
  { date: '01/01/2010', postcode: 'SE13 6LG' },
  { date: '05/09/2010', postcode: 'SE13 6LG', exchanged: true },
]

const MOST_APART = 0.02

it('children with names from one part of the world are found as often as those from another', () => {
  const joined = shares(([a, b]) => decide(scorePair(personV1, toComparable(a), toComparable(b))) === 'join')
  expect(Math.max(...joined.values()) - Math.min(...joined.values()), [...joined].join(' ')).toBeLessThanOrEqual(
    MOST_APART,
  )
  expect(Math.min(...joined.values())).toBeGreaterThan(0.97)
})

it('the records of nearly every such child meet as candidates', () => {
  const met = shares(([a, b]) => {
    const keys = new Set(blockingKeys(toComparable(a)))
    return blockingKeys(toComparable(b)).some(key => keys.has(key))
  })
  expect(Math.min(...met.values()), [...met].join(' ')).toBeGreaterThan(0.97)
})

function shares(holds: (pair: readonly [PersonInput, PersonInput]) => boolean): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(GROUPS).map(([group, names]) => {
      const pairs = names.given.flatMap(given =>
        names.family.flatMap(family => pairsOf(given.split('/'), family.split('/'))),
      )
      return [group, pairs.filter(holds).length / pairs.length]
    }),
  )
}

function pairsOf(given: readonly string[], family: readonly string[]): (readonly [PersonInput, PersonInput])[] {
  const first = {
    givenName: given[0] ?? '',
    familyName: family[0] ?? '',
    dateOfBirth: '05/09/2010',
    postcode: 'SE13 6LG',
  }
  return given.flatMap(givenName =>
    family.flatMap(familyName =>
      HELD.map(({ date, postcode, exchanged }) => {
        const names = exchanged ? { givenName: familyName, familyName: givenName } : { givenName, familyName }
        return [first, { ...names, dateOfBirth: date, postcode }] as const
      }),
    ),
  )
}
