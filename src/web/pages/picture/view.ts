import { shareOf, suppressed } from '#domain/suppression.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { AgencyCounts } from '#services/pictures.ts'
import { agoText, count } from '#web/dates.ts'

/** Exactly what page.njk prints. Agencies that bring records in come first, by name; the others are named as gaps. */
export function picturePage(counts: readonly AgencyCounts[], agency: (code: string) => AgencyWords, now: string) {
  const active = counts.filter(one => one.records > 0 || one.encounters > 0 || one.alerts > 0)
  const silent = counts.filter(one => !active.includes(one))
  const byName = (a: AgencyCounts, b: AgencyCounts) => agency(a.agency).name.localeCompare(agency(b.agency).name)
  return {
    pageTitle: 'The country in counts',
    summary: `${count(active.length, 'agency brings', 'agencies bring')} records in or ${active.length === 1 ? 'was' : 'were'} alerted in the last 30 days. ${count(silent.length, 'agency does', 'agencies do')} neither: what they know is missing here.`,
    rows: active.toSorted(byName).map(one => ({
      name: agency(one.agency).name,
      records: one.records.toLocaleString('en-GB'),
      lastBatch: one.lastBatch === null ? 'never' : agoText(one.lastBatch, now),
      encounters: shown(one.encounters),
      alerts: shown(one.alerts),
      inTime: shareText(one.inTime, one.alerts),
      waiting: shown(one.waiting),
      canary: one.lastCanary === null ? 'never' : agoText(one.lastCanary, now),
    })),
    silent: silent.toSorted(byName).map(one => agency(one.agency).name),
  }
}

function shown(n: number): string {
  const may = suppressed(n)
  return may.kind === 'exact' ? may.n.toLocaleString('en-GB') : `fewer than ${may.under}`
}

function shareText(part: number, whole: number): string {
  const share = shareOf(part, whole)
  return share === undefined ? 'too few to say' : `${share}%`
}
