import source from '../../../data/names/frequencies.json' with { type: 'json' }
import { fold } from '../normalise/text.ts'
import { type NameKind, variantGroups } from './variants.ts'

const PER = 10_000

const FREQUENCIES = { given: indexed('given', source.given), family: indexed('family', source.family) }

const TOWNS = new Map(Object.entries(source.town).map(([town, people]) => [town, people / PER]))

/** Share of people who bear a name that the table does not list. */
export const FLOOR = { given: source.floor.given / PER, family: source.floor.family / PER } as const

/**
 * Share of people who bear the name, 0..1; a spelling counts as its commonest variant, so an unusual spelling of a common
 * name gets no more credit than the usual one.
 */
export function nameFrequency(kind: NameKind, token: string): number {
  const table = FREQUENCIES[kind]
  const own = table.byName.get(token) ?? FLOOR[kind]
  return variantGroups(kind, token).reduce((most, group) => Math.max(most, table.byGroup.get(group) ?? 0), own)
}

/** Share of people who live in a town, 0..1; undefined for a town that is not one of the largest. */
export function townShare(town: string): number | undefined {
  return TOWNS.get(town)
}

function indexed(
  kind: NameKind,
  perTenThousand: Readonly<Record<string, number>>,
): { readonly byName: ReadonlyMap<string, number>; readonly byGroup: ReadonlyMap<number, number> } {
  const byName = new Map<string, number>()
  const byGroup = new Map<number, number>()
  for (const [name, bearers] of Object.entries(perTenThousand)) {
    const folded = fold(name)
    byName.set(folded, bearers / PER)
    for (const group of variantGroups(kind, folded)) {
      byGroup.set(group, Math.max(byGroup.get(group) ?? 0, bearers / PER))
    }
  }
  return { byName, byGroup }
}
