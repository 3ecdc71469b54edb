import { confusion } from '#linkage/evaluate/confusion.ts'
import { type LinkStage, linkRecords } from '#linkage/link-records.ts'
import { makePersons } from './persons.ts'
import type { BenchOptions } from './run.ts'

const MEGABYTE = 2 ** 20

/** Link invented persons in one call: seconds for each stage, pairs a second of scoring, memory, and how right it was. */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const people = makePersons(records, seed)
  const seconds = new Map<LinkStage, number>()
  const begun = performance.now()
  let stage: LinkStage = 'normalise'
  let stageBegun = begun
  const endStage = () => {
    const now = performance.now()
    seconds.set(stage, (now - stageBegun) / 1000)
    if (!json) process.stderr.write(`${stage}: ${((now - stageBegun) / 1000).toFixed(2)} s\n`)
    stageBegun = now
  }
  const result = linkRecords(people, {
    onStage: next => {
      if (next !== stage) endStage()
      stage = next
    },
  })
  endStage()
  const total = (performance.now() - begun) / 1000

  const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))
  const predicted = [...result.clusterOf].map(String)
  const { precision, recall, f1 } = confusion(
    predicted,
    result.ids.map(id => truthOf.get(id) ?? ''),
  )
  const pairs = result.report.pairsCompared
  return {
    seconds: rounded(total),
    stages: Object.fromEntries([...seconds].map(([name, time]) => [name, rounded(time)])),
    pairs,
    pairsPerSecond: Math.round(pairs / Math.max(1e-9, seconds.get('score') ?? total)),
    peakMegabytes: Math.round((process.resourceUsage().maxRSS * 1024) / MEGABYTE),
    clusters: result.report.clusters,
    precision: rounded(precision),
    recall: rounded(recall),
    f1: rounded(f1),
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
