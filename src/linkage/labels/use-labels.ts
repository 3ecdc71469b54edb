import type { LinkResult } from '../link-records.ts'
import { type PersonModel, thresholdsAt } from '../model.ts'
import { extraBits } from './frame.ts'
import type { JudgedPair } from './settle.ts'
import { labelledPair, trainFromLabels } from './train-from-labels.ts'

/** What a verdict counts of which nobody was more than fairly sure. */
const FAIRLY_SURE = 0.5

/** A model moved towards what people said of the records of a run. */
export interface Improved {
  readonly model: PersonModel
  /** Settled pairs that were learned from. */
  readonly used: number
  /** Settled pairs of which the run does not have both records. */
  readonly unknown: number
}

/**
 * Improve the model of a run by what people said of its records.
 *
 * @param model that the run was made with, before its thresholds were raised for so many records
 */
export function improveByLabels(result: LinkResult, model: PersonModel, judged: Iterable<JudgedPair>): Improved {
  const numberOf = new Map(result.ids.map((id, at) => [id, at]))
  const settled = [...judged].filter(({ verdict }) => verdict !== undefined)
  const labelled = settled.flatMap(pair => {
    const left = numberOf.get(pair.idLeft)
    const right = numberOf.get(pair.idRight)
    const a = result.people[left ?? -1]
    const b = result.people[right ?? -1]
    if (left === undefined || right === undefined || !a || !b) return []
    const sure = pair.labels.some(({ verdict, certainty }) => verdict === pair.verdict && certainty === 'sure')
    const beyond = extraBits(result, result.extraLevelsOf(left, right))
    return [labelledPair(model, [a, b], { beyond, same: pair.verdict === 'same', counts: sure ? 1 : FAIRLY_SURE })]
  })
  const tooHigh = thresholdsAt(model, result.people.length).join - model.thresholds.join
  return {
    model: trainFromLabels(model, labelled, { tooHigh }),
    used: labelled.length,
    unknown: settled.length - labelled.length,
  }
}

/** Pairs of ids that everybody who judged them called the same, or different. */
export interface Decided {
  readonly mustLink: readonly (readonly [string, string])[]
  readonly mustNotLink: readonly (readonly [string, string])[]
}

/** What people said of these records without any of them saying otherwise, as decisions that outrank every weight. */
export function decisionsFrom(judged: Iterable<JudgedPair>, ids: ReadonlySet<string>): Decided {
  const agreed = [...judged].filter(
    ({ unanimous, idLeft, idRight }) => unanimous && ids.has(idLeft) && ids.has(idRight),
  )
  const idsOf = (wanted: JudgedPair['verdict']) =>
    agreed.filter(({ verdict }) => verdict === wanted).map(({ idLeft, idRight }) => [idLeft, idRight] as const)
  return { mustLink: idsOf('same'), mustNotLink: idsOf('different') }
}
