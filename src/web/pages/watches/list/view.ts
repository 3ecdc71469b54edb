import { endsSoon } from '#domain/watch.ts'
import { londonDay } from '#domain/values/london.ts'
import type { PlainDate } from '#domain/values/time.ts'
import { nameOf } from '#services/search.ts'
import type { Watch } from '#services/watches.ts'
import type { Reference } from '#services/contacts.ts'
import { count, dateText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'

/** One watch in a list. */
export interface WatchRow {
  readonly href: string
  readonly name: string
  readonly reason: string
  readonly basis: string
  readonly review: string
  readonly reviewDue: boolean
  readonly ends: string
  readonly owner: string
}

/** Exactly what page.njk prints. */
export interface WatchesPage extends PageModel {
  readonly summary: string
  readonly groups: readonly { readonly title: string; readonly rows: readonly WatchRow[] }[]
}

/** Watches that end soon or are due for review first, then the others, then those that ended lately. */
export function watchesPage(
  watches: { readonly open: readonly Watch[]; readonly ended: readonly Watch[] },
  reference: Reference,
  today: PlainDate,
): WatchesPage {
  const row = (watch: Watch) => watchRow(watch, reference, today)
  const soon = watches.open.filter(watch => endsSoon(dayOfExpiry(watch), today))
  const due = watches.open.filter(watch => !soon.includes(watch) && watch.reviewOn <= today)
  const rest = watches.open.filter(watch => !soon.includes(watch) && !due.includes(watch))
  const groups = [
    { title: 'End within a month: renew or let go', rows: soon.map(row) },
    { title: 'Review is due', rows: due.map(row) },
    { title: 'Watched', rows: rest.map(row) },
    { title: 'Ended in the last month', rows: watches.ended.map(row) },
  ]
  return {
    pageTitle: 'Watches',
    summary: `${count(watches.open.length, 'person is', 'people are')} watched by your agency; ${soon.length} of the watches ${soon.length === 1 ? 'ends' : 'end'} within a month.`,
    groups: groups.filter(group => group.rows.length > 0),
  }
}

/** The last day of a watch. */
export function dayOfExpiry(watch: Watch): PlainDate {
  return londonDay(watch.expiresAt)
}

/** One watch in words. */
export function watchRow(watch: Watch, reference: Reference, today: PlainDate): WatchRow {
  return {
    href: `/watches/${watch.watchId}`,
    name: nameOf(watch.person ?? {}),
    reason: reference.watchReasonByCode.get(watch.reason)?.label ?? watch.reason,
    basis: reference.legalBasisByCode.get(watch.legalBasis)?.label ?? watch.legalBasis,
    review: plainDateText(watch.reviewOn),
    reviewDue: watch.reviewOn <= today,
    ends:
      watch.endedAt === null
        ? dateText(watch.expiresAt)
        : `${dateText(watch.endedAt)}${watch.endedReason === null ? '' : `: ${watch.endedReason}`}`,
    owner: watch.ownerName ?? 'a feed',
  }
}
