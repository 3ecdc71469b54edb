import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { referralLabel } from '#services/referral-rules.ts'
import { type ListedReferral, type ReferralQuery, REFERRAL_SIDES, type ReferralSide } from '#services/referrals.ts'
import { agoText, momentText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { nameText } from '../../people/name-text.ts'
import { STAGES } from '../../people/referrals/words.ts'

/** One side of the page: referrals to the agency, or its own. */
export interface ListedSide {
  readonly side: ReferralSide
  readonly items: readonly ListedReferral[]
  readonly next: string | undefined
}

/** What the page is made from. */
export interface ListView {
  readonly sides: readonly ListedSide[]
  readonly closed: boolean
  /** Whether a list is shown from its beginning. */
  readonly isFirst: boolean
  readonly ownAgency: AgencyId
  readonly agencyName: (code: string) => string
  readonly mayCount: boolean
  readonly now: Instant
}

const TITLES: Readonly<Record<ReferralSide, readonly [open: string, closed: string]>> = {
  received: ['Referred to your agency', 'Referred to your agency, over'],
  sent: ['Referred by your agency', 'Referred by your agency, over'],
}

/** Exactly what page.njk prints. */
export function referralListPage(view: ListView) {
  const { sides, closed, isFirst } = view
  const yours = sides.flatMap(({ items }) => items).filter(one => one.waitsFor === view.ownAgency).length
  return {
    pageTitle: closed ? 'Referrals that are over' : 'Referrals',
    summary: closed
      ? 'Referrals between your agency and others that were done, taken back, or declined and settled, the last one first.'
      : yours === 0
        ? 'No referral on this page waits for your agency.'
        : 'What waits for your agency says so. The next to run out comes first.',
    closed,
    groups: sides.map(({ side, items, next }) => ({
      title: TITLES[side][closed ? 1 : 0],
      nothing: closed ? 'None is over yet.' : 'None is open.',
      rows: items.map(one => rowOf(one, side, view)),
      first: isFirst ? undefined : addressOf({ side, closed }),
      next: next === undefined ? undefined : `${addressOf({ side, closed })}&after=${next}`,
    })),
    links: REFERRAL_SIDES.map(side => ({ href: addressOf({ side, closed }), text: TITLES[side][closed ? 1 : 0] })),
    mayCount: view.mayCount,
  } satisfies PageModel & Record<string, unknown>
}

function addressOf({ side, closed }: ReferralQuery): string {
  return `/referrals?side=${side}${closed ? '&show=closed' : ''}`
}

function rowOf(one: ListedReferral, side: ReferralSide, { ownAgency, agencyName, now }: ListView) {
  const late = one.dueAt !== null && one.dueAt <= now
  return {
    name: nameText(one),
    href: one.personId === null ? '' : `/people/${one.personId}/referrals`,
    service: referralLabel(one.service),
    other: agencyName(side === 'sent' ? one.to : one.from),
    sent: agoText(one.sentAt, now),
    due: one.dueAt === null ? '' : momentText(one.dueAt),
    ended: one.endedAt === null ? '' : agoText(one.endedAt, now),
    tags: [
      ...(one.waitsFor === ownAgency ? [{ text: 'Waits for you', classes: 'govuk-tag--yellow' }] : []),
      ...(late ? [{ text: 'Time ran out', classes: 'govuk-tag--red' }] : []),
      ...(one.urgency === 'today' && one.endedAt === null ? [{ text: 'Today', classes: 'govuk-tag--red' }] : []),
      STAGES[one.stage],
    ],
  }
}
