import { personComparisons } from './comparison.ts'
import { type LevelPattern, levelTest, passes, placeOf } from './pattern.ts'

/** Comparisons that speak of one fact, and how their agreement is added up. */
interface Group {
  /** Whether a comparison is of the group, by its place. */
  readonly has: readonly boolean[]
  /** Share that a piece of evidence counts beside a stronger one. */
  readonly repeated: number
  /** Most bits that the strongest piece counts. */
  readonly most: number
}

const PLACE = members('postcode', 'address', 'city')
const CITY = placeOf('city')
const POSTCODE = placeOf('postcode')
const SEX = placeOf('sex')

/** Beside a sector, which has thousands of homes, an address is nearly all news. */
const AREA: Group = { has: PLACE, repeated: 0.9, most: Number.POSITIVE_INFINITY }
/** A full postcode has a dozen homes, so the address says less. */
const UNIT: Group = { has: PLACE, repeated: 0.4, most: Number.POSITIVE_INFINITY }
/** All that brothers and sisters share. */
const HOUSEHOLD: Group = {
  has: members('postcode', 'address', 'city', 'family_name', 'phone'),
  repeated: 0.12,
  most: 10,
}

/** A town hardly adds to a street or postcode, nor to a town the part of it. */
const REPEATED_TOWN = 0.1
/** Someone who moved differs in all of it. */
export const REPEATED_AGAINST = 0.4

const SEX_IS_KNOWN = levelTest('given_name', 'exact', 'variant', 'swapped')
const FIRST_NAMES_AGREE = levelTest('given_name', 'exact', 'variant', 'swapped', 'part', 'close', 'phonetic')
const BIRTHDAYS_AGREE = levelTest('date_of_birth', 'exact', 'swapped', 'one digit')
const SAME_AREA = levelTest('postcode', 'short code', 'sector', 'short code near', 'district')
const SAME_UNIT = levelTest('postcode', 'unit', 'one letter')

/**
 * Lower each comparison's weight to what of it counts: evidence for one fact is not added twice.
 *
 * Of the place, the strongest piece counts in full. When neither first names nor dates of birth agree, the family name, address and
 * phone together only show one household. The same sex adds nothing to the same first name.
 *
 * @param weights one for each comparison; changed in place
 */
export function discount(pattern: LevelPattern, weights: Float64Array): void {
  const group = groupFor(pattern)
  const strongest = extreme(weights, group.has, 1)
  const weakest = extreme(weights, PLACE, -1)
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] ?? 0
    if (weight > 0) weights[at] = weight * shareFor(at, weight, pattern, group, strongest)
    else if (weight < 0 && PLACE[at] === true && at !== weakest) weights[at] = weight * REPEATED_AGAINST
  }
}

/** Whether a comparison is of the place, of which only the strongest disagreement counts in full. */
export function isOfPlace(at: number): boolean {
  return PLACE[at] === true
}

function shareFor(at: number, weight: number, pattern: LevelPattern, group: Group, strongest: number): number {
  if (at === SEX) return passes(SEX_IS_KNOWN, pattern) ? 0 : 1
  if (at === strongest) return Math.min(1, group.most / weight)
  if (group.has[at] !== true) return 1
  return at === CITY || (at === POSTCODE && strongest === CITY && passes(SAME_AREA, pattern))
    ? REPEATED_TOWN
    : group.repeated
}

function groupFor(pattern: LevelPattern): Group {
  if (!passes(FIRST_NAMES_AGREE, pattern) && !passes(BIRTHDAYS_AGREE, pattern)) return HOUSEHOLD
  return passes(SAME_UNIT, pattern) ? UNIT : AREA
}

/** The place of the largest (sign 1) or smallest (sign −1) weight of the group; the first of equals, −1 when none has the sign. */
function extreme(weights: Float64Array, has: readonly boolean[], sign: 1 | -1): number {
  let best = -1
  let most = 0
  for (let at = 0; at < weights.length; at++) {
    const weight = (weights[at] ?? 0) * sign
    if (weight <= most || has[at] !== true) continue
    best = at
    most = weight
  }
  return best
}

function members(...names: readonly string[]): readonly boolean[] {
  const places = names.map(placeOf)
  return personComparisons.map((_, at) => places.includes(at))
}
