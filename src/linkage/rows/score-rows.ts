import { personComparisons } from '../comparison.ts'
import { isOfPlace, REPEATED_AGAINST } from '../dependence.ts'
import { kinshipFrom, type Kinship } from '../holds.ts'
import type { PersonModel } from '../model.ts'
import type { LevelPattern } from '../pattern.ts'
import { MOST_TERM_BITS, weighPattern } from '../score.ts'
import { rowComparisons, yearsAt } from './compare-rows.ts'
import { CELL, WIDTH } from './layout.ts'
import type { Rows } from './rows.ts'

/** Scores pairs of records by number. */
export interface RowScorer {
  /** The weight of a pair, the same that `scorePair` gives; −Infinity when it is sure to be under `least`, which is found out sooner. */
  weigh(left: number, right: number, least: number): number
  /** Levels of the pair that was weighed last, unless that was −Infinity. */
  readonly pattern: LevelPattern
  /** What the years of birth of a pair say. */
  kinshipOf(left: number, right: number): Kinship
}

const MISSING = -1
const LEVELS = 16
const COMPARISONS = personComparisons.length
const PRESENCES = 1 << COMPARISONS
const at = (name: string): number => personComparisons.findIndex(comparison => comparison.name === name)
const [BORN, AGE] = [at('date_of_birth'), at('age')]

/** What is soonest compared and tells most comes first, so that a pair of two people is known for it after a few comparisons. */
const ORDER = [
  'date_of_birth',
  'age',
  'nhs_number',
  'upn',
  'pnc_id',
  'phone',
  'postcode',
  'sex',
  'family_name',
  'given_name',
  'city',
  'address',
  'middle_name',
  'email',
].map(at)

/** A scorer for the pairs of a file. Nothing is made for a pair. */
export function rowScorer(rows: Rows, model: PersonModel): RowScorer {
  const { cells } = rows
  const compare = rowComparisons(rows)
  const pattern = new Int8Array(COMPARISONS)
  const terms = new Array<number | undefined>(COMPARISONS).fill(undefined)
  const counted = new Float64Array(COMPARISONS)
  const most = mostBits(model)
  const highest = Float64Array.from({ length: COMPARISONS }, (_, comparison) =>
    Math.max(0, ...most.subarray(comparison * LEVELS, (comparison + 1) * LEVELS)),
  )
  const possible = possibleBits(model, highest)
  const commonness = commonnessOf(rows)

  function weigh(left: number, right: number, least: number): number {
    const a = left * WIDTH
    const b = right * WIDTH
    const both = (cells[a + CELL.flags] ?? 0) & (cells[b + CELL.flags] ?? 0) & (PRESENCES - 1)
    let atMost = possible[both] ?? 0
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
      atMost += (most[comparison * LEVELS + level] ?? 0) - (highest[comparison] ?? 0)
      if (atMost < least) return -Infinity
    }
    for (const { comparison, upTo, share } of commonness) {
      const level = pattern[comparison] ?? MISSING
      terms[comparison] = level >= 0 && level <= upTo ? commoner(share(a), share(b)) : undefined
    }
    return weighPattern(model, pattern, terms, counted)
  }

  return {
    weigh,
    pattern,
    kinshipOf: (left, right) => {
      const one = yearsAt(cells, left * WIDTH)
      const other = yearsAt(cells, right * WIDTH)
      return kinshipFrom(model, one.from, one.to, other.from, other.to)
    },
  }
}

/** The most that a level can count: more where its value is rare, and less against where something else already says so. */
function mostBits({ comparisons }: PersonModel): Float64Array {
  const most = new Float64Array(COMPARISONS * LEVELS)
  for (const [place, { bits, comparison }] of comparisons.entries()) {
    for (const [level, weight] of bits.entries()) {
      const rare = comparison.commonness && level <= comparison.commonness.upTo ? MOST_TERM_BITS : 0
      const counts = weight + rare
      most[place * LEVELS + level] = counts < 0 && isOfPlace(place) ? counts * REPEATED_AGAINST : counts
    }
  }
  return most
}

/** For each set of comparisons that a pair has values for, the most that it can weigh. */
function possibleBits({ prior }: PersonModel, highest: Float64Array): Float64Array {
  const possible = new Float64Array(PRESENCES).fill(Math.log2(prior / (1 - prior)))
  for (let both = 0; both < PRESENCES; both++) {
    for (let comparison = 0; comparison < COMPARISONS; comparison++) {
      const counts = (both & (1 << comparison)) !== 0 && !(comparison === AGE && (both & (1 << BORN)) !== 0)
      if (counts) possible[both] = (possible[both] ?? 0) + (highest[comparison] ?? 0)
    }
  }
  return possible
}

/** How common a row's value is, for the comparisons in which that counts. */
function commonnessOf({ cells, words, cityShares }: Rows) {
  const shares: Readonly<Record<string, (row: number) => number>> = {
    given_name: row => words.shares[(cells[row + CELL.given] ?? 0) * 2] ?? Number.NaN,
    family_name: row => words.shares[(cells[row + CELL.family] ?? 0) * 2 + 1] ?? Number.NaN,
    city: row => cityShares[cells[row + CELL.city] ?? -1] ?? Number.NaN,
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
