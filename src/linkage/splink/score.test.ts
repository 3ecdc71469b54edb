import { describe, expect, it } from 'vitest'
import { splinkCandidates } from './candidates.ts'
import { linkBySplink } from './link.ts'
import { splinkScorer } from './score.ts'
import { readSplinkSettings, type SplinkModel } from './settings.ts'

const TABLE = {
  columns: ['name', 'city'],
  rows: [
    ['ann', 'Leeds'],
    ['ann', 'Hull'],
    ['bob', 'Leeds'],
    [null, 'Leeds'],
    ['Ann', null],
  ],
}
const EXACT = { sql_condition: '"name_l" = "name_r"', m_probability: 0.8, u_probability: 0.1 }
const TERM = { ...EXACT, tf_adjustment_column: 'name' }
const ELSE = { sql_condition: 'ELSE', m_probability: 0.2, u_probability: 0.9 }

function model(levels: readonly object[], rules: readonly string[] = [], linkType = 'dedupe_only'): SplinkModel {
  const missing = { sql_condition: 'name_l IS NULL OR name_r IS NULL', is_null_level: true }
  return readSplinkSettings({
    link_type: linkType,
    probability_two_random_records_match: 0.5,
    blocking_rules_to_generate_predictions: rules,
    comparisons: [{ comparison_levels: [missing, ...levels] }],
  })
}

describe('the score', () => {
  it('adds the weight of the first level that is true', () => {
    const score = splinkScorer(model([EXACT, ELSE]), TABLE)
    expect(score(0, 1)).toEqual({ weight: 3, probability: 8 / 9, levels: [1] })
    expect(score(0, 2).weight).toBeCloseTo(Math.log2(0.2 / 0.9))
    expect(score(0, 3)).toEqual({ weight: 0, probability: 0.5, levels: [0] })
  })

  it.each([
    ['in full', {}, 3 + Math.log2(0.1 / 0.5)],
    ['in half', { tf_adjustment_weight: 0.5 }, 3 + Math.log2(0.1 / 0.5) / 2],
    ['not at all', { tf_adjustment_weight: 0 }, 3],
    ['with a floor', { tf_minimum_u_value: 0.8 }, 3 + Math.log2(0.1 / 0.8)],
  ])('counts how common a value is %s', (_, change, weight) => {
    const score = splinkScorer(model([{ ...TERM, ...change }, ELSE]), TABLE)
    expect(score(0, 1).weight).toBeCloseTo(weight)
  })

  it('takes the u of exact agreement and the commoner value at a lower level', () => {
    const close = { sql_condition: 'lower(name_l) = lower(name_r)', m_probability: 0.1, u_probability: 0.1 }
    const term = { ...close, tf_adjustment_column: '"name"' }
    const score = splinkScorer(model([{ ...EXACT, u_probability: 0.05 }, term, ELSE]), TABLE)
    expect(score(0, 4).weight).toBeCloseTo(Math.log2(0.05 / 0.5))
    const own = splinkScorer(model([{ ...term, disable_tf_exact_match_detection: true }, ELSE]), TABLE)
    expect(own(0, 4).weight).toBeCloseTo(Math.log2(0.1 / 0.5))
    expect(() => splinkScorer(model([term, ELSE]), TABLE)).toThrow('has no exact match on name')
  })

  it("gives a level that was not trained Splink's default for its place", () => {
    const untrained = { sql_condition: 'lower(name_l) = lower(name_r)' }
    const score = splinkScorer(model([EXACT, untrained, { sql_condition: 'FALSE' }, ELSE]), TABLE)
    expect(score(0, 4).weight).toBeCloseTo(3)
  })

  it('names a column that is not there', () => {
    const table = { columns: ['surname'], rows: [] }
    expect(() => splinkScorer(model([EXACT, ELSE]), table)).toThrow("needs a column 'name'; there are surname")
  })

  it('says so when no level is true', () => {
    expect(() => splinkScorer(model([EXACT]), TABLE)(0, 2)).toThrow('its last should be ELSE')
  })
})

describe('the candidates', () => {
  const pairs = (rules: readonly string[], linkType?: string) => [
    ...splinkCandidates(model([ELSE], rules, linkType), TABLE, record => Number(record > 0)),
  ]

  it('meet a rule, each pair once, the earlier record left', () => {
    const rules = ['l.name = r.name', 'l.city = r.city', 'lower(l."name") = lower(r."name")']
    const found = [
      [0, 1],
      [0, 2],
      [0, 3],
      [2, 3],
      [0, 4],
      [1, 4],
    ]
    expect(pairs(rules)).toEqual(found)
  })

  it('pass what else a rule asks', () => {
    expect(pairs(["l.city = r.city AND (l.name <> 'bob' OR r.name = 'x')"])).toEqual([
      [0, 2],
      [0, 3],
    ])
  })

  it('are of two files when the model links only', () => {
    expect(pairs(['l.city = r.city'], 'link_only')).toEqual([
      [0, 2],
      [0, 3],
    ])
  })

  it('are not looked for by a rule without an equality, or by none', () => {
    for (const rule of ['levenshtein(l.name, r.name) < 2', 'l.name = r.name OR l.city = r.city', "l.city = 'Hull'"]) {
      expect(() => pairs([rule])).toThrow('asks for no equality of the two records')
    }
    expect(() => pairs([])).toThrow('no blocking rules')
  })
})

describe('linking', () => {
  const exact = model([EXACT, ELSE], ['l.name = r.name', 'l.city = r.city'])
  const records = { ...TABLE, sourceOf: () => 0 }

  it('joins the pairs that the rules find', () => {
    const { clusterOf, compared, pairs } = linkBySplink(exact, records, { joinAt: 3 })
    expect([...clusterOf]).toEqual([0, 0, 2, 3, 4])
    expect([compared, pairs.size]).toEqual([4, 3])
  })

  it('keeps every pair that was given, however light', () => {
    const only: [number, number][] = [
      [0, 1],
      [0, 2],
    ]
    const { clusterOf, pairs } = linkBySplink(exact, records, { only, joinAt: 3 })
    expect([...clusterOf]).toEqual([0, 0, 2, 3, 4])
    expect([...pairs.weight]).toEqual([3, expect.closeTo(Math.log2(0.2 / 0.9))])
  })
})
