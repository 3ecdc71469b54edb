import type { ClockStanding } from '#domain/case/clocks.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { WaitingMatter } from '#services/cases.ts'
import { agoText, count, momentText } from '../../dates.ts'
import type { PageModel } from '../page.ts'
import { nameText } from '../people/name-text.ts'
import { MATTER_PAGES } from '../due/words.ts'
import { clockTag } from '../people/lead.ts'

interface Row {
  readonly name: string
  readonly href: string
  readonly who: string
  readonly since: string
  readonly due: string
  readonly tag: { readonly text: string; readonly classes: string } | undefined
}

/** Exactly what page.njk prints. */
export interface LeadsPage extends PageModel {
  readonly summary: string
  readonly groups: readonly { readonly title: string; readonly rows: readonly Row[] }[]
  /** Said when the list stops before its end. */
  readonly more: string
}

/** What the page is made from. */
export interface LeadsView {
  readonly matters: readonly WaitingMatter[]
  readonly ownAgency: AgencyId
  readonly agencyName: (code: string) => string
  readonly stepName: (code: string) => string
  readonly standing: (kind: WaitingMatter['kind'], dueAt: Instant) => ClockStanding
  readonly now: Instant
}

/** As many as the list holds. */
const MOST = 200

/** What waits for the agency's answer first, then what it has to do, then disputes, what it waits for itself and placements; in each the next to run out first. */
export function leadsPage(view: LeadsView): LeadsPage {
  const { matters, ownAgency, now } = view
  const mine = matters.filter(one => one.kind === 'offer' && one.other === ownAgency)
  const toAnswer = mine.filter(one => one.dueAt === null || one.dueAt > now)
  const group = (title: string, chosen: readonly WaitingMatter[]) => ({
    title,
    rows: chosen.map(one => rowOf(one, view)),
  })
  const is = (kind: WaitingMatter['kind']) => matters.filter(one => one.kind === kind)
  const meets = (step: string) => is('meeting').filter(one => one.step === step)
  const STEPS = ['answer', 'minutes', 'read']
  const asks = is('nrm').filter(one => one.step === 'ask')
  return {
    pageTitle: toAnswer.length === 0 ? 'Who leads, and plans' : `(${toAnswer.length}) Who leads, and plans`,
    summary:
      toAnswer.length === 0
        ? 'No offer of the lead waits for your agency’s answer.'
        : `${count(toAnswer.length, 'offer')} of the lead ${toAnswer.length === 1 ? 'waits' : 'wait'} for your agency’s answer.`,
    groups: [
      group(
        'Safeguarding actions for you to answer',
        is('nrm-action').filter(one => (one.other ?? one.agency) === ownAgency),
      ),
      group(
        'You are asked to refer to the NRM',
        asks.filter(one => one.other === ownAgency),
      ),
      group('Offered to you', mine),
      group(
        'Plans that you are asked to join',
        is('invitation').filter(one => one.other === ownAgency),
      ),
      group(
        'Meetings that you are asked to',
        meets('answer').filter(one => one.agency === ownAgency),
      ),
      group(
        'Minutes that you have to read',
        meets('read').filter(one => one.agency === ownAgency),
      ),
      group('Meetings of yours to hold and minute', meets('minutes')),
      group(
        'Meetings that you have to call',
        is('meeting').filter(one => !STEPS.includes(one.step ?? '')),
      ),
      group(
        'Yours to do in plans',
        is('action').filter(one => one.agency === ownAgency),
      ),
      group('In dispute', is('dispute')),
      group(
        'You offered, and wait',
        is('offer').filter(one => one.agency === ownAgency),
      ),
      group(
        'Placed in your area by others',
        is('placement').filter(one => one.other === ownAgency),
      ),
      group(
        'Placed by you in another area, with something missing',
        is('placement').filter(one => one.agency === ownAgency),
      ),
      group(
        'For others to do in plans that you lead',
        is('action').filter(one => one.other === ownAgency),
      ),
      group(
        'Asked to a meeting by you, and not answered',
        meets('answer').filter(one => one.other === ownAgency),
      ),
      group(
        'Minutes of yours that others have to read',
        meets('read').filter(one => one.other === ownAgency),
      ),
      group(
        'You asked for a referral to the NRM, and wait',
        asks.filter(one => one.agency === ownAgency),
      ),
      group(
        'Safeguarding actions that others have to answer',
        is('nrm-action').filter(one => one.other !== null && one.other !== ownAgency),
      ),
      group(
        'Referrals to the NRM that wait for a decision',
        is('nrm').filter(one => one.step !== 'ask'),
      ),
    ].filter(({ rows }) => rows.length > 0),
    more: matters.length >= MOST ? `Only the ${MOST} that run out next are shown.` : '',
  }
}

function rowOf(one: WaitingMatter, { ownAgency, agencyName, stepName, standing, now }: LeadsView): Row {
  const other = one.agency === ownAgency ? one.other : one.agency
  const page = MATTER_PAGES[one.kind]
  const nobody = page === 'case' ? 'Not told yet' : 'Your own agency'
  const who = other === null ? nobody : agencyName(other)
  return {
    name: nameText(one),
    href: one.personId === null ? '' : `/people/${one.personId}/${page}`,
    who: one.step === null || page !== 'case' ? who : `${who}, with ${stepName(one.step)}`,
    since: agoText(one.since, now),
    due: one.dueAt === null ? '' : momentText(one.dueAt),
    tag: one.dueAt === null ? undefined : clockTag(standing(one.kind, one.dueAt)),
  }
}
