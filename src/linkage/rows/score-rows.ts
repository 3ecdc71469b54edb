import { personComparisons } from '../comparison.ts'
import { isOfPlace, REPEATED_AGAINST } from '../dependence.ts'
import { kinshipFrom, type Kinship } from '../holds.ts'
import type { PersonModel } from '../model.ts'
import type { LevelPattern } from '../pattern.ts'
import { MOST_TERM_BITS, termWeight, weighPattern } from '../score.ts'
import { rowComparisons, yearsAt } from './compare-rows.ts'
import { CELL, RAREST, RARITY, WIDTH } from './layout.ts'
import type { Rows } from './rows.ts'

/**
 * Scores pairs of records: one record, and others beside it.
 *
 * The rows of those in hand are copied side by side first. To fetch a row from far memory takes longer than to compare it, and many
 * are fetched at once in the time of one.
 */
export interface RowScorer {
  /** Take a record in hand, and `count` others from place `from` on in a list: at most `AT_ONCE`. */
  take(record: number, others: ArrayLike<number>, from: number, count: number): void
  /**
   * The weight of the record with one of the others in hand, counted from 0; the same that `scorePair` gives. −Infinity when it is sure to
   * be under `least`, which is found out sooner.
   */
  weigh(other: number, least: number): number
  /** Levels of the pair that was weighed last, unless that was −Infinity. */
  readonly pattern: LevelPattern
  /** What the years of birth of the record and one of the others in hand say. */
  kinshipOf(other: number): Kinship
}

/** Most others in hand. */
export const AT_ONCE = 128

const MISSING = -1
const LEVELS = 16
const RARITIES = RAREST + 1
const COMPARISONS = personComparisons.length
const PRESENCES = 1 << COMPARISONS
const at = (name: string): number => personComparisons.findIndex(comparison => comparison.name === name)
const [BORN, AGE, GIVEN, FAMILY] = [at('date_of_birth'), at('age'), at('given_name'), at('family_name')]

/** What is soonest compared and can count most comes first, so that a pair of two people is known for it after a few comparisons. */
const ORDER = [
  'date_of_birth',
  'age',
  'nhs_number',
  'upn',
  'pnc_id',
  'phone',
  'postcode',
  'sex',
  'city',
  'email',
  'address',
  'family_name',
  'given_name',
  'middle_name',
].map(at)

/** A scorer for the pairs of a file. Nothing is made for a pair. */
export function rowScorer(rows: Rows, model: PersonModel): RowScorer {
  const inHand = new Int32Array((AT_ONCE + 1) * WIDTH)
  const compare = rowComparisons({ ...rows, cells: { numbers: inHand } })
  const pattern = new Int8Array(COMPARISONS)
  const terms = new Array<number | undefined>(COMPARISONS).fill(undefined)
  const counted = new Float64Array(COMPARISONS)
  const most = mostBits(model)
  const highest = highestBits(most)
  const possible = possibleBits(model, highest)
  const commonness = commonnessOf(rows, inHand)

  function take(record: number, others: ArrayLike<number>, from: number, count: number): void {
    const cells = rows.cells.numbers
    copyRow(cells, record, inHand, 0)
    for (let at = 0; at < count; at++) copyRow(cells, others[from + at] ?? 0, inHand, at + 1)
  }

  function weigh(other: number, least: number): number {
    const a = 0
    const b = (other + 1) * WIDTH
    const flagsA = inHand[CELL.flags] ?? 0
    const flagsB = inHand[b + CELL.flags] ?? 0
    const both = flagsA & flagsB & (PRESENCES - 1)
    const givenRarity = commonerOf(flagsA, flagsB, RARITY.given)
    const familyRarity = commonerOf(flagsA, flagsB, RARITY.family)
    let atMost = possible[both] ?? 0
    if ((both & (1 << GIVEN)) !== 0) atMost += highest[GIVEN * RARITIES + givenRarity] ?? 0
    if ((both & (1 << FAMILY)) !== 0) atMost += highest[FAMILY * RARITIES + familyRarity] ?? 0
    if (atMost < least) return -Infinity
    for (let turn = 0; turn < COMPARISONS; turn++) {
      const comparison = ORDER[turn] ?? 0
      if ((both & (1 << comparison)) === 0) {
        pattern[comparison] = MISSING
        continue
      }
      const level = compare[comparison]?.(a, b) ?? MISSING
      pattern[comparison] = level
      if (level === MISSING) continue
      const rarity = comparison === GIVEN ? givenRarity : comparison === FAMILY ? familyRarity : RAREST
      const place = comparison * RARITIES + rarity
      atMost += (most[place * LEVELS + level] ?? 0) - (highest[place] ?? 0)
      if (atMost < least) return -Infinity
    }
    for (const { comparison, upTo, share } of commonness) {
      const level = pattern[comparison] ?? MISSING
      terms[comparison] = level >= 0 && level <= upTo ? commoner(share(a), share(b)) : undefined
    }
    return weighPattern(model, pattern, terms, counted)
  }

  return {
    take,
    weigh,
    pattern,
    kinshipOf: other => {
      const one = yearsAt(inHand, 0)
      const two = yearsAt(inHand, (other + 1) * WIDTH)
      return kinshipFrom(model, one.from, one.to, two.from, two.to)
    },
  }
}

function copyRow(from: Int32Array, record: number, to: Int32Array, place: number): void {
  const start = record * WIDTH
  const target = place * WIDTH
  for (let cell = 0; cell < WIDTH; cell++) to[target + cell] = from[start + cell] ?? 0
}

/** How rare the commoner of two names is. */
function commonerOf(flagsA: number, flagsB: number, from: number): number {
  return Math.min((flagsA >>> from) & RAREST, (flagsB >>> from) & RAREST)
}

/** The most that each level can count, for each rarity: more where the value is rare, and less against where something else already says so. */
function mostBits({ comparisons }: PersonModel): Float64Array {
  const most = new Float64Array(COMPARISONS * RARITIES * LEVELS).fill(-Infinity)
  for (const [comparison, weighed] of comparisons.entries()) {
    const { commonness } = weighed.comparison
    for (let rarity = 0; rarity < RARITIES; rarity++) {
      const rare = rarity === RAREST ? MOST_TERM_BITS : termWeight(weighed, 0, 2 ** -rarity)
      for (const [level, weight] of weighed.bits.entries()) {
        const counts = weight + (commonness && level <= commonness.upTo ? rare : 0)
        most[(comparison * RARITIES + rarity) * LEVELS + level] =
          counts < 0 && isOfPlace(comparison) ? counts * REPEATED_AGAINST : counts
      }
    }
  }
  return most
}

/** The most that each comparison can count, for each rarity. */
function highestBits(most: Float64Array): Float64Array {
  return Float64Array.from({ length: COMPARISONS * RARITIES }, (_, place) =>
    Math.max(0, ...most.subarray(place * LEVELS, (place + 1) * LEVELS)),
  )
}

/** For each set of comparisons that a pair has values for, the most that it can weigh without its names. */
function possibleBits({ prior }: PersonModel, highest: Float64Array): Float64Array {
  const possible = new Float64Array(PRESENCES).fill(Math.log2(prior / (1 - prior)))
  for (let both = 0; both < PRESENCES; both++) {
    for (let comparison = 0; comparison < COMPARISONS; comparison++) {
      if ((both & (1 << comparison)) === 0 || comparison === GIVEN || comparison === FAMILY) continue
      if (comparison === AGE && (both & (1 << BORN)) !== 0) continue
      possible[both] = (possible[both] ?? 0) + (highest[comparison * RARITIES + RAREST] ?? 0)
    }
  }
  return possible
}

/** How common a row's value is, for the comparisons in which that counts. */
function commonnessOf({ words, cityShares }: Rows, inHand: Int32Array) {
  const cells = (at: number): number => inHand[at] ?? -1
  const shares: Readonly<Record<string, (row: number) => number>> = {
    given_name: row => words.shares[cells(row + CELL.given) * 2] ?? Number.NaN,
    family_name: row => words.shares[cells(row + CELL.family) * 2 + 1] ?? Number.NaN,
    city: row => cityShares[cells(row + CELL.city)] ?? Number.NaN,
  }
  return personComparisons.flatMap(({ name, commonness }, comparison) => {
    const share = shares[name]
    return commonness && share ? [{ comparison, upTo: commonness.upTo, share }] : []
  })
}

function commoner(left: number, right: number): number | undefined {
  const share = Math.max(left, right)
  return Number.isNaN(share) ? undefined : share
}
