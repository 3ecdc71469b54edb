import type { Inbox } from '#services/alerts.ts'
import { agoText, count } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { KIND_TAGS, metText, teamText, timeText, whoText } from '../words.ts'

/** One alert of the list. */
interface Card {
  readonly id: string
  readonly alertId: string
  readonly title: string
  readonly href: string
  readonly tag: { readonly text: string; readonly classes: string }
  readonly time: { readonly text: string; readonly iso: string }
  readonly lines: readonly string[]
  readonly tone: 'urgent' | 'quiet' | ''
  readonly version: number
  readonly mayTake: boolean
}

/** Exactly what page.njk and list.njk print. */
export interface InboxPage extends PageModel {
  readonly summary: string
  readonly cards: readonly Card[]
  readonly empty: string
  readonly filters: readonly { readonly text: string; readonly href: string; readonly current: boolean }[]
  readonly from: string
  readonly closed: boolean
  readonly precision: string
  readonly mayListUnsent: boolean
}

/** What the inbox is made from. */
export interface InboxView {
  readonly inbox: Inbox
  readonly agency: string
  readonly team: string | undefined
  readonly closed: boolean
  readonly teams: readonly { readonly code: string; readonly name: string }[]
  readonly now: string
  readonly lastCanary: string | undefined
  readonly mayListUnsent: boolean
}

/** The inbox in words, most urgent first. */
export function inboxPage(view: InboxView): InboxPage {
  const { inbox, now, closed, team } = view
  const { waiting, escalated, inHand } = inbox.counts
  const late = escalated === 0 ? '' : `, ${escalated} of them late`
  const address = (path: string, of: string | undefined, done: boolean) => {
    const query = new URLSearchParams({ ...(of === undefined ? {} : { team: of }), ...(done ? { closed: 'yes' } : {}) })
    return query.size === 0 ? path : `${path}?${query.toString()}`
  }
  return {
    pageTitle: waiting === 0 ? 'Alerts' : `(${waiting}) Alerts`,
    summary:
      waiting === 0
        ? `Nothing waits. ${count(inHand, 'alert')} in hand.`
        : `${count(waiting, 'alert')} ${waiting === 1 ? 'waits' : 'wait'} for somebody${late}; ${inHand} in hand.`,
    cards: inbox.alerts.map(alert => ({
      id: `alert-${alert.alertId}`,
      alertId: alert.alertId,
      title: whoText(alert),
      href: `/alerts/${alert.alertId}`,
      tag: KIND_TAGS[alert.interestKind],
      time: { text: timeText(alert, now), iso: alert.respondBy },
      lines: [metText(alert, now), `With ${teamText(alert, view.agency)}. ${alert.reference}`],
      tone:
        alert.state === 'raised' || alert.state === 'escalated' ? (alert.respondBy <= now ? 'urgent' : '') : 'quiet',
      version: alert.version,
      mayTake: alert.state === 'raised' || alert.state === 'escalated',
    })),
    empty:
      view.lastCanary === undefined
        ? 'No alerts.'
        : `No alerts. The last test alert came through ${agoText(view.lastCanary, now)}, so they do arrive.`,
    filters: [
      { text: 'All teams', href: address('/alerts', undefined, closed), current: team === undefined },
      ...view.teams.map(one => ({
        text: one.name,
        href: address('/alerts', one.code, closed),
        current: team === one.code,
      })),
    ],
    from: address('/alerts/list', team, closed),
    closed,
    precision:
      inbox.precision === undefined
        ? ''
        : `Of ${count(inbox.counts.closed, 'alert')} closed in the last 90 days, ${Math.round(inbox.precision * 100)}% were about the right person.`,
    mayListUnsent: view.mayListUnsent,
  }
}
