import { panelLabel, type ListedPanel } from '#services/panels.ts'
import type { Instant } from '#domain/values/time.ts'
import { agoText, count, momentText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { panelTag, STEPS } from '../words.ts'

/** What the page is made from. */
export interface ListView {
  readonly items: readonly ListedPanel[]
  readonly isOver: boolean
  /** Whether the list is shown from its beginning. */
  readonly isFirst: boolean
  readonly next: string | undefined
  readonly agencyName: (code: string) => string
  readonly now: Instant
}

/** Panels that are to come, or those that are over, exactly as page.njk prints them. */
export function panelListPage({ items, isOver, isFirst, next, agencyName, now }: ListView) {
  const own = isOver ? '/panels?show=past' : '/panels'
  const wait = items.filter(one => one.step !== null && one.step !== 'minutes').length
  return {
    pageTitle: isOver ? 'Panels that are over' : 'Panels',
    summary: isOver
      ? 'Panels that your agency called or was asked to, and that were held or cancelled, the last one first.'
      : `Panels over several children that your agency called or is asked to, the next one first. ${
          wait === 0
            ? 'None on this page asks anything of you.'
            : `${count(wait, 'panel')} on this page ${wait === 1 ? 'asks' : 'ask'} something of you.`
        }`,
    isOver,
    caption: isOver ? 'Held or cancelled' : 'To come, or without minutes',
    nothing: isOver ? 'None is over yet.' : 'None is to come.',
    rows: items.map(one => ({
      title: `${panelLabel(one.kind)}, ${one.area}`,
      href: `/panels/${one.panelId}`,
      when: momentText(one.at),
      by: agencyName(one.by),
      tags: [
        panelTag(one.state, one.at, now),
        ...(one.dueAt !== null && one.dueAt <= now ? [{ text: 'Time ran out', classes: 'govuk-tag--red' }] : []),
      ],
      yours: [
        ...(one.step === null ? [] : [`${STEPS[one.step]}${dueText(one.dueAt, now)}`]),
        ...(one.actions === 0 ? [] : [`${count(one.actions, 'action')} of yours open`]),
      ].join('. '),
    })),
    first: isFirst ? undefined : own,
    next: next === undefined ? undefined : `${own}${isOver ? '&' : '?'}after=${next}`,
  } satisfies PageModel & Record<string, unknown>
}

function dueText(dueAt: Instant | null, now: Instant): string {
  if (dueAt === null) return ''
  return dueAt <= now ? `, due ${agoText(dueAt, now)}` : `, by ${momentText(dueAt)}`
}
