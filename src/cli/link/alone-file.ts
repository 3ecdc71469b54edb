import { whyAlone } from '#linkage/clusters/alone.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import { csvCell, csvText } from './write-csv.ts'

/** Lines of the file of records alone: the most alike record of each, what their weight is, and what would have linked it. */
export function* aloneLines(result: LinkResult): Generator<string> {
  yield 'id,nearest,weight,too_little_known,words'
  const { nearest, ids } = result
  if (nearest === undefined) return
  const why = whyAlone(result)
  for (const [record, id] of ids.entries()) {
    if (nearest.isAlone[record] !== 1) continue
    const partner = nearest.partner[record] ?? -1
    const { words, tooLittleKnown } = why({ record, nearest: partner < 0 ? undefined : partner })
    yield [
      csvCell(id),
      partner < 0 ? '' : csvCell(ids[partner] ?? ''),
      partner < 0 ? '' : (nearest.weight[record] ?? 0).toFixed(3),
      tooLittleKnown ? 'yes' : 'no',
      csvText(words),
    ].join(',')
  }
}
