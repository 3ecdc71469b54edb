import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

/** Something that happened, as one agency recorded it. */
export interface Entry {
  readonly agency: AgencyId
  readonly recordId: string
  readonly kind: string
  readonly at: Instant
  readonly until: Instant | undefined
  readonly place: string | undefined
  readonly facts: Readonly<Record<string, string>>
  readonly grade: string | undefined
  readonly source: string
}

/** A stretch in which no agency that the viewer may see recorded anything. */
export interface Gap {
  readonly from: Instant
  readonly to: Instant
  readonly days: number
}

export type ChronologyItem = ({ readonly is: 'entry' } & Entry) | ({ readonly is: 'gap' } & Gap)

const DAY_MS = 86_400_000

/**
 * One column of time over all agencies, newest first, with silences of `gapDays` or more shown as gaps.
 *
 * A long entry (missing for weeks) covers its whole length: time inside it is not a gap.
 */
export function chronology(entries: readonly Entry[], gapDays = 60): ChronologyItem[] {
  const oldestFirst = entries.toSorted((a, b) => a.at.localeCompare(b.at) || a.recordId.localeCompare(b.recordId))
  const items: ChronologyItem[] = []
  let covered: Instant | undefined
  for (const entry of oldestFirst) {
    if (covered !== undefined) {
      const days = Math.floor((Date.parse(entry.at) - Date.parse(covered)) / DAY_MS)
      if (days >= gapDays) items.push({ is: 'gap', from: covered, to: entry.at, days })
    }
    items.push({ is: 'entry', ...entry })
    const end = entry.until ?? entry.at
    covered = covered === undefined || end > covered ? end : covered
  }
  return items.toReversed()
}
