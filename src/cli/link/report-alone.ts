import { whyAlone } from '#linkage/clusters/alone.ts'
import type { Nearest } from '#linkage/clusters/nearest.ts'
import { unlinkableIn } from '#linkage/clusters/unlinkable.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import { signed } from './chart.ts'
import { type Html, html, table } from './html.ts'
import { listedOf } from './report-clusters.ts'

const ALONE_LISTED = 50
const COMBINATIONS_LISTED = 10

/** Records of which too little is known, by what they lack. */
export function unlinkables(result: LinkResult): Html {
  const { records, lacking, known } = unlinkableIn(result)
  if (records === 0) return html`<h2>Too little known</h2><p>Every record says enough to join a copy of itself.</p>`
  const combinations = known.slice(0, COMBINATIONS_LISTED)
  const caption =
    combinations.length === known.length
      ? 'What is known of them'
      : `What is known of them, the ${combinations.length} commonest of ${known.length}`
  return html`<h2>Too little known</h2>
<p>${records === 1 ? '1 record says too little to join even a copy of itself.' : `${records} records say too little to join even a copy of themselves.`}</p>
${table(
  'What they lack',
  ['Detail', 'Records without it'],
  lacking.map(one => [one.words, one.records]),
  [1],
)}
${table(
  caption,
  ['Known', 'Records'],
  combinations.map(one => [one.words, one.records]),
  [1],
)}`
}

/** Records that stayed alone and came nearest to joining, with what is lacking. */
export function nearlyJoined(result: LinkResult): Html {
  const { nearest, ids } = result
  if (nearest === undefined) return html``
  const { worth, alone, compared } = nearestFirst(nearest)
  const why = whyAlone(result)
  const rows = worth.map(record => {
    const partner = nearest.partner[record] ?? 0
    return [
      ids[record] ?? '',
      ids[partner] ?? '',
      why({ record, nearest: partner }).words,
      signed(nearest.weight[record] ?? 0),
    ]
  })
  return html`<h2>Records that stayed alone</h2>
<p>${alone === 1 ? '1 record' : `${alone} records`} joined nothing, of which ${alone - compared} shared no telling detail with any other. ${
    rows.length === 0 ? '' : listedOf(rows.length, compared, 'nearest to joining first')
  }</p>
${rows.length === 0 ? html`` : table('Nearest to joining', ['Record', 'Nearest', 'What is lacking', 'Weight'], rows, [3])}`
}

/** Record numbers, heaviest first, no more than are listed; memory does not grow with the records alone. */
function nearestFirst({ isAlone, partner, weight }: Nearest) {
  const heaviest = (a: number, b: number): number => (weight[b] ?? 0) - (weight[a] ?? 0) || a - b
  let worth: number[] = []
  let alone = 0
  let compared = 0
  for (const [record, one] of isAlone.entries()) {
    if (one !== 1) continue
    alone++
    if ((partner[record] ?? -1) < 0) continue
    compared++
    worth.push(record)
    if (worth.length > 2 * ALONE_LISTED) worth = worth.toSorted(heaviest).slice(0, ALONE_LISTED)
  }
  return { worth: worth.toSorted(heaviest).slice(0, ALONE_LISTED), alone, compared }
}
