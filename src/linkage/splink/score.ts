import { probabilityOf } from '../score.ts'
import { SplinkError } from './error.ts'
import { type Cells, compile, type Evaluate } from './evaluate.ts'
import { type Expression, partsOf, type Value } from './expression.ts'
import type { SplinkComparison, SplinkLevel, SplinkModel, SplinkTerm } from './settings.ts'

/** Records of one or more files with the same columns. */
export interface SplinkTable {
  readonly columns: readonly string[]
  readonly rows: readonly Cells[]
}

/** What a model says of two records. */
export interface SplinkScore {
  /** log2 odds, prior included */
  readonly weight: number
  /** P(same person), 0..1 */
  readonly probability: number
  /** For each comparison the place of its level in `levels`. */
  readonly levels: readonly number[]
}

/** Where a column of a table is, in any case as in SQL. Throws a SplinkError that names the columns there are. */
export function placeIn({ columns }: Pick<SplinkTable, 'columns'>): (column: string) => number {
  return column => {
    const exact = columns.indexOf(column)
    const place = exact >= 0 ? exact : columns.findIndex(name => name.toLowerCase() === column.toLowerCase())
    if (place < 0) throw new SplinkError(`the model needs a column '${column}'; there are ${columns.join(', ')}`)
    return place
  }
}

/**
 * Scores pairs of a table's records as Splink does: the prior's log-odds, and for each comparison log2(m / u) of the first level
 * whose condition is true, with its term frequency adjustment by the table's own frequencies.
 *
 * A level without a trained m or u has Splink's default for its place. Throws a SplinkError for a column that is not in the table.
 */
export function splinkScorer(model: SplinkModel, table: SplinkTable): (left: number, right: number) => SplinkScore {
  const comparisons = model.comparisons.map(comparison => scoreComparison(comparison, table))
  const prior = Math.log2(model.prior / (1 - model.prior))
  return (left, right) => {
    const a = table.rows[left] ?? []
    const b = table.rows[right] ?? []
    const levels = comparisons.map(({ levelOf }) => levelOf(a, b))
    const weight = comparisons.reduce((sum, { weightOf }, at) => sum + weightOf(levels[at] ?? 0, a, b), prior)
    return { weight, probability: probabilityOf(weight), levels }
  }
}

type Adjust = (left: Cells, right: Cells) => number

function scoreComparison({ name, levels }: SplinkComparison, table: SplinkTable) {
  const placeOf = placeIn(table)
  const conditions = levels.map(({ condition }) => condition && compile(condition, placeOf))
  const weighed = withDefaults(levels)
  const bits = weighed.map(({ isNull, m, u }) => (isNull ? 0 : Math.log2(m / u)))
  const adjustments = weighed.map(level => adjustmentFor(level, weighed, name, table))
  return {
    levelOf: (left: Cells, right: Cells) => firstTrue(conditions, left, right, name),
    weightOf: (level: number, left: Cells, right: Cells) =>
      (bits[level] ?? 0) + (adjustments[level]?.(left, right) ?? 0),
  }
}

function firstTrue(conditions: readonly (Evaluate | undefined)[], left: Cells, right: Cells, name: string): number {
  const level = conditions.findIndex(condition => condition === undefined || condition(left, right) === true)
  if (level < 0) throw new SplinkError(`the comparison ${name} has no level for some pairs: its last should be ELSE`)
  return level
}

interface Probabilities {
  readonly m: number
  readonly u: number
}

type WeighedLevel = SplinkLevel & Probabilities

/** The levels with Splink's default where m or u was not trained; those of a missing value mean nothing. */
function withDefaults(levels: readonly SplinkLevel[]): readonly WeighedLevel[] {
  const graded = levels.filter(({ isNull }) => !isNull)
  return levels.map(level => {
    const { m, u } = defaultsFor(graded.length - 1 - graded.indexOf(level), graded.length)
    return { ...level, m: level.m ?? m, u: level.u ?? u }
  })
}

const BEST_M = 0.95
const BEST_BITS = 10
const HIGHEST_BITS = 3
const LOWEST_BITS = -5

/**
 * Where Splink starts a level that no training reached: m 0.95 for the best and the rest shared, weights from −5 to 3 and 10.
 *
 * @param rank 0 for the last level, `count` − 1 for the best
 */
function defaultsFor(rank: number, count: number): Probabilities {
  const best = rank === count - 1
  const m = best ? BEST_M : (1 - BEST_M) / (count - 1)
  const step = count > 2 ? (HIGHEST_BITS - LOWEST_BITS) / (count - 2) : 0
  return { m, u: m / 2 ** (best ? BEST_BITS : LOWEST_BITS + rank * step) }
}

/** What the rarity of the agreeing value adds: the weight times log2(u of exact agreement / frequency of the commoner value). */
function adjustmentFor(
  level: WeighedLevel,
  levels: readonly WeighedLevel[],
  name: string,
  table: SplinkTable,
): Adjust | undefined {
  const { term } = level
  if (term === undefined || term.weight === 0) return undefined
  const exact = term.ownU ? level : levels.find(({ condition }) => isExactMatch(condition, term.column))
  if (exact === undefined) {
    throw new SplinkError(
      `the comparison ${name} has no exact match on ${term.column}, which the term frequencies of '${level.label}' need`,
    )
  }
  const place = placeIn(table)(term.column)
  const frequencies = frequenciesOf(table.rows, place)
  return (left, right) => {
    const frequency = commoner(frequencies.get(left[place] ?? null), frequencies.get(right[place] ?? null), term)
    return frequency === undefined ? 0 : term.weight * Math.log2(exact.u / frequency)
  }
}

function commoner(left: number | undefined, right: number | undefined, { minimum }: SplinkTerm): number | undefined {
  return left === undefined && right === undefined ? undefined : Math.max(left ?? 0, right ?? 0, minimum)
}

/** Share of the records with a value that have each value. */
function frequenciesOf(rows: readonly Cells[], place: number): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>()
  let known = 0
  for (const row of rows) {
    const value = row[place] ?? null
    if (value === null) continue
    known++
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return new Map([...counts].map(([value, count]) => [value, count / known]))
}

/** Whether a condition is that one column agrees, and nothing else. */
function isExactMatch(condition: Expression | undefined, column: string): boolean {
  if (condition?.kind !== 'binary' || condition.operator !== '=') return false
  const { left, right } = condition
  const named = [...partsOf(condition)].every(
    part => part === condition || (part.kind === 'column' && part.name.toLowerCase() === column.toLowerCase()),
  )
  return named && left.kind === 'column' && right.kind === 'column' && left.side !== right.side
}
