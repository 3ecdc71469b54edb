import { hangsBy } from '#linkage/clusters/holds-together.ts'
import { type ClusterQuality, clusterQualities } from '#linkage/clusters/quality.ts'
import { qualityWords } from '#linkage/clusters/quality-words.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import type { ReadRecords } from './read-records.ts'
import { csvCell, csvText } from './write-csv.ts'

/** How well each cluster of two or more records of a run hangs together. */
export function qualitiesOf(result: LinkResult, { records }: Pick<ReadRecords, 'records'>): Generator<ClusterQuality> {
  const numbers = new Map<string, number>()
  const sourceById = new Map<string, number>()
  for (const { id, source } of records) {
    if (source === undefined) continue
    if (!numbers.has(source)) numbers.set(source, numbers.size)
    sourceById.set(id, numbers.get(source) ?? -1)
  }
  return clusterQualities({
    ...result,
    mustLink: result.constraints.mustLink,
    broken: new Set(result.report.broken),
    sourceOf: Int32Array.from(result.ids, id => sourceById.get(id) ?? -1),
  })
}

const COLUMNS = [
  'cluster',
  'records',
  'pairs_joining',
  'pairs_alike',
  'bridges',
  'weakest_cut',
  'weakest_cut_records',
  'weakest_cut_pairs',
  'most_of_one_source',
  'hangs_by',
  'reasons',
]

/**
 * Lines of the file of cluster quality: one for each cluster of two or more records.
 *
 * @param nameOf the id that a cluster is written with, by the number of its first record
 */
export function* qualityLines(
  qualities: Iterable<ClusterQuality>,
  ids: readonly string[],
  nameOf: (cluster: number) => string,
): Generator<string> {
  yield COLUMNS.join(',')
  for (const quality of qualities) {
    const { weakest } = quality
    yield [
      csvCell(nameOf(quality.graph.cluster)),
      quality.records,
      quality.joining.toFixed(3),
      quality.alike.toFixed(3),
      quality.bridges.length,
      weakest === undefined || !Number.isFinite(weakest.weight) ? '' : weakest.weight.toFixed(3),
      weakest?.side.length ?? '',
      weakest?.pairs ?? '',
      quality.mostOfOneSource,
      csvText(hangsBy(quality, record => ids[record] ?? '').join(' ')),
      csvText(qualityWords(quality, ids).join('; ')),
    ].join(',')
  }
}
