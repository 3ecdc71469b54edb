import { availableParallelism } from 'node:os'
import { confusion } from '#linkage/evaluate/confusion.ts'
import { type LinkResult, type LinkStage, linkRecords } from '#linkage/link-records.ts'
import { runPeer } from './duckdb.ts'
import { makePersons } from './persons.ts'
import type { BenchOptions } from './run.ts'

const MEBIBYTE = 2 ** 20

/**
 * Link invented persons in one call: seconds for each stage, pairs a second of scoring, memory, and how right it was. Then the same
 * pairs blocked and scored by a DuckDB statement in the way of Splink, and how many times as long that takes.
 */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const people = makePersons(records, seed)
  const threads = availableParallelism()
  const { result, stages, total } = timed(people, threads, json)
  const ours = (stages.get('number values') ?? 0) + (stages.get('block') ?? 0) + (stages.get('score') ?? 0)
  const peakMebibytes = Math.round((process.resourceUsage().maxRSS * 1024) / MEBIBYTE)

  const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))
  const { precision, recall, f1 } = confusion(
    [...result.clusterOf].map(String),
    result.ids.map(id => truthOf.get(id) ?? ''),
  )
  const peer = await runPeer(result.people, result.blocks, threads)
  const pairs = result.report.pairsCompared
  if (peer.pairs !== pairs) throw new Error(`The peer compared ${peer.pairs} pairs and not the same ${pairs}`)
  return {
    seconds: rounded(total),
    stages: Object.fromEntries([...stages].map(([name, time]) => [name, rounded(time)])),
    ours_s: rounded(ours),
    duckdb_s: rounded(peer.seconds),
    threads,
    ratio: rounded(peer.seconds / ours),
    pairs,
    pairsPerSecond: Math.round(pairs / ours),
    duckdbPairsPerSecond: Math.round(pairs / peer.seconds),
    peak_mib: peakMebibytes,
    clusters: result.report.clusters,
    toReview: result.report.pairsToReview,
    precision: rounded(precision),
    recall: rounded(recall),
    f1: rounded(f1),
  }
}

function timed(people: ReturnType<typeof makePersons>, threads: number, quiet: boolean) {
  const stages = new Map<LinkStage, number>()
  const begun = performance.now()
  let stage: LinkStage = 'normalise'
  let stageBegun = begun
  const endStage = () => {
    const now = performance.now()
    stages.set(stage, (now - stageBegun) / 1000)
    if (!quiet) process.stderr.write(`${stage}: ${((now - stageBegun) / 1000).toFixed(2)} s\n`)
    stageBegun = now
  }
  const result: LinkResult = linkRecords(people, {
    threads,
    onStage: next => {
      if (next !== stage) endStage()
      stage = next
    },
  })
  endStage()
  return { result, stages, total: (performance.now() - begun) / 1000 }
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
