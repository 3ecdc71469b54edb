import { numberPeople } from '#linkage/batch.ts'
import { mergeByWeight } from '#linkage/clusters/merge.ts'
import { type Calibration, calibration, type JudgedPair } from '#linkage/evaluate/calibration.ts'
import { type Confusion, confusion } from '#linkage/evaluate/confusion.ts'
import { numberExtras } from '#linkage/extra-columns.ts'
import { type ExtraComparison, toExtraValue } from '#linkage/extras.ts'
import { linkRecords, type LinkResult } from '#linkage/link-records.ts'
import type { PairTable } from '#linkage/pair-table.ts'
import { scoreFile } from '#linkage/score-job.ts'
import { crewOf } from '#linkage/threads/crew.ts'
import { fileFrequencies, townUnknownTo } from '#linkage/train/file-frequencies.ts'
import type { TrueRecord } from './worlds.ts'

/** Records whose persons are known, and the columns among them that are no field of a person. */
export interface TrueSet {
  readonly records: readonly TrueRecord[]
  readonly extras: readonly ExtraComparison[]
}

/** How right linking a set with the defaults of the shell tool is, and how right it says that it is. */
export interface Accuracy {
  readonly result: LinkResult
  readonly clusters: Confusion
  /** The F1 at whichever join weight gives the best, which nobody can know beforehand. */
  readonly best: { readonly f1: number; readonly joinAt: number }
  /** Of the pairs at or above the review weight. */
  readonly shown: Calibration
  /** Of all pairs compared; nearly all are plainly of two people, so it is nearly nothing. */
  readonly compared: Calibration
  readonly seconds: number
}

/** Weights tried as the join weight. */
const TRIED = Array.from({ length: 24 }, (_, at) => at / 2 - 2)
/** One in a thousand million: lighter pairs are left out of the calibration of all pairs. */
const LIGHTEST = -30

/** Link a set by the defaults and compare with the truth. */
export function accuracyOf({ records, extras }: TrueSet): Accuracy {
  const begun = performance.now()
  const result = linkRecords(records, { train: true, extras })
  const seconds = (performance.now() - begun) / 1000
  const truthOf = new Map(records.map(({ id, truth }) => [id, truth]))
  const truth = result.ids.map(id => truthOf.get(id) ?? '')
  const f1At = (joinAt: number): number => {
    const merged = mergeByWeight(truth.length, result.pairs, { ...result.rules, joinAt, breakAt: joinAt })
    return confusion([...merged.cluster].map(String), truth).f1
  }
  return {
    result,
    clusters: confusion([...result.clusterOf].map(String), truth),
    best: TRIED.map(joinAt => ({ joinAt, f1: f1At(joinAt) })).reduce((a, b) => (b.f1 > a.f1 ? b : a)),
    shown: calibration(judged(result.pairs, truth)),
    compared: calibration(judged(allPairs(result, records), truth)),
    seconds,
  }
}

function* judged({ left, right, weight, size }: PairTable, truth: readonly string[]): Generator<JudgedPair> {
  for (let row = 0; row < size; row++) {
    const isTrue = truth[left[row] ?? 0] === truth[right[row] ?? 0]
    yield { probability: 1 / (1 + 2 ** -(weight[row] ?? 0)), isTrue }
  }
}

/** The pairs compared, scored again, since a result keeps only those that somebody may want to see. */
function allPairs({ ids, people, model, extras, blocks }: LinkResult, records: readonly TrueRecord[]): PairTable {
  const saidOf = new Map(records.map(({ id, extras: said }) => [id, said]))
  const extraValues = numberExtras(
    extras,
    ids.map(id => extras.map((extra, at) => toExtraValue(extra, saidOf.get(id)?.[at]))),
  )
  const recordsEach = 1 + model.prior * (people.length - 1)
  const rows = fileFrequencies(numberPeople(people).rows, recordsEach, townUnknownTo(model)).rows()
  return scoreFile({ rows, blocks, sourceOf: undefined, extraValues }, model, extras, LIGHTEST, crewOf(1)).pairs
}
