import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { splinkScorer } from './score.ts'
import { readSplinkSettings, toSplinkSettings } from './settings.ts'

const FOLDER = '../shared/data/splink'
const RECORDS = '../shared/data/linkage/fake_1000.csv'
const CLOSE_ENOUGH = 0.01

describe.skipIf(!existsSync(FOLDER))('a model that Splink made (skipped when ../shared/data is absent)', () => {
  const settings: unknown = existsSync(FOLDER) ? JSON.parse(readFileSync(`${FOLDER}/fake_1000_model.json`, 'utf8')) : {}

  it('scores every pair as Splink did', () => {
    const [columns = [], ...cells] = rowsOf(RECORDS)
    const rows = cells.map(row => row.map(cell => (cell === '' ? null : cell)))
    const [, ...pairs] = rowsOf(`${FOLDER}/fake_1000_scored_pairs.csv`)
    const model = readSplinkSettings(settings)
    const place = new Map(rows.map((row, at) => [row[columns.indexOf(model.idColumn)], at]))
    const score = splinkScorer(model, { columns, rows })

    const differences = pairs.map(([weight, probability, left, right]) => {
      const scored = score(place.get(left!)!, place.get(right!)!)
      expect(scored.probability).toBeCloseTo(Number(probability), 4)
      return Math.abs(scored.weight - Number(weight))
    })
    const largest = Math.max(...differences)
    console.info(`Largest difference from Splink's match weight: ${largest} over ${differences.length} pairs`)
    expect(differences).toHaveLength(2642)
    expect(largest).toBeLessThan(CLOSE_ENOUGH)
  })

  it('is exported as it came', () => {
    expect(toSplinkSettings(readSplinkSettings(settings))).toEqual(settings)
  })
})

function rowsOf(file: string): string[][] {
  return parse(readFileSync(file, 'utf8'))
}
