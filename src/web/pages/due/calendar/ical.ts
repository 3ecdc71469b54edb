import ical, { ICalCalendarMethod, ICalEventClass } from 'ical-generator'
import { plusMinutes } from '#domain/values/time.ts'
import type { CalendarEntry } from '#services/calendar.ts'
import { DUE_WORDS } from '../words.ts'

/** An entry ends when the thing is due, and begins so long before. */
const LENGTH_MINUTES = 30

/** A calendar as iCalendar text (RFC 5545): each entry private, its title the kind of thing that is due. */
export function calendarText(entries: readonly CalendarEntry[], href: string): string {
  const calendar = ical({
    name: 'Throughline: what is due',
    method: ICalCalendarMethod.PUBLISH,
    timezone: null,
    ttl: 15 * 60,
  })
  for (const { uid, kind, dueAt } of entries) {
    calendar.createEvent({
      id: uid,
      start: new Date(plusMinutes(dueAt, -LENGTH_MINUTES)),
      end: new Date(dueAt),
      summary: DUE_WORDS[kind],
      description: 'Sign in to see whom it is about.',
      url: href,
      class: ICalEventClass.PRIVATE,
    })
  }
  return calendar.toString()
}
