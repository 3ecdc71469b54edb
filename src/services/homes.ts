import { type Born, isAdultOn } from '#domain/born.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { toComparable } from '#linkage/index.ts'
import { findMetAt } from '#store/homes.ts'
import { findByWords, getFoundDetails, getFoundRecords } from '#store/search.ts'
import { asToken } from '#store/search-tokens.ts'
import { bornOf } from './born.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { nameOf } from './search.ts'

/** A home, as somebody writes it. */
export interface Home {
  /** House and street. */
  readonly address: string
  readonly postcode: string
}

/** Somebody known at a home who is, or may be, a child. */
export interface ChildThere {
  readonly personId: string
  readonly name: string
  readonly born: Born | undefined
  /** Whether records give the home as theirs, or they were met there. */
  readonly how: 'lives' | 'met'
  readonly agencies: readonly AgencyId[]
}

/** Who is, or may be, a child at a home, as far as the actor's agency may know. */
export interface ChildrenThere {
  /** By name; at most 50. */
  readonly children: readonly ChildThere[]
  /** Of whom nobody wrote when they were born. */
  readonly unsure: readonly ChildThere[]
}

const MOST_HITS = 500
const MOST_SHOWN = 50

/**
 * Children whom records of the actor's agency, or shared with it, give a home, or who were met there. Shown to be looked at; nothing is
 * linked by it. Throws when refused.
 *
 * A home is the same postcode and the same numbers of house and flat; a place where somebody was met is compared as it was written. Reads
 * at most 500 records of the postcode and 200 events of the house, however many there are.
 *
 * @param besides the person whose home it is
 */
export async function childrenAt(ctx: Context, home: Home, besides: string): Promise<ChildrenThere> {
  const grant = authorise(ctx, 'person.search', ownSubject(ctx, 'person', 'home'))
  const asked = toComparable(home)
  const house = home.address.split(',')[0]?.trim().toLowerCase() ?? ''
  const [byPostcode, met] = await Promise.all([
    asked.postcode === undefined ? { hits: [] } : findByWords(ctx.tx, grant, [asToken(asked.postcode)], MOST_HITS),
    findMetAt(ctx.tx, grant, house),
  ])
  const living = (await getFoundRecords(ctx.tx, grant, byPostcode.hits)).filter(
    ({ comparable }) => comparable.postcode === asked.postcode && isSameHouse(comparable.address, asked.address),
  )
  const visiting = await getFoundRecords(ctx.tx, grant, met)
  const lives = new Set(living.map(record => record.recordId))
  const all = [...new Map([...living, ...visiting].map(record => [record.recordId, record])).values()]
  const details = (await getFoundDetails(ctx.tx, grant, all.slice(0, MOST_HITS))).filter(
    one => one.personId !== besides,
  )
  const people = [...Map.groupBy(details, one => one.personId)].map(
    ([personId, records]): ChildThere => ({
      personId,
      name: nameOf(records[0]?.person ?? {}),
      born: bornOf(records),
      how: records.some(({ recordId }) => lives.has(recordId)) ? 'lives' : 'met',
      agencies: [...new Set(records.map(({ agency }) => agency as AgencyId))].toSorted(),
    }),
  )
  const today = londonDay(ctx.now)
  const young = people
    .filter(({ born }) => !isAdultOn(born, today))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.personId.localeCompare(b.personId))
    .slice(0, MOST_SHOWN)
  disclosed(
    ctx,
    grant,
    young.map(one => one.personId),
  )
  return {
    children: young.filter(one => one.born !== undefined),
    unsure: young.filter(one => one.born === undefined),
  }
}

/** The same numbers of house and flat; without any, the same words. */
function isSameHouse(held: string | undefined, asked: string | undefined): boolean {
  if (held === undefined || asked === undefined) return false
  const numbers = (text: string) =>
    text
      .split(' ')
      .filter(word => /\d/.test(word))
      .toSorted()
      .join(' ')
  return numbers(asked) === '' ? held === asked : numbers(held) === numbers(asked)
}
