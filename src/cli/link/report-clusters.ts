import { holdsTogether } from '#linkage/clusters/holds-together.ts'
import type { ClusterQuality } from '#linkage/clusters/quality.ts'
import { summariseQuality } from '#linkage/clusters/quality-summary.ts'
import { qualityWords, reasonWords } from '#linkage/clusters/quality-words.ts'
import type { LinkRecord, LinkResult } from '#linkage/link-records.ts'
import { signed } from './chart.ts'
import { clusterDrawing, DRAWING_KEY, letterAt } from './cluster-drawing.ts'
import { type Html, html, table } from './html.ts'
import { qualitiesOf } from './quality-file.ts'
import type { ReadRecords } from './read-records.ts'
import type { ReportOptions } from './report.ts'
import { valuesTable } from './report-values.ts'

const CLUSTERS_LISTED = 50
const RECORDS_LISTED = 20
const PAIRS_LISTED = 20
const VALUES_OF = 6

/** Clusters by size, and those to look at, worst first, each drawn and in a table. */
export function clustersToLookAt(result: LinkResult, input: ReadRecords, options: ReportOptions): Html {
  const { report } = result
  const sizes = table(
    'Clusters by size',
    ['Records', 'Clusters'],
    report.clusterSizes.map(size => [size.records, size.clusters]),
    [0, 1],
  )
  const summary = summariseQuality(qualitiesOf(result, input), CLUSTERS_LISTED)
  if (summary.toLookAt === 0) return html`<h2>Clusters</h2>${sizes}<p>None needs attention.</p>`
  const reasons = [...summary.byReason].filter(([, clusters]) => clusters > 0)
  const recordOf = new Map(input.records.map(record => [record.id, record]))
  const shown = summary.worst.map(quality => oneCluster(result, quality, recordOf, options))
  return html`<h2>Clusters</h2>${sizes}
<p>${summary.toLookAt} of ${summary.clusters} clusters of two or more records are worth a look. ${listedOf(shown.length, summary.toLookAt, 'worst first')}</p>
${table(
  'Why',
  ['Reason', 'Clusters'],
  reasons.map(([reason, clusters]) => [reasonWords(reason), clusters]),
  [1],
)}
<p>${DRAWING_KEY}</p>
${shown}`
}

/** 'The first 50 of 812 are listed, worst first.' @param order 'worst first' */
export function listedOf(listed: number, all: number, order: string): string {
  return listed === all ? `All are listed, ${order}.` : `The first ${listed} of ${all} are listed, ${order}.`
}

function oneCluster(
  result: LinkResult,
  quality: ClusterQuality,
  recordOf: ReadonlyMap<string, LinkRecord>,
  options: ReportOptions,
): Html {
  const { graph, weakest } = quality
  const placeOf = new Map([...graph.members].map((record, place) => [record, place]))
  const letterOf = (record: number) => letterAt(placeOf.get(record) ?? 0)
  const { pairs, sentences } = holdsTogether(result, quality, letterOf)
  const members = [...graph.members].slice(0, RECORDS_LISTED)
  const records = members.map((record, place) => [letterAt(place), result.ids[record] ?? ''])
  const held = pairs
    .slice(0, PAIRS_LISTED)
    .map(({ left, right, weight, words, isBridge }) => [
      `${letterOf(left)} and ${letterOf(right)}`,
      words,
      weight === undefined ? 'by hand' : signed(weight),
      isBridge ? 'yes' : 'no',
    ])
  const facts = [
    ['Records', quality.records],
    ['Of its pairs join by themselves', percent(quality.joining)],
    ['Of its pairs are alike', percent(quality.alike)],
    ['Pairs without any one of which it would fall in two', quality.bridges.length],
    ...(weakest === undefined ? [] : [['Weakest cut', cutWords(weakest)]]),
    ...(quality.mostOfOneSource === 0 ? [] : [['Most records of one file', quality.mostOfOneSource]]),
  ]
  return html`<h3>${options.nameOf(graph.cluster)}: ${qualityWords(quality, result.ids).join('; ')}</h3>
${clusterDrawing(quality, letterAt)}
${sentences.length === 0 ? html`` : html`<p>${sentences.join(' ')}</p>`}
${table(`Pairs that hold it together${partOf(held.length, pairs.length)}`, ['Pair', 'Why', 'Weight', 'Falls in two without it'], held, [2])}
${table('How it hangs together', ['Figure', 'Value'], facts, [1])}
${table(`Records${partOf(records.length, graph.members.length)}`, ['Letter', 'Id'], records)}
${graph.copies.length === 0 ? html`` : html`<p>${graph.copies.length} more records say exactly the same as one of these.</p>`}
<details><summary>What its records say</summary>${valuesTable(
    members.slice(0, VALUES_OF).map(record => recordOf.get(result.ids[record] ?? '')),
    options.showValues,
  )}</details>`
}

function cutWords({ weight, side, pairs, possible }: NonNullable<ClusterQuality['weakest']>): string {
  const heaviest = Number.isFinite(weight) ? `heaviest ${signed(weight)}` : 'made by hand'
  return `${side.length === 1 ? '1 record' : `${side.length} records`} by ${pairs} of ${possible} pairs, ${heaviest}`
}

function partOf(shown: number, all: number): string {
  return shown === all ? '' : `, the first ${shown} of ${all}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`
}
