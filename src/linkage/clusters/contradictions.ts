import type { Comparable, ComparableDate } from '../comparable.ts'
import { DOB_LEVELS, dobLevel } from '../compare/dob.ts'

/** Two records of a cluster that cannot both be right of one person. */
export interface Contradiction {
  /** 'two NHS numbers' */
  readonly words: string
  /** The first records, by number, that say so. */
  readonly left: number
  readonly right: number
}

const IDENTIFIERS: readonly { readonly words: string; of(person: Comparable): string | undefined }[] = [
  { words: 'two NHS numbers', of: person => person.nhsNumber },
  { words: 'two UPNs', of: person => person.upn },
  { words: 'two PNC IDs', of: person => person.pncId },
]

const DATES = 'two dates of birth that cannot be one'
/** No slip of the pen makes one out of the other. */
const CANNOT_BE_ONE: ReadonlySet<(typeof DOB_LEVELS)[number] | undefined> = new Set(['near', 'other'])
/** Different dates of one cluster that are compared with each other; more of them are odd enough by themselves. */
const MOST_DATES = 20

/**
 * What contradicts itself in a cluster, one of each kind. Only identifiers with a right check digit are in a record at all.
 *
 * @param members record numbers, ascending
 */
export function contradictionsIn(members: Int32Array, people: readonly Comparable[]): readonly Contradiction[] {
  const identifiers = IDENTIFIERS.flatMap(({ words, of }) => {
    const [one, other] = firstOfEach(members, people, of, 2)
    return one !== undefined && other !== undefined ? [{ words, left: one.record, right: other.record }] : []
  })
  const apart = datesApart(
    firstOfEach(members, people, ({ born }) => born && keyOf(born), MOST_DATES),
    people,
  )
  return apart === undefined ? identifiers : [...identifiers, { words: DATES, ...apart }]
}

/** The first record with each different value, of at most so many values. */
function firstOfEach(
  members: Int32Array,
  people: readonly Comparable[],
  valueOf: (person: Comparable) => string | undefined,
  most: number,
): readonly { readonly record: number }[] {
  const seen = new Map<string, { record: number }>()
  for (const record of members) {
    const person = people[record]
    const value = person && valueOf(person)
    if (value === undefined || seen.has(value)) continue
    seen.set(value, { record })
    if (seen.size === most) break
  }
  return [...seen.values()]
}

function datesApart(dates: readonly { readonly record: number }[], people: readonly Comparable[]) {
  for (const [at, { record: left }] of dates.entries()) {
    for (const { record: right } of dates.slice(at + 1)) {
      const [a, b] = [people[left]?.born, people[right]?.born]
      if (a && b && CANNOT_BE_ONE.has(DOB_LEVELS[dobLevel(a, b)])) return { left, right }
    }
  }
  return undefined
}

function keyOf({ year, month, day }: ComparableDate): string {
  return `${year}-${month}-${day}`
}
