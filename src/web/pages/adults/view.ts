import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { WaitingMatter } from '#services/cases.ts'
import { agoText, count, momentText } from '../../dates.ts'
import { MATTER_PAGES } from '../due/words.ts'
import type { PageModel } from '../page.ts'
import { nameText } from '../people/name-text.ts'
import { clockTag } from '../people/lead.ts'

/** What the page is made from. */
export interface AdultsView {
  readonly matters: readonly WaitingMatter[]
  readonly ownAgency: AgencyId
  readonly agencyName: (code: string) => string
  readonly now: Instant
}

const WHAT: Readonly<Partial<Record<WaitingMatter['kind'], string>>> = {
  enquiry: 'Concern for an adult',
  'adult-action': 'Action of a plan',
  'adult-review': 'Review of a plan',
  'adult-lead': 'Who helps after 18',
}

const MOST = 200

/** What waits for adults and for those who turn eighteen, the next to run out first. Exactly what page.njk prints. */
export function adultsPage({ matters, ownAgency, agencyName, now }: AdultsView) {
  return {
    pageTitle: 'Adults',
    summary:
      matters.length === 0
        ? 'Nothing waits for adults who may be at risk, or for somebody turning 18.'
        : `${count(matters.length, 'matter')} ${matters.length === 1 ? 'waits' : 'wait'} for adults who may be at risk, or for somebody turning 18.`,
    rows: matters.map(one => {
      const other = one.agency === ownAgency ? one.other : one.agency
      return {
        name: nameText(one),
        href: one.personId === null ? '' : `/people/${one.personId}/${MATTER_PAGES[one.kind]}`,
        what: WHAT[one.kind] ?? '',
        other: other === null ? '' : agencyName(other),
        since: agoText(one.since, now),
        due: one.dueAt === null ? '' : momentText(one.dueAt),
        tag: one.dueAt !== null && one.dueAt <= now ? clockTag('late') : undefined,
      }
    }),
    more: matters.length >= MOST ? `Only the ${MOST} that run out next are shown.` : '',
  } satisfies PageModel & Record<string, unknown>
}
