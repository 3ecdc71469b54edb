import { countUnlinkable, type LinkFile, numberPeople, pairCopies, personColumns } from './batch.ts'
import { chooseBlocks } from './choose-blocks.ts'
import type { Blocks } from './blocks.ts'
import { byCodeUnit } from '#domain/values/by-code-unit.ts'
import type { ClusterRules } from './clusters/cluster.ts'
import { clusterRulesFor } from './clusters/cluster-rules.ts'
import { encodeColumn } from './columns.ts'
import { findCopies } from './copies.ts'
import type { Comparable, PersonInput } from './comparable.ts'
import { extraColumns, numberExtras } from './extra-columns.ts'
import { type ExtraComparison, type ExtraModel, toExtraValue } from './extras.ts'
import { type LinkReport, reportOn } from './link-report.ts'
import { mergeByWeight } from './clusters/merge.ts'
import {
  type Constraints,
  type NumberedConstraints,
  numberConstraints,
  saidOf,
  unconstrained,
} from './clusters/constraints.ts'
import { type Nearest, nearestOfAlone } from './clusters/nearest.ts'
import { type PersonModel, personV1, thresholdsAt } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { joinTables, type PairTable } from './pair-table.ts'
import { scoreFile } from './score-job.ts'
import { crewOf } from './threads/crew.ts'
import { fileFrequencies, townUnknownTo } from './train/file-frequencies.ts'
import { fitExtras } from './train/fit-extras.ts'
import { seededRandom } from './train/random.ts'
import { weighCandidates } from './train/sample.ts'
import { scaledTo, trainModel } from './train/train-model.ts'

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
  /** Compare what the usual rules find, with at most so many records in a block of which all pairs are compared; else as much as is worth while. */
  readonly blockLimit?: number
  /** No two records of one source are of one person: they are not compared, and no cluster holds two of them. Records without a source may be anything. */
  readonly oneOfEachSource?: boolean
  /** What people know: pairs of ids that are of one person, and of two; it outranks every weight. */
  readonly constraints?: Constraints
  /** Also find what each record that stays alone is nearest to; that goes through the pairs once more. */
  readonly nearestOfAlone?: boolean
  /** For the random pairs of `train` and `extras`. */
  readonly seed?: number
  /** Threads that do the work, this one included; the result does not depend on it. */
  readonly threads?: number
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
  /** For each record that says exactly the same as many others the one that was compared for all. */
  readonly copies: ReadonlyMap<number, number>
  /** What made pairs meet. */
  readonly blocks: readonly Blocks[]
  /** What people said, by record number. */
  readonly constraints: NumberedConstraints
  /** Pairs at or above the review weight. */
  readonly pairs: PairTable
  /** With the thresholds that the pairs were decided by. */
  readonly model: PersonModel
  readonly rules: ClusterRules
  readonly extras: readonly ExtraModel[]
  /** Levels of two records, by number, in the extra comparisons. */
  extraLevelsOf(left: number, right: number): readonly number[]
  readonly report: LinkReport
  /** Only when it was asked for. */
  readonly nearest: Nearest | undefined
}

const SEED = 1
const NO_COPIES: ReadonlyMap<number, number> = new Map()

/**
 * Find which records are of the same person.
 *
 * The order of the records makes no difference. Throws an Error when two records have the same id, and a ConstraintError when what
 * people said cannot be held to.
 */
export function linkRecords(records: readonly LinkRecord[], options: LinkOptions = {}): LinkResult {
  const stage = options.onStage ?? (() => undefined)
  const extras = options.extraModels ?? options.extras ?? []
  const given = options.model ?? personV1

  stage('normalise')
  const inOrder = records.toSorted((a, b) => byCodeUnit(a.id, b.id))
  const ids = inOrder.map(({ id }) => id)
  refuseSameIds(ids)
  const crew = crewOf(options.threads ?? 1)
  const sourceOf = options.oneOfEachSource ? encodeColumn(inOrder, ({ source }) => source).valueOf : undefined
  const constraints = numberConstraints(options.constraints ?? {}, ids, sourceOf)
  const people = inOrder.map(({ person }) => toComparable(person))

  stage('number values')
  const numbered = numberPeople(people)
  const { rows } = numbered
  const extraValues = numberExtras(
    extras,
    inOrder.map(record => extras.map((extra, at) => toExtraValue(extra, record.extras?.[at]))),
  )
  const columns = extraColumns(extras, extraValues)

  stage('block')
  const copies = sourceOf
    ? NO_COPIES
    : unconstrained(
        findCopies(people, rows, columns, withThresholds(given, people.length, options.joinAt)),
        constraints,
      )
  const blocks = chooseBlocks(
    people,
    numbered,
    columns,
    scaledTo(given, people.length),
    copies,
    options.blockLimit,
    crew,
  )
  const asRead: LinkFile = {
    people,
    rows,
    columns: personColumns(rows),
    extraValues,
    extraColumns: columns,
    blocks,
    sourceOf,
  }

  const { model, extraModels, rows: adapted, run } = modelFor(asRead, given, extras, options, stage)
  const file = { ...asRead, rows: adapted }
  const rules = clusterRulesFor(model.thresholds)

  stage('score')
  const scored = scoreFile(file, model, extraModels, model.thresholds.review, crew)
  crew.close()

  stage('cluster')
  const merged = mergeByWeight(people.length, scored.pairs, { ...rules, sourceOf }, constraints)
  // A copy comes after the record that it is a copy of, so that its cluster keeps its name.
  for (const [copy, first] of copies) merged.cluster[copy] = merged.cluster[first] ?? first
  const pairs = joinTables([scored.pairs, pairCopies(file, copies, model, extraModels)])

  const nearest = options.nearestOfAlone ? nearestOfAlone(file, model, extraModels, merged.cluster) : undefined

  stage('report')
  const unlinkable = countUnlinkable(file, model, extraModels, rules.joinAt)
  return {
    ids,
    people,
    clusterOf: merged.cluster,
    copies,
    blocks,
    constraints,
    pairs,
    model,
    rules,
    extras: extraModels,
    extraLevelsOf: (left, right) => columns.map(column => column.levelOf(left, right)),
    report: reportOn(
      file,
      { ...scored, pairs, compared: scored.compared + copies.size },
      merged,
      rules,
      unlinkable,
      run,
      saidOf(constraints),
      model,
    ),
    nearest,
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
  const records = file.people.length
  if (options.train) {
    const { model, rows, extras: learned, run } = trainModel(given, file, extras, random)
    return { model: withThresholds(model, records, options.joinAt), rows, extraModels: learned, run }
  }
  // A model that was fitted to one file goes by how common names are in the file at hand.
  const common = given.fitted
    ? fileFrequencies(file.rows, 1 + given.prior * (given.thresholdsFor - 1), townUnknownTo(given))
    : undefined
  const model = withThresholds(common?.adapt(given) ?? given, records, options.joinAt)
  const adapted = { ...file, rows: common?.rows() ?? file.rows }
  const fitted = () => fitExtras(extras, file.extraColumns, records, weighCandidates(adapted, model), random)
  const extraModels = known ?? (extras.length === 0 ? [] : fitted())
  return { model, rows: adapted.rows, extraModels, run: undefined }
}

/** The same model with the thresholds for so many records, or with another join weight, to which the lower ones give way. */
function withThresholds(model: PersonModel, records: number, joinAt: number | undefined): PersonModel {
  const at = thresholdsAt(model, records)
  if (joinAt === undefined) return { ...model, thresholds: at, thresholdsFor: Math.max(records, model.thresholdsFor) }
  const thresholds = { join: joinAt, break: Math.min(at.break, joinAt), review: Math.min(at.review, joinAt) }
  return { ...model, thresholds, thresholdsFor: Math.max(records, model.thresholdsFor) }
}
