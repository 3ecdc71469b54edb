import { ageBand } from '#linkage/evaluate/age-band.ts'
import { type Confusion, confusionByGroup } from '#linkage/evaluate/confusion.ts'
import { type RecallGap, recallGap } from '#linkage/evaluate/recall-gap.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { WrongUse } from '../command.ts'

/** One `--group`: how the group of a record is read from a column of the truth. */
export interface Grouping {
  /** As it was asked for: 'sex', 'missing:phone', 'age:dob'. */
  readonly by: string
  readonly column: string
  groupOf(cell: string): string
}

/** Figures by one grouping. */
export interface GroupFigures {
  readonly by: string
  readonly groups: ReadonlyMap<string, Confusion>
  /** Undefined without two groups that are large enough. */
  readonly gap: RecallGap | undefined
}

const SEED = 1

/** Read one `--group`: a column, `missing:COL` or `age:COL`. @param asAt YYYY-MM-DD, on which ages are taken */
export function parseGrouping(option: string, asAt: string): Grouping {
  const [, kind, column = option] = /^(missing|age):(.+)$/.exec(option) ?? []
  if (kind === 'missing') return { by: option, column, groupOf: cell => (cell === '' ? 'missing' : 'given') }
  if (kind === 'age') return { by: option, column, groupOf: cell => ageBand(cell, asAt) }
  if (option.trim() === '') throw new WrongUse('--group takes a column, missing:COL or age:COL')
  return { by: option, column, groupOf: cell => cell }
}

/** Precision and recall of each group, and the gap in recall between them. */
export function figuresBy(
  by: string,
  predicted: readonly string[],
  truth: readonly string[],
  groups: readonly string[],
): GroupFigures {
  return {
    by,
    groups: confusionByGroup(predicted, truth, groups),
    gap: recallGap(predicted, truth, groups, seededRandom(SEED)),
  }
}

/** The gap in a sentence. */
export function gapWords({ by, gap }: GroupFigures): string {
  if (gap === undefined) return `gap in recall by ${by}: there are not two groups with 100 true pairs`
  const { best, worst, interval } = gap
  const [from, to] = interval.map(points)
  return `gap in recall by ${by}: ${points(gap.gap)} points (${from ?? ''} to ${to ?? ''}), from ${named(best.group)} ${best.recall.toFixed(4)} to ${named(worst.group)} ${worst.recall.toFixed(4)}`
}

/** A group's name for people to read. */
export function named(group: string): string {
  return group === '' ? '(empty)' : group
}

function points(share: number): string {
  return (100 * share).toFixed(2)
}
