import type { Comparison } from '../comparison.ts'
import type { Comparable } from '../comparable.ts'
import { type NameKind, variantGroups } from '../compare/variants.ts'
import { type PersonModel, weigh } from '../model.ts'
import { namesOf } from '../names-of.ts'
import { CELL, WIDTH } from '../rows/layout.ts'
import type { Rows } from '../rows/rows.ts'
import { type Shares, withShares } from '../rows/with-shares.ts'
import { blended } from './blend.ts'

/** How common names and towns are in a file. */
export interface FileFrequencies {
  readonly shares: Shares
  /** The rows with these shares instead of those of the country. */
  rows(): Rows
  /** The model with them, for pairs that are not in rows. */
  adapt(model: PersonModel): PersonModel
}

/**
 * How common names and towns are among the people of a file. What is seldom seen stays near what is known of the country; a spelling
 * counts as the commonest of its group, as there.
 *
 * @param recordsEach mean number of records that the person of a record has: their own copies make no name common
 * @param unknownTown share of people of a town that is in no table
 */
export function fileFrequencies(rows: Rows, recordsEach: number, unknownTown: number): FileFrequencies {
  const { words, cities, cityShares } = rows
  const persons = rows.records / recordsEach
  const sharesBy = (cell: number, texts: readonly string[], before: (at: number) => number, kind?: NameKind) => {
    const counts = spelledAlike(counted(rows, cell, texts.length), texts, kind)
    return Float64Array.from(counts, (count, at) => blended(count / recordsEach - 1, persons, before(at)))
  }
  const given = sharesBy(CELL.given, words.texts, at => words.shares[at * 2] ?? 1, 'given')
  const family = sharesBy(CELL.family, words.texts, at => words.shares[at * 2 + 1] ?? 1, 'family')
  const towns = sharesBy(CELL.city, cities, at => known(cityShares[at]) ?? unknownTown)
  const shares = new Float64Array(new SharedArrayBuffer(words.texts.length * 2 * Float64Array.BYTES_PER_ELEMENT))
  for (let at = 0; at < given.length; at++) {
    shares[at * 2] = given[at] ?? 1
    shares[at * 2 + 1] = family[at] ?? 1
  }
  const wordAt = placesOf(words.texts)
  const townAt = placesOf(cities)
  const shareOf: Readonly<Record<string, (c: Comparable) => number | undefined>> = {
    given_name: c => given[wordAt(namesOf(c).given[0]?.text)],
    family_name: c => family[wordAt(namesOf(c).family[0]?.text)],
    city: c => towns[townAt(c.city)],
  }
  return {
    shares: { words: shares, cities: towns },
    rows: () => withShares(rows, { words: shares, cities: towns }),
    adapt: model => ({
      ...model,
      comparisons: model.comparisons.map(({ comparison, levels }) =>
        weigh(withShare(comparison, shareOf[comparison.name]), levels),
      ),
    }),
  }
}

/** The share that a model takes a town to have that is in no table. */
export function townUnknownTo({ comparisons }: PersonModel): number {
  return comparisons.find(({ comparison }) => comparison.name === 'city')?.levels[0]?.u ?? 1
}

function withShare(comparison: Comparison, share: ((c: Comparable) => number | undefined) | undefined): Comparison {
  const { commonness } = comparison
  if (!commonness || !share) return comparison
  return { ...comparison, commonness: { ...commonness, share: c => share(c) ?? commonness.share(c) } }
}

function known(share: number | undefined): number | undefined {
  return share === undefined || Number.isNaN(share) ? undefined : share
}

/** How many records have each value. */
function counted({ cells, records }: Rows, cell: number, values: number): Float64Array {
  const counts = new Float64Array(values)
  for (let record = 0; record < records; record++) {
    const value = cells.numbers[record * WIDTH + cell] ?? -1
    if (value >= 0) counts[value] = (counts[value] ?? 0) + 1
  }
  return counts
}

function spelledAlike(counts: Float64Array, texts: readonly string[], kind: NameKind | undefined): Float64Array {
  if (kind === undefined) return counts
  const byGroup = new Map<number, number>()
  for (const [at, count] of counts.entries()) {
    for (const group of variantGroups(kind, texts[at] ?? '')) {
      byGroup.set(group, Math.max(byGroup.get(group) ?? 0, count))
    }
  }
  return counts.map((count, at) =>
    variantGroups(kind, texts[at] ?? '').reduce((most, group) => Math.max(most, byGroup.get(group) ?? 0), count),
  )
}

/** The place of a text in a list, −1 where it is not; the list is looked through once, when first asked. */
function placesOf(texts: readonly string[]): (text: string | undefined) => number {
  let places: Map<string, number> | undefined
  return text => {
    places ??= new Map(texts.map((one, at) => [one, at]))
    return text === undefined ? -1 : (places.get(text) ?? -1)
  }
}
