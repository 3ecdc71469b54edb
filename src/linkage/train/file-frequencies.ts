import type { Comparable } from '../comparable.ts'
import type { Comparison } from '../comparison.ts'
import { type NameKind, variantGroups } from '../compare/variants.ts'
import { type PersonModel, weigh } from '../model.ts'
import { namesOf } from '../names-of.ts'
import { blended } from './blend.ts'

/**
 * The model with how common names and towns are among these people, where it knew how common they are in the country. What is seldom
 * seen here stays near what was known.
 *
 * @param recordsEach mean number of records that the person of a record has: their own copies make no name common
 */
export function withFileFrequencies(
  model: PersonModel,
  people: readonly Comparable[],
  recordsEach: number,
): PersonModel {
  return {
    ...model,
    comparisons: model.comparisons.map(weighed => {
      const { comparison, levels } = weighed
      const valueOf = VALUES.get(comparison.name)
      const { commonness } = comparison
      if (!valueOf || !commonness) return weighed
      const counts = countValues(people, valueOf, groupsOf(comparison.name))
      const persons = people.length / recordsEach
      const unknown = levels[0]?.u ?? 1
      const share = (c: Comparable): number | undefined => {
        const value = valueOf(c)
        if (value === undefined) return undefined
        const others = Math.max(0, counts(value) / recordsEach - 1)
        return blended(others, persons, commonness.share(c) ?? unknown)
      }
      const adapted: Comparison = { ...comparison, commonness: { ...commonness, share } }
      return weigh(adapted, levels)
    }),
  }
}

const VALUES: ReadonlyMap<string, (c: Comparable) => string | undefined> = new Map([
  ['given_name', (c: Comparable) => namesOf(c).given[0]?.text],
  ['family_name', (c: Comparable) => namesOf(c).family[0]?.text],
  ['city', (c: Comparable) => c.city],
])

function groupsOf(name: string): (value: string) => readonly number[] {
  const kinds: Readonly<Record<string, NameKind>> = { given_name: 'given', family_name: 'family' }
  const kind = kinds[name]
  return value => (kind === undefined ? [] : variantGroups(kind, value))
}

/** How many have a value; a spelling counts as the commonest of its group, as in the table of the country. */
function countValues(
  people: readonly Comparable[],
  valueOf: (c: Comparable) => string | undefined,
  groups: (value: string) => readonly number[],
): (value: string) => number {
  const byValue = new Map<string, number>()
  for (const person of people) {
    const value = valueOf(person)
    if (value !== undefined) byValue.set(value, (byValue.get(value) ?? 0) + 1)
  }
  const byGroup = new Map<number, number>()
  for (const [value, count] of byValue) {
    for (const group of groups(value)) byGroup.set(group, Math.max(byGroup.get(group) ?? 0, count))
  }
  const known = new Map(
    [...byValue].map(([value, count]) => [
      value,
      groups(value).reduce((most, group) => Math.max(most, byGroup.get(group) ?? 0), count),
    ]),
  )
  return value => known.get(value) ?? 0
}
