import type { PersonModel } from './model.ts'
import { type PatternReader, readPattern } from './pattern.ts'

/** Comparisons that speak of one fact, and how their agreement is added up. */
interface Group {
  readonly names: ReadonlySet<string>
  /** Share that a piece of evidence counts beside a stronger one. */
  readonly repeated: number
  /** Most bits that the strongest piece counts. */
  readonly most: number
}

const PLACE = new Set(['postcode', 'address', 'city'])

/** Beside a sector, which has thousands of homes, an address is nearly all news. */
const AREA: Group = { names: PLACE, repeated: 0.9, most: Number.POSITIVE_INFINITY }
/** A full postcode has a dozen homes, so the address says less. */
const UNIT: Group = { names: PLACE, repeated: 0.4, most: Number.POSITIVE_INFINITY }
/** All that brothers and sisters share. */
const HOUSEHOLD: Group = { names: new Set([...PLACE, 'family_name', 'phone']), repeated: 0.12, most: 10 }

/** A town hardly adds to a street or postcode. */
const REPEATED_TOWN = 0.1
/** Someone who moved differs in all of it. */
const REPEATED_AGAINST = 0.4

/**
 * The share of each comparison's weight that counts, 0..1: evidence for one fact is not added twice.
 *
 * Of the place, the strongest piece counts in full. When neither first names nor dates of birth agree, the family name, address and
 * phone together only show one household. The same sex adds nothing to the same first name.
 */
export function discounts(
  model: PersonModel,
  pattern: readonly number[],
  weights: readonly number[],
): readonly number[] {
  const read = readPattern(model, pattern)
  const group = groupFor(read)
  const names = model.comparisons.map(({ comparison }) => comparison.name)
  const strongest = extreme(names, weights, group.names, 1)
  const weakest = extreme(names, weights, PLACE, -1)
  const sexIsKnown = read.is('given_name', 'exact', 'variant', 'swapped')
  return names.map((name, i) => {
    const weight = weights[i] ?? 0
    if (name === 'sex') return sexIsKnown && weight > 0 ? 0 : 1
    if (weight > 0 && i === strongest) return Math.min(1, group.most / weight)
    if (weight > 0 && group.names.has(name)) return name === 'city' ? REPEATED_TOWN : group.repeated
    if (weight < 0 && PLACE.has(name)) return i === weakest ? 1 : REPEATED_AGAINST
    return 1
  })
}

function groupFor(read: PatternReader): Group {
  const personAgrees =
    read.is('given_name', 'exact', 'variant', 'swapped', 'part', 'close', 'phonetic') ||
    read.is('date_of_birth', 'exact', 'swapped', 'one digit')
  if (!personAgrees) return HOUSEHOLD
  return read.is('postcode', 'unit', 'one letter') ? UNIT : AREA
}

/** The place in the list of the largest (sign 1) or smallest (sign −1) weight of the group; the first of equals, −1 when none has the sign. */
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
