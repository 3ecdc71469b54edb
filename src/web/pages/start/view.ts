import { MOST_COUNTED, type Waiting } from '#services/waiting.ts'
import type { Destination } from '../../nav.ts'
import type { PageModel } from '../page.ts'

/** Exactly what page.njk prints. */
export interface StartPage extends PageModel {
  readonly mayReport: boolean
  readonly maySearch: boolean
  readonly waiting: readonly { readonly href: string; readonly text: string; readonly urgent: boolean }[]
  /** Said when nothing waits; empty for somebody for whom nothing ever does. */
  readonly nothing: string
  readonly destinations: readonly { readonly href: string; readonly text: string; readonly about: string }[]
}

interface Words {
  readonly href: string
  readonly action: Destination['action']
  readonly text: (number: string, one: boolean) => string
}

const WORDS: Readonly<Record<Waiting['kind'], Words>> = {
  'alerts-late': {
    href: '/alerts',
    action: 'alert.list',
    text: (number, one) => `${number} ${one ? 'alert was' : 'alerts were'} not taken on in time`,
  },
  alerts: {
    href: '/alerts',
    action: 'alert.list',
    text: (number, one) =>
      `${number} ${one ? 'alert waits' : 'alerts wait'} for somebody to take ${one ? 'it' : 'them'} on`,
  },
  concerns: {
    href: '/concerns',
    action: 'concern.list',
    text: (number, one) =>
      `${number} ${one ? 'worry' : 'worries'} that somebody told you of ${one ? 'waits' : 'wait'} to be read`,
  },
  'family-late': {
    href: '/family-messages',
    action: 'family.list',
    text: (number, one) =>
      `${number} ${one ? 'message' : 'messages'} of a family ${one ? 'was' : 'were'} not acknowledged in time`,
  },
  family: {
    href: '/family-messages',
    action: 'family.list',
    text: (number, one) =>
      `${number} ${one ? 'message' : 'messages'} of a family ${one ? 'waits' : 'wait'} for somebody to say that it is read`,
  },
  'cases-late': {
    href: '/leads',
    action: 'case.list',
    text: (number, one) =>
      `${number} ${one ? 'clock' : 'clocks'} about who leads, a placement, a meeting or a referral ${one ? 'has' : 'have'} run out`,
  },
  offers: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) =>
      `${number} ${one ? 'offer' : 'offers'} of the lead ${one ? 'waits' : 'wait'} for your answer`,
  },
  placements: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'child' : 'children'} placed in your area by others`,
  },
  'actions-late': {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'action of a plan is' : 'actions of plans are'} overdue`,
  },
  invitations: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'plan' : 'plans'} whose team you are asked to join`,
  },
  meetings: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'meeting' : 'meetings'} to which you are asked: say whether you come`,
  },
  minutes: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) =>
      `${number} ${one ? 'meeting was' : 'meetings were'} held without you: read the minutes and say so`,
  },
  panels: {
    href: '/panels',
    action: 'panel.list',
    text: (number, one) =>
      `${number} ${one ? 'thing' : 'things'} to do for panels: say whether you come, read minutes, or do an action`,
  },
  'panels-late': {
    href: '/panels',
    action: 'panel.list',
    text: (number, one) => `${number} ${one ? 'thing' : 'things'} to do for panels ${one ? 'is' : 'are'} overdue`,
  },
  actions: {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'action of a plan is' : 'actions of plans are'} yours to do`,
  },
  'nrm-actions': {
    href: '/leads',
    action: 'case.list',
    text: (number, one) =>
      `${number} safeguarding ${one ? 'action of a referral to the NRM waits' : 'actions of referrals to the NRM wait'} for your answer`,
  },
  'nrm-asks': {
    href: '/leads',
    action: 'case.list',
    text: (number, one) => `${number} ${one ? 'agency asks' : 'agencies ask'} you to refer somebody to the NRM`,
  },
  'referrals-late': {
    href: '/referrals',
    action: 'referral.list',
    text: (number, one) => `${number} ${one ? 'referral has' : 'referrals have'} no answer or next step in time`,
  },
  'referrals-declined': {
    href: '/referrals?side=sent',
    action: 'referral.list',
    text: (number, one) =>
      `${number} ${one ? 'referral of yours was' : 'referrals of yours were'} declined: say what happens next`,
  },
  referrals: {
    href: '/referrals?side=received',
    action: 'referral.list',
    text: (number, one) => `${number} ${one ? 'referral waits' : 'referrals wait'} for your answer`,
  },
  'adults-late': {
    href: '/adults',
    action: 'adult.list',
    text: (number, one) =>
      `${number} ${one ? 'clock' : 'clocks'} about an adult or somebody turning 18 ${one ? 'has' : 'have'} run out`,
  },
  adults: {
    href: '/adults',
    action: 'adult.list',
    text: (number, one) =>
      `${number} ${one ? 'matter' : 'matters'} of adults who may be at risk, or of somebody turning 18, ${one ? 'waits' : 'wait'}`,
  },
  'turning-18': {
    href: '/turning-18',
    action: 'adult.list',
    text: (number, one) =>
      `${number} ${one ? 'young person turns' : 'young people turn'} 18, and nobody has accepted to help after`,
  },
  'signs-late': {
    href: '/signs',
    action: 'sign.list',
    text: (number, one) => `${number} ${one ? 'sign was' : 'signs were'} not answered in time`,
  },
  signs: {
    href: '/signs',
    action: 'sign.list',
    text: (number, one) => `${number} ${one ? 'sign waits' : 'signs wait'} for an answer`,
  },
  questions: {
    href: '/signs',
    action: 'sign.list',
    text: (number, one) => `${number} ${one ? 'question' : 'questions'} whether you have seen signs`,
  },
  'orders-late': {
    href: '/orders',
    action: 'order.list',
    text: (number, one) => `${number} ${one ? 'order was' : 'orders were'} not looked at again in time`,
  },
  'orders-undecided': {
    href: '/orders',
    action: 'order.list',
    text: (number, one) => `${number} ${one ? 'order has' : 'orders have'} a note on which nobody has decided`,
  },
  orders: {
    href: '/orders',
    action: 'order.list',
    text: (number, one) => `${number} ${one ? 'order ends or is' : 'orders end or are'} to be looked at within a month`,
  },
  'supervision-late': {
    href: '/due?kind=supervision',
    action: 'due.list',
    text: (number, one) => `${number} ${one ? 'supervision was' : 'supervisions were'} not held in time`,
  },
  supervision: {
    href: '/due?kind=supervision',
    action: 'due.list',
    text: (number, one) => `${number} ${one ? 'supervision is' : 'supervisions are'} due within a week`,
  },
  requests: {
    href: '/shares',
    action: 'share.list',
    text: (number, one) =>
      `${number} ${one ? 'request' : 'requests'} to see your records ${one ? 'waits' : 'wait'} for an answer`,
  },
  links: {
    href: '/links/review',
    action: 'link.list',
    text: (number, one) => `${number} ${one ? 'pair' : 'pairs'} of records that may be one person`,
  },
  watches: {
    href: '/watches',
    action: 'watch.list',
    text: (number, one) => `${number} ${one ? 'watch ends' : 'watches end'} within a month`,
  },
}

/** The start page, from what someone may use and what waits for them: the big button, what waits, the search box, the rest as a list. */
export function startPage(destinations: readonly Destination[], waiting: readonly Waiting[]): StartPage {
  const has = (action: Destination['action']) => destinations.some(one => one.action === action)
  const shown = waiting.filter(({ kind }) => has(WORDS[kind].action))
  return {
    pageTitle: 'What do you need?',
    mayReport: has('encounter.report'),
    maySearch: has('person.search'),
    waiting: shown.map(({ kind, number }) => ({
      href: WORDS[kind].href,
      text: WORDS[kind].text(numberText(number), number === 1),
      urgent: kind.endsWith('-late'),
    })),
    nothing:
      shown.length === 0 && Object.values(WORDS).some(({ action }) => has(action))
        ? 'Nothing waits for you and your team.'
        : '',
    destinations: destinations.filter(({ href, action }) => href !== '/' && action !== 'encounter.report'),
  }
}

function numberText(number: number): string {
  return number >= MOST_COUNTED ? `${MOST_COUNTED} or more` : String(number)
}
