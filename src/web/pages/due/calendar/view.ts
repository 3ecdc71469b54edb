import type { Instant } from '#domain/values/time.ts'
import type { CalendarFeed } from '#services/calendar.ts'
import { agoText, dateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'

/** Exactly what page.njk prints. */
export interface CalendarPage extends PageModel {
  /** Shown once, directly after it was made; else empty. */
  readonly address: string
  /** Said while a calendar is open; else empty. */
  readonly open: string
  readonly begin: string
}

/** Whether somebody has a calendar open outside, since when, and when it was last read. */
export function calendarPage(view: {
  readonly feed: CalendarFeed | undefined
  readonly now: Instant
  readonly address?: string
}): CalendarPage {
  const { feed, now, address = '' } = view
  const read =
    feed?.readAt === null || feed === undefined
      ? 'No calendar has asked for it yet.'
      : `A calendar last asked for it ${agoText(feed.readAt, now)}.`
  return {
    pageTitle: 'What is due, in your calendar',
    address,
    open: feed === undefined ? '' : `Your calendar has an address since ${dateText(feed.createdAt)}. ${read}`,
    begin: feed === undefined ? 'Make an address' : 'Make a new address, and end the old one',
  }
}
