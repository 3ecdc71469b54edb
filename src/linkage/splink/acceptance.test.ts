import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { splinkCandidates } from './candidates.ts'
import { splinkScorer } from './score.ts'
import { readSplinkSettings, toSplinkSettings } from './settings.ts'

const FOLDER = '../shared/data/splink'
const RECORDS = '../shared/data/linkage/fake_1000.csv'
const CLOSE_ENOUGH = 0.01

describe.skipIf(!existsSync(FOLDER))('a model that Splink made (skipped when ../shared/data is absent)', () => {
  const settings: unknown = existsSync(FOLDER) ? JSON.parse(readFileSync(`${FOLDER}/fake_1000_model.json`, 'utf8')) : {}

  function loaded() {
    const [columns = [], ...cells] = rowsOf(RECORDS)
    const rows = cells.map(row => row.map(cell => (cell === '' ? null : cell)))
    const model = readSplinkSettings(settings)
    const numberOf = new Map(rows.map((row, at) => [row[columns.indexOf(model.idColumn)], at]))
    const [, ...pairs] = rowsOf(`${FOLDER}/fake_1000_scored_pairs.csv`)
    const scored = pairs.map(([weight, probability, left, right]) => ({
      pair: [numberOf.get(left!)!, numberOf.get(right!)!] as const,
      weight: Number(weight),
      probability: Number(probability),
    }))
    return { model, table: { columns, rows }, scored }
  }

  it('scores every pair as Splink did', () => {
    const { model, table, scored } = loaded()
    const score = splinkScorer(model, table)
    const differences = scored.map(({ pair: [left, right], weight, probability }) => {
      const own = score(left, right)
      expect(own.probability).toBeCloseTo(probability, 4)
      return Math.abs(own.weight - weight)
    })
    const largest = Math.max(...differences)
    console.info(`Largest difference from Splink's match weight: ${largest} over ${differences.length} pairs`)
    expect(differences).toHaveLength(2642)
    expect(largest).toBeLessThan(CLOSE_ENOUGH)
  })

  it('finds the pairs that Splink found', () => {
    const { model, table, scored } = loaded()
    const inOrder = (pairs: Iterable<readonly number[]>) => [...pairs].map(String).toSorted()
    const found = splinkCandidates(model, table, () => 0)
    expect(inOrder(found)).toEqual(inOrder(scored.map(({ pair }) => pair)))
  })

  it('is exported as it came', () => {
    expect(toSplinkSettings(readSplinkSettings(settings))).toEqual(settings)
  })
})

function rowsOf(file: string): string[][] {
  return parse(readFileSync(file, 'utf8'))
}
