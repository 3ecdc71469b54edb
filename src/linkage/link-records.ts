import { blockingRules } from './blocking.ts'
import {
  blockPeople,
  compareExtraValues,
  compareValues,
  countUnlinkable,
  type LinkFile,
  pairCopies,
  scoreFile,
} from './batch.ts'
import { byCodeUnit, type ClusterRules } from './cluster.ts'
import { clusterRulesFor } from './cluster-rules.ts'
import { encodeColumn } from './columns.ts'
import { findCopies } from './copies.ts'
import type { Comparable, PersonInput } from './comparable.ts'
import { type ExtraComparison, type ExtraModel, toExtraValue } from './extras.ts'
import { type LinkReport, reportOn } from './link-report.ts'
import { mergeByWeight } from './merge.ts'
import { type PersonModel, personV1, thresholdsAt } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { decidedPairs, type DecidedPairs, without } from './decided-pairs.ts'
import { joinTables, type PairTable } from './pair-table.ts'
import { fitExtras } from './train/fit-extras.ts'
import { seededRandom } from './train/random.ts'
import { weighCandidates } from './train/sample.ts'
import { trainModel } from './train/train-model.ts'

/** A record to link. */
export interface LinkRecord {
  readonly id: string
  readonly person: PersonInput
  /** Values of the extra comparisons, in their order; an empty text when missing. */
  readonly extras?: readonly string[]
  /** Where it comes from, for `oneOfEachSource`. */
  readonly source?: string
}

/** How to link; every option has a default. */
export interface LinkOptions {
  /** The shipped person model unless given. */
  readonly model?: PersonModel
  /** Adapt the model to these records first. */
  readonly train?: boolean
  /** Comparisons of columns that the model does not know; their probabilities are found in the records. */
  readonly extras?: readonly ExtraComparison[]
  /** Instead of `extras`: comparisons whose probabilities are known, from a saved model. */
  readonly extraModels?: readonly ExtraModel[]
  /** Join from this weight on, instead of the model's own for so many records. */
  readonly joinAt?: number
  /** Most records of a block of which all pairs are compared. */
  readonly blockLimit?: number
  /** No two records of one source are of one person: they are not compared, and no cluster holds two of them. Records without a source may be anything. */
  readonly oneOfEachSource?: boolean
  /** Pairs of ids that people decided are one person, or two; that outranks every weight. Those with an id of no record are left out. */
  readonly mustLink?: readonly (readonly [string, string])[]
  readonly mustNotLink?: readonly (readonly [string, string])[]
  /** For the random pairs of `train` and `extras`. */
  readonly seed?: number
  /** Told when a stage begins. */
  readonly onStage?: (stage: LinkStage) => void
}

/** The parts of a run, in order; `train` only when asked for or needed. */
export type LinkStage = 'normalise' | 'number values' | 'block' | 'train' | 'score' | 'cluster' | 'report'

/** What linking found. Records are numbered in code-unit order of their ids. */
export interface LinkResult {
  readonly ids: readonly string[]
  readonly people: readonly Comparable[]
  /** For each record, the number of the first record of its cluster. */
  readonly clusterOf: Int32Array
  /** Pairs at or above the review weight. */
  readonly pairs: PairTable
  /** With the thresholds that the pairs were decided by. */
  readonly model: PersonModel
  readonly rules: ClusterRules
  readonly extras: readonly ExtraModel[]
  readonly decided: DecidedPairs
  /** Levels of two records, by number, in the extra comparisons. */
  extraLevelsOf(left: number, right: number): readonly number[]
  readonly report: LinkReport
}

/** Most records of a block of which all pairs are compared, unless told. Above it hardly a true pair is met that agrees in nothing else exactly, and pairs grow with its square. */
export const BLOCK_LIMIT = 50
const SEED = 1
const NO_COPIES: ReadonlyMap<number, number> = new Map()

/**
 * Find which records are of the same person.
 *
 * The order of the records makes no difference. Throws an Error when two records have the same id.
 */
export function linkRecords(records: readonly LinkRecord[], options: LinkOptions = {}): LinkResult {
  const stage = options.onStage ?? (() => undefined)
  const extras = options.extraModels ?? options.extras ?? []
  const given = options.model ?? personV1

  stage('normalise')
  const inOrder = records.toSorted((a, b) => byCodeUnit(a.id, b.id))
  const ids = inOrder.map(({ id }) => id)
  refuseSameIds(ids)
  const people = inOrder.map(({ person }) => toComparable(person))

  stage('number values')
  const columns = compareValues(people, given)
  const extraValues = inOrder.map(record => extras.map((extra, at) => toExtraValue(extra, record.extras?.[at])))
  const extraColumns = compareExtraValues(extras, extraValues)

  stage('block')
  const sourceOf = options.oneOfEachSource ? encodeColumn(inOrder, ({ source }) => source).valueOf : undefined
  const decided = decidedPairs(ids, options)
  const copies = sourceOf
    ? NO_COPIES
    : without(
        decided,
        findCopies(people, [...columns, ...extraColumns], withThresholds(given, people.length, options.joinAt)),
      )
  const blocks = blockPeople(people, columns, options.blockLimit ?? BLOCK_LIMIT, copies)
  const file: LinkFile = { people, columns, extraColumns, blocks, sourceOf }

  const { model, extraModels, runs } = modelFor(file, given, extras, options, stage)
  const rules = clusterRulesFor(model.thresholds)

  stage('score')
  const scored = scoreFile(file, model, extraModels, model.thresholds.review, rules)

  stage('cluster')
  const merged = mergeByWeight(people.length, scored.pairs, { ...rules, sourceOf }, decided)
  // A copy comes after the record that it is a copy of, so that its cluster keeps its name.
  for (const [copy, first] of copies) merged.cluster[copy] = merged.cluster[first] ?? first
  const pairs = joinTables(scored.pairs, pairCopies(file, copies, model, extraModels))

  stage('report')
  const unlinkable = countUnlinkable(file, model, extraModels, rules.joinAt)
  return {
    ids,
    people,
    clusterOf: merged.cluster,
    pairs,
    model,
    rules,
    extras: extraModels,
    decided: { ...decided, conflicts: merged.conflicts.length },
    extraLevelsOf: (left, right) => extraColumns.map(column => column.levelOf(left, right)),
    report: reportOn(
      file,
      { ...scored, pairs, compared: scored.compared + copies.size },
      merged,
      rules,
      unlinkable,
      runs,
    ),
  }
}

function refuseSameIds(sorted: readonly string[]): void {
  const twice = sorted.find((id, at) => id === sorted[at - 1])
  if (twice !== undefined) throw new Error(`Two records have the id ${twice}; every record needs an id of its own`)
}

/** The model to score with: as given, or adapted to the file, with the extra comparisons fitted. */
function modelFor(
  file: LinkFile,
  given: PersonModel,
  extras: readonly ExtraComparison[],
  options: LinkOptions,
  stage: (stage: LinkStage) => void,
) {
  const known = options.extraModels
  if (options.train || (extras.length > 0 && known === undefined)) stage('train')
  const random = seededRandom(options.seed ?? SEED)
  const trained = options.train ? trainModel(given, { ...file, rules: blockingRules }, random) : undefined
  const model = withThresholds(trained?.model ?? given, file.people.length, options.joinAt)
  const fitted = () => fitExtras(extras, file.extraColumns, file.people.length, weighCandidates(file, model), random)
  const extraModels = known ?? (extras.length === 0 ? [] : fitted())
  return { model, extraModels, runs: trained?.runs }
}

/** The same model with the thresholds for so many records, or with another join weight, to which the lower ones give way. */
function withThresholds(model: PersonModel, records: number, joinAt: number | undefined): PersonModel {
  const at = thresholdsAt(model, records)
  if (joinAt === undefined) return { ...model, thresholds: at, thresholdsFor: Math.max(records, model.thresholdsFor) }
  const thresholds = { join: joinAt, break: Math.min(at.break, joinAt), review: Math.min(at.review, joinAt) }
  return { ...model, thresholds, thresholdsFor: Math.max(records, model.thresholdsFor) }
}
