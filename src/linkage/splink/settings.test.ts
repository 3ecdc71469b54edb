import { describe, expect, it } from 'vitest'
import { readSplinkSettings, toSplinkSettings } from './settings.ts'

type Json = Record<string, unknown>

const LEVELS: readonly Json[] = [
  { sql_condition: 'name_l IS NULL OR name_r IS NULL', is_null_level: true },
  { sql_condition: 'name_l = name_r', label_for_charts: 'same', m_probability: 0.9, u_probability: 0.1 },
  { sql_condition: 'ELSE', m_probability: 0.1, u_probability: 0.9, fix_m_probability: true },
]

function settings(changes: Json = {}, levels: readonly Json[] = LEVELS): Json {
  return {
    link_type: 'dedupe_only',
    probability_two_random_records_match: 0.01,
    unique_id_column_name: 'ref',
    blocking_rules_to_generate_predictions: ['l.name = r.name', { blocking_rule: 'l.city = r.city', salting: 3 }],
    comparisons: [{ output_column_name: 'name', comparison_levels: levels, note: 'kept' }],
    ...changes,
  }
}

function withLevel(change: Json): Json {
  return settings({}, [LEVELS[0]!, { ...LEVELS[1], ...change }, LEVELS[2]!])
}

describe("Splink's settings", () => {
  it('go out as they came in, with keys that are not known', () => {
    const given = settings({ some_new_key: { a: [1] } })
    expect(toSplinkSettings(readSplinkSettings(given))).toEqual(given)
  })

  it('go out with the probabilities of the model', () => {
    const model = readSplinkSettings(settings())
    const [comparison] = model.comparisons
    const levels = comparison!.levels.map(level => ({ ...level, m: level.m && 0.5 }))
    const changed = toSplinkSettings({ ...model, prior: 0.5, comparisons: [{ ...comparison!, levels }] })
    expect(changed).toMatchObject({
      probability_two_random_records_match: 0.5,
      comparisons: [{ comparison_levels: [{ is_null_level: true }, { m_probability: 0.5 }, { m_probability: 0.5 }] }],
    })
    expect(changed).not.toHaveProperty('comparisons.0.comparison_levels.0.m_probability')
  })

  it.each([
    ['no object', [], 'the settings: must be an object'],
    ['no prior', settings({ probability_two_random_records_match: undefined }), 'must be above 0 and below 1'],
    ['a prior of 1', settings({ probability_two_random_records_match: 1 }), 'must be above 0 and below 1'],
    [
      'no link type',
      settings({ link_type: 'all' }),
      'link_type: must be one of dedupe_only, link_only, link_and_dedupe',
    ],
    [
      'another dialect',
      settings({ sql_dialect: 'spark' }),
      'sql_dialect: only SQL for duckdb is understood, not for "spark"',
    ],
    ['no comparisons', settings({ comparisons: [] }), 'comparisons: there is none'],
    [
      'a rule without SQL',
      settings({ blocking_rules_to_generate_predictions: [{}] }),
      'predictions[0].blocking_rule: must be',
    ],
    [
      'a rule that takes arrays apart',
      settings({ blocking_rules_to_generate_predictions: [{ blocking_rule: 'l.a = r.a', arrays_to_explode: ['a'] }] }),
      'predictions[0].arrays_to_explode: rules that take arrays apart are not understood',
    ],
    [
      'a level without condition',
      withLevel({ sql_condition: undefined }),
      'comparison_levels[1].sql_condition: must be a text',
    ],
    [
      'a condition that cannot be read',
      withLevel({ sql_condition: 'name_l == name_r' }),
      'comparisons[0].comparison_levels[1].sql_condition: expected a value at character 9, not =, in name_l == name_r',
    ],
    [
      'an unknown function',
      withLevel({ sql_condition: 'dmetaphone(name_l) = dmetaphone(name_r)' }),
      'comparisons[0].comparison_levels[1].sql_condition: unknown function dmetaphone at character 1',
    ],
    [
      'a function with too many operands',
      withLevel({ sql_condition: 'levenshtein(name_l, name_r, 2) < 1' }),
      'sql_condition: levenshtein takes 2 operands, not 3',
    ],
    [
      'ELSE that is not last',
      withLevel({ sql_condition: 'ELSE' }),
      'comparison_levels[1].sql_condition: ELSE must come last',
    ],
    [
      'an m above 1',
      withLevel({ m_probability: 1.2 }),
      'comparison_levels[1].m_probability: must be above 0 and at most 1',
    ],
    ['a u of 0', withLevel({ u_probability: 0 }), 'comparison_levels[1].u_probability: must be above 0 and at most 1'],
    [
      'an m in words',
      withLevel({ m_probability: 'high' }),
      'comparison_levels[1].m_probability: must be above 0 and at',
    ],
    [
      'a weight of 2',
      withLevel({ tf_adjustment_column: 'name', tf_adjustment_weight: 2 }),
      'tf_adjustment_weight: must be from 0',
    ],
    ['no graded level', settings({}, [LEVELS[0]!]), 'comparison_levels: there is none with m and u'],
  ])('with %s are refused, and it is said where', (_, given, message) => {
    expect(() => readSplinkSettings(given)).toThrow(message)
  })
})
