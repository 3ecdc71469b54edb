import type { TurnsEighteen } from '#services/turning-18.ts'
import { count, plainDateText } from '../../dates.ts'
import type { PageModel } from '../page.ts'
import { clockTag } from '../people/lead.ts'

/** Who turns eighteen, by the day. Exactly what page.njk prints. */
export function turningListPage(people: readonly TurnsEighteen[], agencyName: (code: string) => string) {
  const open = people.filter(one => !one.settled).length
  return {
    pageTitle: 'Turning 18',
    summary:
      people.length === 0
        ? 'Nobody of yours turns 18 in the next 12 months.'
        : `${count(people.length, 'young person turns', 'young people turn')} 18 in the next 12 months, or ${people.length === 1 ? 'has' : 'have'} and it is not settled who helps after. ${
            open === 0 ? 'For each it is settled.' : `For ${open} nobody has accepted.`
          }`,
    rows: people.map(one => ({
      name: one.name,
      href: `/people/${one.personId}/turning-18`,
      day: plainDateText(one.eighteenOn),
      turned: one.stage === 'turned',
      after:
        one.lead === undefined
          ? one.settled
            ? 'Settled: nobody takes over'
            : 'Nobody asked yet'
          : `${one.lead.name}, ${agencyName(one.lead.to)}${one.lead.answer === undefined ? ' (asked)' : ''}`,
      next: one.next === undefined ? 'All steps done' : `${one.next.item.label}, by ${plainDateText(one.next.dueOn)}`,
      tag: one.next?.standing === 'late' || one.next?.standing === 'soon' ? clockTag(one.next.standing) : undefined,
    })),
  } satisfies PageModel & Record<string, unknown>
}
