import type { LinkResult } from '#linkage/link-records.ts'
import { savedModelJson } from '#linkage/saved-model.ts'
import { aloneLines } from './alone-file.ts'
import { clusterLines, pairLines } from './output.ts'
import type { ClusterNames } from './previous.ts'
import { qualitiesOf, qualityLines } from './quality-file.ts'
import type { ReadRecords } from './read-records.ts'
import { reportHtml } from './report.ts'
import { writeLines } from './write-csv.ts'

/** Where to write what a run found; nothing is written where no file is named. */
export interface WantedFiles {
  readonly clusters?: string | undefined
  readonly pairs?: string | undefined
  readonly quality?: string | undefined
  readonly alone?: string | undefined
  readonly 'save-model'?: string | undefined
  readonly report?: string | undefined
  readonly 'show-values': boolean
}

/** Write the files that are wanted of a run by the person model. */
export async function writeFiles(
  result: LinkResult,
  input: ReadRecords,
  { nameOf }: ClusterNames,
  wanted: WantedFiles,
): Promise<void> {
  const { clusters, pairs, quality, alone, report } = wanted
  if (clusters) await writeLines(clusters, clusterLines(result, nameOf))
  if (pairs) await writeLines(pairs, pairLines(result))
  if (quality) await writeLines(quality, qualityLines(qualitiesOf(result, input), result.ids, nameOf))
  if (alone) await writeLines(alone, aloneLines(result))
  if (wanted['save-model']) {
    await writeLines(wanted['save-model'], [JSON.stringify(savedModelJson(result), undefined, 2)])
  }
  if (report) {
    const options = { madeAt: new Date(), showValues: wanted['show-values'], nameOf }
    await writeLines(report, [reportHtml(result, input, options)])
  }
}
