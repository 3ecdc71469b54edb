import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseMapping } from '../src/cli/link/fields.ts'
import { readRecords } from '../src/cli/link/read-records.ts'
import { openTable } from '../src/cli/link/read-table.ts'
import { type Accuracy, accuracyOf, type TrueSet } from './accuracy/measure.ts'
import { alterations, altered, makeHistorical } from './accuracy/worlds.ts'
import { makePersons } from './persons.ts'
import type { BenchOptions } from './run.ts'

const DATA = join('..', 'shared', 'data', 'linkage')
const FEBRL = /rec-(\d+)-/

/** A file of records whose persons are known. */
interface PublicSet {
  readonly file: string
  readonly id: string
  readonly cluster: string
  readonly pattern?: RegExp
}

const publicSets: readonly PublicSet[] = [
  { file: 'fake_1000.csv', id: 'unique_id', cluster: 'cluster' },
  { file: 'febrl1.csv', id: 'rec_id', cluster: 'rec_id', pattern: FEBRL },
  { file: 'febrl3.csv', id: 'rec_id', cluster: 'rec_id', pattern: FEBRL },
]

/**
 * How right the defaults of `throughline link` are on sets with a known truth: public ones where they are at hand, worlds of persons by
 * three seeds, altered copies of them and a historical world. Beside each figure stands what the run itself said of it.
 */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const sets: { readonly name: string; make(): Promise<TrueSet> | TrueSet }[] = [
    ...publicSets
      .filter(({ file }) => existsSync(join(DATA, file)))
      .map(set => ({ name: set.file, make: () => readPublic(set) })),
    ...[seed, seed + 1, seed + 2].map(one => ({
      name: `persons ${records}, seed ${one}`,
      make: () => ({ records: makePersons(records, one), extras: [] }),
    })),
    ...Object.keys(alterations).map(name => ({
      name,
      make: () => ({ records: altered(name, Math.ceil(records / 4), seed), extras: [] }),
    })),
    {
      name: 'historical',
      make: () => ({ records: makeHistorical(records, seed), extras: [{ name: 'occupation', kind: 'text' }] }),
    },
  ]
  const figures: Record<string, unknown> = {}
  for (const { name, make } of sets) {
    const accuracy = accuracyOf(await make())
    if (!json) process.stderr.write(`${lineOf(name, accuracy)}\n`)
    figures[name] = figuresOf(accuracy)
  }
  return figures
}

async function readPublic({ file, id, cluster, pattern }: PublicSet): Promise<TrueSet> {
  const path = join(DATA, file)
  const quiet = { stdout: () => undefined, stderr: () => undefined }
  const { records, extras } = await readRecords([path], [id], parseMapping([]), quiet, () => true)
  const table = await openTable(path)
  const [idAt, clusterAt] = [table.columns.indexOf(id), table.columns.indexOf(cluster)]
  const truthOf = new Map<string, string>()
  for await (const row of table.rows) {
    const cell = row[clusterAt] ?? ''
    truthOf.set(row[idAt] ?? '', pattern ? (pattern.exec(cell)?.[1] ?? '') : cell)
  }
  return { records: records.map(record => ({ ...record, truth: truthOf.get(record.id) ?? '' })), extras }
}

function figuresOf({ clusters, best, shown, compared, result: { report }, seconds }: Accuracy) {
  return {
    precision: rounded(clusters.precision),
    recall: rounded(clusters.recall),
    f1: rounded(clusters.f1),
    bestF1: rounded(best.f1),
    bestAt: best.joinAt,
    calibrationShown: rounded(shown.error),
    calibrationCompared: rounded(compared.error),
    estimatedPrecision: rounded(report.estimated?.precision ?? Number.NaN),
    estimatedRecall: rounded(report.estimated?.recall ?? Number.NaN),
    pairs: report.pairsCompared,
    seconds: rounded(seconds),
  }
}

function lineOf(name: string, accuracy: Accuracy): string {
  const figures = Object.entries(figuresOf(accuracy)).map(([what, value]) => `${what} ${value}`)
  return `${name.padEnd(34)} ${figures.join('  ')}`
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
