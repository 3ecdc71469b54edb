import { ConstraintError } from '#linkage/clusters/constraints.ts'
import { type JudgedPair, settleLabels } from '#linkage/labels/settle.ts'
import { decisionsFrom, improveByLabels } from '#linkage/labels/use-labels.ts'
import { type LinkOptions, type LinkRecord, linkRecords, type LinkResult } from '#linkage/link-records.ts'
import { personV1 } from '#linkage/model.ts'
import { type Io, JobFailed } from '../command.ts'
import { readLabelFiles } from '../label/label-files.ts'

/** What people said of pairs, in the files that `--labels` names. @throws JobFailed when nobody has judged a pair */
export async function readJudged(files: readonly string[]): Promise<readonly JudgedPair[]> {
  const { labels } = await readLabelFiles(files)
  if (labels.length === 0) throw new JobFailed(`nobody has judged a pair in ${files.join(', ')} yet`)
  return [...settleLabels(labels).values()]
}

/**
 * Link records; with labels once more, by the model that these improve.
 *
 * @param decides what judges agreed on is followed whatever the weights
 */
export function linkJudged(
  judged: readonly JudgedPair[] | undefined,
  decides: boolean,
  io: Io,
  records: readonly LinkRecord[],
  options: LinkOptions,
): LinkResult {
  const first = linkRecords(records, options)
  if (judged === undefined) return first
  const given = options.train ? first.model : (options.model ?? personV1)
  const { model, used, unknown } = improveByLabels(first, given, judged)
  io.stderr(`${used} judged pairs learned from\n`)
  if (unknown > 0) io.stderr(`${unknown} judged pairs name a record that is not in these files, and do not count\n`)
  const again: LinkOptions = { ...options, train: false, model, extraModels: first.extras }
  if (!decides) return linkRecords(records, again)
  const decided = decisionsFrom(judged, new Set(first.ids))
  const { mustLink = [], mustNotLink = [] } = options.constraints ?? {}
  io.stderr(`decided by people: ${decided.mustLink.length} pairs the same, ${decided.mustNotLink.length} different\n`)
  const constraints = {
    mustLink: [...mustLink, ...decided.mustLink],
    mustNotLink: [...mustNotLink, ...decided.mustNotLink],
  }
  try {
    return linkRecords(records, { ...again, constraints })
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    const [left = '', right = ''] = constraints[error.list][error.at] ?? []
    throw new JobFailed(
      `what people decided of ${left} and ${right} cannot be held to: ${error.message}; leave out --labels-decide, or have them judged again`,
    )
  }
}
