import type { PersonModel } from './model.ts'
import { type PatternReader, readPattern } from './pattern.ts'

/** Comparisons that speak of one place. */
const PLACE = new Set(['postcode', 'address', 'city'])
/** Comparisons that everyone in one household shares. */
const HOUSEHOLD = new Set(['family_name', 'postcode', 'address', 'city', 'phone'])
/**
 * What a second piece of evidence for the same place still counts: much beside a sector, which has thousands of homes, less beside
 * a full postcode, which has a dozen; a town hardly adds to a street.
 */
const REPEATED = 0.9
const REPEATED_BESIDE_UNIT = 0.4
const REPEATED_TOWN = 0.1
/** Someone who moved differs in all of it. */
const REPEATED_AGAINST = 0.4
/** The same for a household, whose members share all of it. */
const REPEATED_HOUSEHOLD = 0.2

/**
 * The share of each comparison's weight that counts, 0..1: evidence for one fact is not added twice.
 *
 * Of the place, the strongest piece counts in full. When first names and dates of birth do not agree, the family name, address and
 * phone together only show one household. The same sex adds nothing to the same first name.
 */
export function discounts(
  model: PersonModel,
  pattern: readonly number[],
  weights: readonly number[],
): readonly number[] {
  const read = readPattern(model, pattern)
  const household = onlyHouseholdAgrees(read)
  const group = household ? HOUSEHOLD : PLACE
  const again = household ? REPEATED_HOUSEHOLD : sharesUnit(read) ? REPEATED_BESIDE_UNIT : REPEATED
  const names = model.comparisons.map(({ comparison }) => comparison.name)
  const strongest = extreme(names, weights, group, 1)
  const weakest = extreme(names, weights, PLACE, -1)
  const sexIsKnown = read.is('given_name', 'exact', 'variant', 'swapped')
  return names.map((name, i) => {
    const weight = weights[i] ?? 0
    if (name === 'sex') return sexIsKnown && weight > 0 ? 0 : 1
    if (weight > 0 && group.has(name)) return i === strongest ? 1 : name === 'city' ? REPEATED_TOWN : again
    if (weight < 0 && PLACE.has(name)) return i === weakest ? 1 : REPEATED_AGAINST
    return 1
  })
}

function sharesUnit(read: PatternReader): boolean {
  return read.is('postcode', 'unit', 'one letter')
}

function onlyHouseholdAgrees(read: PatternReader): boolean {
  return (
    !read.is('given_name', 'exact', 'variant', 'swapped', 'part', 'close') &&
    !read.is('date_of_birth', 'exact', 'swapped', 'one digit')
  )
}

/** The place in the list of the largest (sign 1) or smallest (sign −1) weight of the group; the first of equals. */
function extreme(
  names: readonly string[],
  weights: readonly number[],
  group: ReadonlySet<string>,
  sign: 1 | -1,
): number {
  let best = -1
  names.forEach((name, i) => {
    const weight = (weights[i] ?? 0) * sign
    if (group.has(name) && weight > 0 && (best < 0 || weight > (weights[best] ?? 0) * sign)) best = i
  })
  return best
}
