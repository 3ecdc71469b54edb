import type { Standing } from './decide.ts'
import type { Overrides } from './merge.ts'

/** What people decided of the records of a run, by their numbers. */
export interface DecidedPairs extends Overrides {
  /** How many pairs that must be linked were not, since others must not be. */
  readonly conflicts: number
  /** What was decided of two records; nothing where nobody did. */
  standingOf(left: number, right: number): Standing
}

/** Pairs of ids as pairs of record numbers; those with an id that no record has are left out. */
export function decidedPairs(
  ids: readonly string[],
  given: {
    readonly mustLink?: readonly (readonly [string, string])[]
    readonly mustNotLink?: readonly (readonly [string, string])[]
  },
): DecidedPairs {
  const { mustLink = [], mustNotLink = [] } = given
  const wanted = new Set([...mustLink, ...mustNotLink].flat())
  const numberOf = new Map(ids.flatMap((id, at) => (wanted.has(id) ? [[id, at] as const] : [])))
  const numbers = (pairs: readonly (readonly [string, string])[]) =>
    pairs.flatMap(([one, other]) => {
      const left = numberOf.get(one)
      const right = numberOf.get(other)
      return left === undefined || right === undefined || left === right ? [] : [[left, right] as const]
    })
  const linked = numbers(mustLink)
  const parted = numbers(mustNotLink)
  const words = new Map<string, Standing>([
    ...linked.map(pair => [keyOf(...pair), { override: 'must-link' }] as const),
    ...parted.map(pair => [keyOf(...pair), { override: 'must-not-link' }] as const),
  ])
  return {
    mustLink: linked,
    mustNotLink: parted,
    conflicts: 0,
    standingOf: (left, right) => words.get(keyOf(left, right)) ?? {},
  }
}

/** Copies of another record, without those of which people decided something: each of these is looked at by itself. */
export function without(
  { mustLink, mustNotLink }: Overrides,
  copies: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const decided = new Set([...mustLink, ...mustNotLink].flat())
  return decided.size === 0 ? copies : new Map([...copies].filter(([copy]) => !decided.has(copy)))
}

function keyOf(left: number, right: number): string {
  return `${Math.min(left, right)} ${Math.max(left, right)}`
}
