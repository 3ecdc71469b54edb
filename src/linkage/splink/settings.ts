import { SplinkError } from './error.ts'
import { type Expression, partsOf } from './expression.ts'
import { parse } from './parse.ts'
import { functionFor } from './sql-functions.ts'

/** An object of the settings as it came, with the keys that only Splink needs. */
export type Source = Readonly<Record<string, unknown>>

/** A model that Splink made: its settings with every condition read. */
export interface SplinkModel {
  readonly source: Source
  /** P(two records drawn at random are one person), 0 < prior < 1 */
  readonly prior: number
  /** Which pairs there are: within a table, between two, or both. */
  readonly linkType: (typeof LINK_TYPES)[number]
  readonly idColumn: string
  readonly blockingRules: readonly SplinkRule[]
  readonly comparisons: readonly SplinkComparison[]
}

/** A condition that pairs of records meet to be compared at all. */
export interface SplinkRule {
  readonly source: unknown
  readonly sql: string
  readonly condition: Expression
}

/** One respect in which records are compared. */
export interface SplinkComparison {
  readonly source: Source
  readonly name: string
  /** A pair is at the first one whose condition is true. */
  readonly levels: readonly SplinkLevel[]
}

/** One grade of agreement. */
export interface SplinkLevel {
  readonly source: Source
  readonly label: string
  /** Undefined for ELSE, which takes what is left. */
  readonly condition: Expression | undefined
  /** Something is missing, so nothing speaks for or against. */
  readonly isNull: boolean
  /** P(level | same person) and P(level | different people), above 0 and at most 1; undefined when it was not trained. */
  readonly m: number | undefined
  readonly u: number | undefined
  readonly term: SplinkTerm | undefined
}

/** How a level's weight follows from how common the value is. */
export interface SplinkTerm {
  readonly column: string
  /** 1 for the whole adjustment, 0 for none. */
  readonly weight: number
  /** A value counts as at least so common. */
  readonly minimum: number
  /** Take the level's own u for that of exact agreement. */
  readonly ownU: boolean
}

const LINK_TYPES = ['dedupe_only', 'link_only', 'link_and_dedupe'] as const

/** Whether a JSON document is meant to be Splink's settings. */
export function isSplinkSettings(json: unknown): boolean {
  return isObject(json) && Array.isArray(json['comparisons']) && 'probability_two_random_records_match' in json
}

/**
 * Read the settings that Splink saves as JSON, versions 3 and 4, and check them.
 *
 * Throws a SplinkError that says what is wrong and where: `comparisons[2].comparison_levels[1].sql_condition: unknown function …`.
 */
export function readSplinkSettings(json: unknown): SplinkModel {
  const source = objectAt(json, 'the settings')
  checkDialect(source, 'sql_dialect')
  const prior = probabilityAt(source['probability_two_random_records_match'], 'probability_two_random_records_match')
  if (prior === undefined || prior === 1) {
    throw new SplinkError('probability_two_random_records_match: must be above 0 and below 1')
  }
  const linkType = LINK_TYPES.find(type => type === source['link_type'])
  if (linkType === undefined) throw new SplinkError(`link_type: must be one of ${LINK_TYPES.join(', ')}`)
  const comparisons = listAt(source['comparisons'], 'comparisons')
  if (comparisons.length === 0) throw new SplinkError('comparisons: there is none')
  return {
    source,
    prior,
    linkType,
    idColumn: textOr(source['unique_id_column_name'], 'unique_id', 'unique_id_column_name'),
    blockingRules: listAt(source['blocking_rules_to_generate_predictions'] ?? [], RULES).map(readRule),
    comparisons: comparisons.map(readComparison),
  }
}

const RULES = 'blocking_rules_to_generate_predictions'

/** The settings as Splink saves and reads them: everything that came in, with the prior, m and u of the model. */
export function toSplinkSettings(model: SplinkModel): Source {
  return {
    ...model.source,
    probability_two_random_records_match: model.prior,
    comparisons: model.comparisons.map(comparison => ({
      ...comparison.source,
      comparison_levels: comparison.levels.map(({ source, m, u }) => ({
        ...source,
        ...(m !== undefined && { m_probability: m }),
        ...(u !== undefined && { u_probability: u }),
      })),
    })),
  }
}

function readRule(source: unknown, place: number): SplinkRule {
  const at = `${RULES}[${place}]`
  const rule = typeof source === 'string' ? { blocking_rule: source } : objectAt(source, at)
  checkDialect(rule, `${at}.sql_dialect`)
  if (listAt(rule['arrays_to_explode'] ?? [], `${at}.arrays_to_explode`).length > 0) {
    throw new SplinkError(`${at}.arrays_to_explode: rules that take arrays apart are not understood`)
  }
  const sql = textAt(rule['blocking_rule'], `${at}.blocking_rule`)
  return { source, sql, condition: parseAt(sql, `${at}.blocking_rule`) }
}

function readComparison(json: unknown, place: number): SplinkComparison {
  const at = `comparisons[${place}]`
  const source = objectAt(json, at)
  const levels = listAt(source['comparison_levels'], `${at}.comparison_levels`).map((level, number) =>
    readLevel(level, `${at}.comparison_levels[${number}]`),
  )
  if (levels.every(({ isNull }) => isNull)) throw new SplinkError(`${at}.comparison_levels: there is none with m and u`)
  const early = levels.findIndex(({ condition }) => condition === undefined)
  if (early >= 0 && early < levels.length - 1) {
    throw new SplinkError(`${at}.comparison_levels[${early}].sql_condition: ELSE must come last`)
  }
  return {
    source,
    levels,
    name: textOr(source['output_column_name'], `comparison ${place + 1}`, `${at}.output_column_name`),
  }
}

function readLevel(json: unknown, at: string): SplinkLevel {
  const source = objectAt(json, at)
  const sql = textAt(source['sql_condition'], `${at}.sql_condition`)
  const isNull = source['is_null_level'] === true
  const isElse = sql.trim().toUpperCase() === 'ELSE'
  return {
    source,
    isNull,
    label: textOr(source['label_for_charts'], sql, `${at}.label_for_charts`),
    condition: isElse ? undefined : parseAt(sql, `${at}.sql_condition`),
    m: isNull ? undefined : probabilityAt(source['m_probability'], `${at}.m_probability`),
    u: isNull ? undefined : probabilityAt(source['u_probability'], `${at}.u_probability`),
    term: isNull || isElse ? undefined : readTerm(source, at),
  }
}

function readTerm(source: Source, at: string): SplinkTerm | undefined {
  const column = source['tf_adjustment_column'] ?? undefined
  if (column === undefined) return undefined
  return {
    column: textAt(column, `${at}.tf_adjustment_column`).replace(/^"(.*)"$/, '$1'),
    weight: shareOr(source['tf_adjustment_weight'], 1, `${at}.tf_adjustment_weight`),
    minimum: shareOr(source['tf_minimum_u_value'], 0, `${at}.tf_minimum_u_value`),
    ownU: source['disable_tf_exact_match_detection'] === true,
  }
}

/** A condition, with the functions in it known to take as many operands as they are given. */
function parseAt(sql: string, at: string): Expression {
  try {
    const condition = parse(sql)
    for (const part of partsOf(condition)) if (part.kind === 'call') functionFor(part.name, part.operands.length)
    return condition
  } catch (error) {
    if (error instanceof SplinkError) throw new SplinkError(`${at}: ${error.message}, in ${sql}`)
    throw error
  }
}

function checkDialect(source: Source, at: string): void {
  const dialect = source['sql_dialect'] ?? 'duckdb'
  if (dialect !== 'duckdb')
    throw new SplinkError(`${at}: only SQL for duckdb is understood, not for ${JSON.stringify(dialect)}`)
}

function isObject(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectAt(value: unknown, at: string): Source {
  if (!isObject(value)) throw new SplinkError(`${at}: must be an object`)
  return value
}

function listAt(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new SplinkError(`${at}: must be a list`)
  return value
}

function textAt(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new SplinkError(`${at}: must be a text`)
  return value
}

function textOr(value: unknown, otherwise: string, at: string): string {
  return value === undefined || value === null ? otherwise : textAt(value, at)
}

function shareOr(value: unknown, otherwise: number, at: string): number {
  const share = value ?? otherwise
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) throw new SplinkError(`${at}: must be from 0 to 1`)
  return share
}

function probabilityAt(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) {
    throw new SplinkError(`${at}: must be above 0 and at most 1`)
  }
  return value
}
