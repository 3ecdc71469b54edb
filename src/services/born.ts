import { type Born, bornByAge, bornOn, bornWithin } from '#domain/born.ts'
import { parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { toComparable } from '#linkage/index.ts'

type Person = Readonly<Record<string, unknown>>

/**
 * When somebody may have been born, by all that records say of them; undefined when none says anything that can be read. Dates of birth
 * count before ages and years alone. 1 January may stand for a day that nobody knows, and counts as its year.
 */
export function bornOf(records: readonly { readonly person: Person }[]): Born | undefined {
  const said = records.map(({ person }) => saidOf(person)).filter(one => one !== undefined)
  const exact = said.filter(one => one.earliest === one.latest)
  return bornWithin(exact.length > 0 ? exact : said)
}

function saidOf(person: Person): Born | undefined {
  const { born, bornBetween } = toComparable({ dateOfBirth: textOf(person['dateOfBirth']) })
  if (born !== undefined && !born.placeholder) {
    const two = (part: number) => String(part).padStart(2, '0')
    const day = `${String(born.year).padStart(4, '0')}-${two(born.month)}-${two(born.day)}` as PlainDate
    return bornOn(day)
  }
  if (bornBetween !== undefined)
    return { earliest: `${bornBetween[0]}-01-01` as PlainDate, latest: `${bornBetween[1]}-12-31` as PlainDate }
  const years = Number(person['ageYears'])
  const on = parsePlainDate(textOf(person['asAt']))
  return on.ok && textOf(person['ageYears']) !== '' && Number.isInteger(years) && years >= 0 && years <= 130
    ? bornByAge(years, on.value)
    : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
