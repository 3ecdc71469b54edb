import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMapping, rowReader } from '#cli/link/fields.ts'
import { openTable } from '#cli/link/read-table.ts'
import { makePersons } from '../../bench/persons.ts'
import { blockingKeys } from '#linkage/blocking.ts'
import type { Comparable, PersonInput } from '#linkage/comparable.ts'
import { decide } from '#linkage/decide.ts'
import { personV1 } from '#linkage/model.ts'
import { linkRecords } from '#linkage/link-records.ts'
import { toComparable } from '#linkage/normalise/person.ts'
import { scorePair } from '#linkage/score.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { askEncoded } from '#linkage/keyed/ask.ts'
import { encodeList } from '#linkage/keyed/encode.ts'
import { deriveKeys } from '#linkage/keyed/keys.ts'

const DATA = join('..', 'shared', 'data', 'linkage')
const present = ['fake_1000.csv', 'febrl1.csv', 'febrl3.csv'].every(file => existsSync(join(DATA, file)))
const keys = deriveKeys(new Uint8Array(32).fill(7), { from: 'met-police', to: 'lewisham' })

interface Known {
  readonly input: PersonInput
  readonly person: Comparable
  readonly truth: string
}

interface Figures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

const title = 'keyed against plain linkage of the same two halves'

describe(title, () => {
  it.each([42, 77])('costs little on a generated world of 5,000 records, seed %d', seed => {
    const world = makePersons(5000, seed).map(({ person, truth }) => known(person, truth))
    expectSmallLoss(`generated world ${seed}`, world, 0.03)
  })
})

describe.skipIf(!present)(present ? title : `${title} (SKIPPED: ../shared/data/linkage is not there)`, () => {
  it('costs little on fake_1000', async () => {
    expectSmallLoss('fake_1000', await read('fake_1000.csv', 'unique_id', 'cluster', /(.*)/), 0.05)
  })

  it('costs little on febrl1, which nothing was settled on', async () => {
    expectSmallLoss('febrl1', await read('febrl1.csv', 'rec_id', 'rec_id', /rec-(\d+)-/), 0.03)
  })

  it('costs little on febrl3', async () => {
    expectSmallLoss('febrl3', await read('febrl3.csv', 'rec_id', 'rec_id', /rec-(\d+)-/), 0.02)
  })
})

function known(input: PersonInput, truth: string): Known {
  return { input, person: toComparable(input), truth }
}

function expectSmallLoss(name: string, records: readonly Known[], most: number): void {
  const [asked, held] = halves(records)
  const plain = figuresOf(asked, held, plainPairs(asked, held))
  const keyed = figuresOf(asked, held, keyedPairs(asked, held))
  const loss = plain.f1 - keyed.f1
  console.log(`${name}: plain ${inWords(plain)}; keyed ${inWords(keyed)}; F1 lost ${loss.toFixed(4)}`)
  expect(loss).toBeLessThan(most)
}

function inWords({ precision, recall, f1 }: Figures): string {
  return `precision ${precision.toFixed(4)} recall ${recall.toFixed(4)} F1 ${f1.toFixed(4)}`
}

function halves(records: readonly Known[]): readonly [Known[], Known[]] {
  const random = seededRandom(9)
  const two: [Known[], Known[]] = [[], []]
  for (const one of records) two[random() < 0.5 ? 0 : 1].push(one)
  return two
}

/** Pairs that join in the open, among those that share a blocking key. */
function plainPairs(asked: readonly Known[], held: readonly Known[]): [number, number][] {
  const holders = new Map<bigint, number[]>()
  for (const [place, { person }] of held.entries()) {
    for (const key of blockingKeys(person)) holders.set(key, [...(holders.get(key) ?? []), place])
  }
  return asked.flatMap(({ person }, place) => {
    const candidates = new Set(blockingKeys(person).flatMap(key => holders.get(key) ?? []))
    const joined = [...candidates].filter(other => decide(scorePair(personV1, person, held[other]!.person)) === 'join')
    return joined.map((other): [number, number] => [place, other])
  })
}

function keyedPairs(asked: readonly Known[], held: readonly Known[]): [number, number][] {
  const encode = (half: readonly Known[]) => {
    const records = half.map(({ input }, at) => ({ id: String(at).padStart(6, '0'), person: input }))
    return [...encodeList(keys, linkRecords(records))]
  }
  const matchesFor = askEncoded(encode(held))
  return encode(asked).flatMap((person, place) => {
    const joined = matchesFor(person).filter(({ score }) => decide(score) === 'join')
    return joined.map((match): [number, number] => [place, match.held])
  })
}

function figuresOf(asked: readonly Known[], held: readonly Known[], pairs: readonly [number, number][]): Figures {
  const right = pairs.filter(([one, other]) => asked[one]!.truth === held[other]!.truth).length
  const copies = new Map<string, number>()
  for (const { truth } of held) copies.set(truth, (copies.get(truth) ?? 0) + 1)
  const all = asked.reduce((sum, { truth }) => sum + (copies.get(truth) ?? 0), 0)
  return { precision: right / pairs.length, recall: right / all, f1: (2 * right) / (pairs.length + all) }
}

async function read(file: string, idColumn: string, truthColumn: string, truthIn: RegExp): Promise<Known[]> {
  const table = await openTable(join(DATA, file))
  const reader = rowReader(table, parseMapping([]), idColumn, '2026-11-01')
  const truthAt = table.columns.indexOf(truthColumn)
  const records: Known[] = []
  for await (const row of table.rows) {
    records.push(known(reader.person(row), truthIn.exec(row[truthAt] ?? '')?.[1] ?? ''))
  }
  return records
}
