import type { Level } from '../comparable.ts'
import type { PersonModel, WeighedComparison } from '../model.ts'
import { partsOf } from './expression.ts'
import { COMPARISON_SQL, type ComparisonSql, RULE_SQL } from './level-sql.ts'
import { parse } from './parse.ts'
import { asInLevels, asInRules, print } from './print.ts'
import type { Source } from './settings.ts'

/** A person model as Splink's settings, and what of it those cannot say. */
export interface PersonSettings {
  readonly settings: Source
  /** The comparisons that are in them. */
  readonly comparisons: readonly string[]
  /** Levels that SQL cannot express, such as `given_name: first names sound alike`. */
  readonly withoutSql: readonly string[]
}

/** Which column of the file holds a field of a person; fields that no column holds are not there. */
export type FieldColumns = ReadonlyMap<string, string>

const DIALECT = 'duckdb'
/** Such a level stands in its place with its m and u and is never true: its pairs fall to a lower one (decision 11). */
const NEVER = 'FALSE'

/** A person model as settings for Splink: each comparison whose field has a column, with the levels, m and u that it has. */
export function personSettings(model: PersonModel, columns: FieldColumns, idColumn: string): PersonSettings {
  const compared = model.comparisons.flatMap(weighed => {
    const sql = COMPARISON_SQL[weighed.comparison.name]
    return sql === undefined || !columns.has(sql.field) ? [] : [{ weighed, sql }]
  })
  const settings = {
    link_type: 'dedupe_only',
    probability_two_random_records_match: model.prior,
    retain_matching_columns: false,
    retain_intermediate_calculation_columns: true,
    additional_columns_to_retain: [],
    sql_dialect: DIALECT,
    linker_uid: model.name,
    em_convergence: 0.0001,
    max_iterations: 25,
    bayes_factor_column_prefix: 'bf_',
    term_frequency_adjustment_column_prefix: 'tf_',
    comparison_vector_value_column_prefix: 'gamma_',
    unique_id_column_name: idColumn,
    source_dataset_column_name: 'source_dataset',
    blocking_rules_to_generate_predictions: RULE_SQL.flatMap(rule => {
      const sql = inColumns(rule, columns, asInRules)
      return sql === undefined ? [] : [{ blocking_rule: sql, sql_dialect: DIALECT }]
    }),
    comparisons: compared.map(({ weighed, sql }) => comparisonSettings(weighed, sql, columns)),
  }
  const withoutSql = compared.flatMap(({ weighed, sql }) =>
    weighed.levels
      .filter((level, at) => conditionOf(level, at, weighed, sql, columns) === NEVER)
      .map(({ words }) => `${weighed.comparison.name}: ${words}`),
  )
  return { settings, comparisons: compared.map(({ weighed }) => weighed.comparison.name), withoutSql }
}

function comparisonSettings(weighed: WeighedComparison, sql: ComparisonSql, columns: FieldColumns): Source {
  const { field } = sql
  const column = columns.get(field) ?? field
  return {
    output_column_name: weighed.comparison.name,
    comparison_levels: [
      {
        sql_condition: inColumns(`${field}_l IS NULL OR ${field}_r IS NULL`, columns, asInLevels),
        label_for_charts: `${weighed.comparison.words} missing`,
        fix_m_probability: false,
        fix_u_probability: false,
        is_null_level: true,
      },
      ...weighed.levels.map((level, at) => {
        const condition = conditionOf(level, at, weighed, sql, columns)
        return {
          sql_condition: condition,
          label_for_charts: condition === NEVER ? `${level.words} (no SQL equivalent, never found)` : level.words,
          m_probability: level.m,
          u_probability: level.u,
          fix_m_probability: false,
          fix_u_probability: false,
          ...(at === 0 && sql.rarity && rarityOf(column)),
        }
      }),
    ],
    comparison_description: weighed.comparison.words,
  }
}

/** Splink would look for a level that asks for plain equality alone, which ours of names does not: one letter is no name. */
function rarityOf(column: string): Source {
  return { tf_adjustment_column: column, tf_adjustment_weight: 1, disable_tf_exact_match_detection: true }
}

function conditionOf(
  { label }: Level,
  at: number,
  { levels }: WeighedComparison,
  sql: ComparisonSql,
  columns: FieldColumns,
): string {
  if (at === levels.length - 1) return 'ELSE'
  return inColumns(sql.levels[label] ?? NEVER, columns, asInLevels) ?? NEVER
}

/** SQL over fields as SQL over the columns that hold them; undefined when one has none. */
function inColumns(sql: string, columns: FieldColumns, columnSql: typeof asInLevels): string | undefined {
  const expression = parse(sql)
  const fields = [...partsOf(expression)].filter(part => part.kind === 'column')
  if (!fields.every(({ name }) => columns.has(name))) return undefined
  return print(expression, column => columnSql({ ...column, name: columns.get(column.name) ?? column.name }))
}
