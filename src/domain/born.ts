import { byCodeUnit } from './values/by-code-unit.ts'
import { ageOn, type PlainDate, plainDateOf, plusDays } from './values/time.ts'

/** The age from which somebody is an adult. */
export const ADULT_AGE = 18

/** The first and the last day on which somebody may have been born; the same day where it is known. */
export interface Born {
  readonly earliest: PlainDate
  readonly latest: PlainDate
}

/** Somebody whose day of birth is known. */
export function bornOn(day: PlainDate): Born {
  return { earliest: day, latest: day }
}

/** When somebody may have been born as several sources say; undefined when none says anything. Where they differ, none is chosen. */
export function bornWithin(said: readonly Born[]): Born | undefined {
  const earliest = said.map(one => one.earliest).toSorted(byCodeUnit)[0]
  const latest = said
    .map(one => one.latest)
    .toSorted(byCodeUnit)
    .at(-1)
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest }
}

/** Days on which somebody was born who had so many years on a day. */
export function bornByAge(years: number, on: PlainDate): Born {
  return { earliest: plusDays(yearsEarlier(on, years + 1), 1), latest: yearsEarlier(on, years) }
}

/** Whether somebody is an adult on a day for certain. Who may still be a child is none. */
export function isAdultOn(born: Born | undefined, day: PlainDate): boolean {
  return born !== undefined && ageOn(born.latest, day) >= ADULT_AGE
}

/** The day on which somebody reaches an age; born on 29 February, that is 1 March in other years. */
export function birthday(born: PlainDate, age: number): PlainDate {
  const [year = 0, month = 1, day = 1] = born.split('-').map(Number)
  const found = plainDateOf(year + age, month, day)
  return found.ok ? found.value : (`${year + age}-03-01` as PlainDate)
}

/** The same day so many months earlier, or the last day of that month. */
export function monthsEarlier(day: PlainDate, months: number): PlainDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10) as PlainDate
}

function yearsEarlier(day: PlainDate, years: number): PlainDate {
  return monthsEarlier(day, years * 12)
}
