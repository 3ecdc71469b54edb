import { compareExtraValues, numberPeople, personColumns, scoreFile } from '#linkage/batch.ts'
import { personV1 } from '#linkage/model.ts'
import { scaledTo } from '#linkage/train/train-model.ts'
import { fileFrequencies } from '#linkage/train/file-frequencies.ts'
import { confusion } from '#linkage/evaluate/confusion.ts'
import { chooseBlocks } from '#linkage/choose-blocks.ts'
import { toExtraValue } from '#linkage/extras.ts'
import { type LinkOptions, linkRecords, type LinkResult } from '#linkage/link-records.ts'
import { mergeByWeight } from '#linkage/merge.ts'
import type { TrueRecord } from './worlds.ts'

export function measure(records: readonly TrueRecord[], options: LinkOptions) {
  const begun = performance.now()
  let last = begun
  const result = linkRecords(records, { ...options, onStage: stage => { const now = performance.now(); if (process.argv.includes('-s')) process.stderr.write(`   ${((now - last) / 1000).toFixed(1)} ${stage}`); last = now } })
  const seconds = (performance.now() - begun) / 1000
  const truthOf = new Map(records.map(({ id, truth }) => [id, truth]))
  const truth = result.ids.map(id => truthOf.get(id) ?? '')
  const at = confusion([...result.clusterOf].map(String), truth)
  return { result, truth, at, seconds, ...curve(result, truth, records) }
}

function curve(result: LinkResult, truth: readonly string[], records: readonly TrueRecord[]) {
  const extrasOf = new Map(records.map(({ id, extras }) => [id, extras]))
  const { people, model } = result
  const numbered = numberPeople(people)
  const extraColumns = compareExtraValues(
    result.extras,
    result.ids.map(id => result.extras.map((extra, which) => toExtraValue(extra, extrasOf.get(id)?.[which]))),
  )
  const blocks = chooseBlocks(people, numbered, extraColumns, scaledTo(personV1, people.length), new Map(), undefined)
  const rows = model.fitted ? fileFrequencies(numbered.rows, 1 + model.prior * (people.length - 1), 0.05).rows : numbered.rows
  const file = { people, rows, columns: personColumns(rows), extraColumns, blocks, sourceOf: undefined }
  const { pairs, compared } = scoreFile(file, model, result.extras, -40, result.rules)
  let best = { f1: 0, joinAt: 0 }
  let defaultAt = 0
  const points = new Map<number, number>()
  const step = people.length > 60_000 ? 1 : 0.5
  for (let joinAt = -4; joinAt <= 16; joinAt += step) {
    const kept = keptFrom(pairs, Math.min(result.model.thresholds.review, joinAt))
    const merged = mergeByWeight(people.length, kept, { ...result.rules, joinAt, breakAt: joinAt })
    const { f1 } = confusion([...merged.cluster].map(String), truth)
    points.set(joinAt, f1)
    if (f1 > best.f1) best = { f1, joinAt }
    if (joinAt === result.model.thresholds.join) defaultAt = f1
  }
  const truePairs = [...Map.groupBy(truth, who => who).values()].reduce((sum, { length: n }) => sum + (n * (n - 1)) / 2, 0)
  let found = 0
  for (let row = 0; row < pairs.size; row++) if (truth[pairs.left[row]!] === truth[pairs.right[row]!]) found++
  return {
    best,
    defaultAt,
    points,
    compared,
    blockingRecall: found / truePairs,
    all: reliability(pairs, truth, -40, truePairs),
    kept: reliability(pairs, truth, result.model.thresholds.review, truePairs),
    pairs,
  }
}

function keptFrom(pairs: LinkResult['pairs'], from: number) {
  const rows = Array.from({ length: pairs.size }, (_, row) => row).filter(row => pairs.weight[row]! >= from)
  return {
    size: rows.length,
    left: Int32Array.from(rows, row => pairs.left[row]!),
    right: Int32Array.from(rows, row => pairs.right[row]!),
    weight: Float64Array.from(rows, row => pairs.weight[row]!),
    hold: Uint8Array.from(rows, row => pairs.hold[row]!),
  }
}

export function reliability(pairs: LinkResult['pairs'], truth: readonly string[], from: number, truePairs: number) {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, p: 0, t: 0 }))
  for (let row = 0; row < pairs.size; row++) {
    if (pairs.weight[row]! < from) continue
    const p = 1 / (1 + 2 ** -pairs.weight[row]!)
    const bin = bins[Math.min(9, Math.floor(p * 10))]!
    bin.n++
    bin.p += p
    if (truth[pairs.left[row]!] === truth[pairs.right[row]!]) bin.t++
  }
  const n = bins.reduce((sum, b) => sum + b.n, 0)
  return {
    ece: bins.reduce((sum, b) => sum + Math.abs(b.p - b.t), 0) / n,
    n,
    truePairs,
    expected: bins.reduce((sum, b) => sum + b.p, 0),
    bins: bins.map(b => (b.n ? `${(b.p / b.n).toFixed(2)}/${(b.t / b.n).toFixed(2)}(${b.n})` : '-')).join(' '),
  }
}
