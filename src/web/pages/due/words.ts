import type { MatterKind } from '#domain/case/matters.ts'
import type { DueGroup, DueKind } from '#domain/due.ts'
import type { StoredDue } from '#services/due.ts'
import { nameText } from '../people/name-text.ts'

/** What has to be done, for each kind: in the list, in its filter, and in calendars. */
export const DUE_WORDS: Readonly<Record<DueKind, string>> = {
  alert: 'Take on an alert',
  sign: 'Answer a sign',
  question: 'Answer whether signs were seen',
  interview: 'Hold a return home interview',
  offer: 'Answer an offer of the lead',
  dispute: 'Settle a dispute about the lead',
  placement: 'Complete the steps of a placement elsewhere',
  invitation: 'Answer whether to join a plan',
  action: 'Do an action of a plan',
  meeting: 'Next step of a meeting',
  nrm: 'Next step of an NRM referral',
  'nrm-action': 'Answer a safeguarding action of an NRM referral',
  enquiry: 'Next step of an adult safeguarding enquiry',
  'adult-action': 'Do an action for an adult',
  'adult-review': 'Review the plan of an adult',
  'adult-lead': 'Say who of adult services helps after 18',
  referral: 'Next step of a referral between agencies',
  order: 'Look at an order again, or let it end',
  judgement: 'Look at a judgement again',
  request: 'Answer a request to see records',
  watch: 'Renew a watch or let it end',
  supervision: 'Hold supervision',
  panel: 'Say whether you come to a panel, or write or read its minutes',
  'panel-action': 'Do an action of a panel',
}

/** When it is due, as the heading of a table. */
export const GROUP_WORDS: Readonly<Record<DueGroup, string>> = {
  late: 'Late',
  today: 'Today',
  week: 'In the next seven days',
  later: 'Later',
}

/** On which page of a person what waits in a case is done. */
export const MATTER_PAGES: Readonly<Record<MatterKind, string>> = {
  offer: 'case',
  dispute: 'case',
  placement: 'case',
  invitation: 'plan',
  action: 'plan',
  meeting: 'meetings',
  nrm: 'nrm',
  'nrm-action': 'nrm',
  enquiry: 'adult',
  'adult-action': 'adult',
  'adult-review': 'adult',
  'adult-lead': 'turning-18',
  referral: 'referrals',
}

/** Whom it is about: a person, or the panel itself, which is about several. */
export function dueName(one: Pick<StoredDue, 'personId' | 'person'> & { readonly kind: string }): string {
  return one.kind === 'panel' || one.kind === 'panel-action' ? 'A panel over several children' : nameText(one)
}

/** Where it is done; empty where the agency reaches it no more. */
export function dueHref({ kind, id, personId }: Pick<StoredDue, 'kind' | 'id' | 'personId'>): string {
  const person = personId === null ? undefined : `/people/${personId}`
  switch (kind) {
    case 'alert':
      return `/alerts/${id}`
    case 'sign':
      return `/signs/${id}`
    case 'question':
      return `/sign-questions/${id}`
    case 'judgement':
      return `/judgements/${id}`
    case 'request':
      return `/shares/${id}`
    case 'watch':
      return `/watches/${id}`
    case 'interview':
      return person === undefined ? '' : `${person}#missing`
    case 'order':
      return `/orders/${id}`
    case 'panel':
      return `/panels/${id}`
    case 'panel-action':
      return `/panels/actions/${id}`
    case 'supervision':
      return person === undefined ? '' : `${person}/supervision`
    default:
      return person === undefined ? '' : `${person}/${MATTER_PAGES[kind]}`
  }
}

/** A row of a list of work, told apart from others that would be heard alike: '2 of 3'; empty for one of its own. */
export type ToldApart<Row> = Row & { readonly nth: string }

/** Tell rows apart whose link would be called the same: the same thing to do, for the same person, at the same moment. */
export function toldApart<Row extends { readonly what: string; readonly name: string; readonly due: string }>(
  rows: readonly Row[],
): readonly ToldApart<Row>[] {
  const heard = ({ what, name, due }: Row) => [what, name, due].join('\n')
  const alike = Map.groupBy(rows, heard)
  return rows.map(row => {
    const same = alike.get(heard(row)) ?? []
    return { ...row, nth: same.length > 1 ? `${same.indexOf(row) + 1} of ${same.length}` : '' }
  })
}
