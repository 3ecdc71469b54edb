import { type Action, RULES } from '#domain/access.ts'
import type { Purpose, Role } from '#domain/actor.ts'

/** A page that navigation may offer, and what it takes to use it. */
export interface Destination {
  readonly href: string
  readonly text: string
  /** What it is for, in one line, on the start page. */
  readonly about: string
  readonly action: Action
}

/** A destination as the service navigation takes it. */
export interface NavItem {
  readonly href: string
  readonly text: string
  readonly current: boolean
  readonly active: boolean
}

/** Every page that navigation knows, in its order. Only pages that exist in the running server are shown. */
export const DESTINATIONS: readonly Destination[] = [
  { href: '/', text: 'Start', about: 'What waits for you and your team', action: 'account.manage' },
  {
    href: '/encounters/new',
    text: 'I am with someone',
    about: 'Say whom you have met and see at once who needs to know',
    action: 'encounter.report',
  },
  { href: '/alerts', text: 'Alerts', about: 'Children of yours whom others have met', action: 'alert.list' },
  {
    href: '/people',
    text: 'Find a person',
    about: 'Search by name, date of birth, phone or reference',
    action: 'person.search',
  },
  {
    href: '/signs',
    text: 'Signs',
    about: 'Signs of exploitation, and questions about them, that wait for your answer',
    action: 'sign.list',
  },
  {
    href: '/encounters',
    text: 'Encounters',
    about: 'What your agency has reported, and who was told',
    action: 'encounter.list',
  },
  {
    href: '/cohort',
    text: 'Our missing',
    about: 'Everybody of yours missing in the last 12 months, and who is watched',
    action: 'cohort.read',
  },
  {
    href: '/watches',
    text: 'Watches',
    about: 'Whom you asked others to look out for, and which end soon',
    action: 'watch.list',
  },
  {
    href: '/links/review',
    text: 'Links',
    about: 'Records that may be the same person and need your eyes',
    action: 'link.list',
  },
  {
    href: '/concerns',
    text: 'Worries',
    about: 'What people without an account told you of a child they worry about',
    action: 'concern.list',
  },
  {
    href: '/family-messages',
    text: 'Families',
    about: 'What parents, carers, young people and advocates wrote to the team that you are on',
    action: 'family.list',
  },
  {
    href: '/due',
    text: 'Due',
    about: 'What is late, and what is due within a month, for your whole agency',
    action: 'due.list',
  },
  {
    href: '/team',
    text: 'Team',
    about: 'Who has how much to do, what is overdue, and what nobody has',
    action: 'team.read',
  },
  {
    href: '/leads',
    text: 'Who leads',
    about: 'Both sides of each case: what others wait for from you, and what you wait for from them',
    action: 'case.list',
  },
  {
    href: '/referrals',
    text: 'Referrals',
    about: 'Whom others referred to you, whom you referred, and what was declined',
    action: 'referral.list',
  },
  {
    href: '/panels',
    text: 'Panels',
    about: 'Panels over several children, such as MACE: who comes, what is talked about, what was decided',
    action: 'panel.list',
  },
  {
    href: '/orders',
    text: 'Orders',
    about: 'Orders and notices that people are under, what was seen, and which end soon',
    action: 'order.list',
  },
  {
    href: '/adults',
    text: 'Adults',
    about: 'What waits for adults who may be at risk, such as those whose home was taken over',
    action: 'adult.list',
  },
  {
    href: '/turning-18',
    text: 'Turning 18',
    about: 'Who turns 18 in the next 12 months, and who helps after',
    action: 'adult.list',
  },
  {
    href: '/shares',
    text: 'Sharing',
    about: 'What others ask to see, what you asked for, and what is shared until when',
    action: 'share.list',
  },
  { href: '/records-in', text: 'Records', about: "Bring your agency's records in", action: 'batch.list' },
  { href: '/picture', text: 'Picture', about: 'Counts for the whole country', action: 'picture.read' },
  { href: '/audit', text: 'Audit', about: 'Who looked at what, and why', action: 'audit.read' },
]

/** Whether these roles may do this for this purpose to anything at all; what they may do to one thing is for `allows`. */
export function mayEver(roles: readonly Role[], purpose: Purpose, action: Action): boolean {
  const rule: { readonly roles: readonly Role[]; readonly purposes: readonly Purpose[] } = RULES[action]
  return rule.purposes.includes(purpose) && roles.some(role => rule.roles.includes(role))
}

/** Destinations for someone, in order. `exists` says whether the running server has the page. */
export function destinationsFor(
  who: { readonly roles: readonly Role[]; readonly purpose: Purpose },
  exists: (href: string) => boolean,
): readonly Destination[] {
  return DESTINATIONS.filter(({ href, action }) => exists(href) && mayEver(who.roles, who.purpose, action))
}

/** The pages that each role uses most, first those of the role that comes first here; whoever has several roles is shown the first. */
const MOST_USED: readonly (readonly [Role, readonly string[]])[] = [
  ['manager', ['/', '/encounters/new', '/alerts', '/people', '/due', '/team']],
  ['safeguarding', ['/', '/encounters/new', '/alerts', '/people', '/signs', '/due']],
  ['practitioner', ['/', '/encounters/new', '/alerts', '/people', '/signs', '/due']],
]

/** The page that lists all others. */
export const MORE = '/more'

/** As many as stand in one row beside each other; with fewer there is no page for more. */
const ONE_ROW = 6

/** What stands in the navigation: the pages that the role uses most, the one that is open, and a way to all others. */
export function mainNav(
  roles: readonly Role[],
  destinations: readonly Destination[],
  path: string,
): readonly NavItem[] {
  const all = navItems(destinations, path)
  if (all.length <= ONE_ROW) return all
  const used =
    MOST_USED.find(([role]) => roles.includes(role))?.[1] ?? destinations.slice(0, ONE_ROW).map(({ href }) => href)
  const shown = all.filter(({ href, current, active }) => used.includes(href) || current || active)
  return [...shown, { href: MORE, text: 'More', current: path === MORE, active: false }]
}

/** Navigation with the page's own place marked: `current` on the page itself, `active` on pages beneath it. */
function navItems(destinations: readonly Destination[], path: string): readonly NavItem[] {
  const beneath = destinations
    .filter(({ href }) => href !== '/' && (path === href || path.startsWith(`${href}/`)))
    .toSorted((a, b) => b.href.length - a.href.length)[0]
  return destinations.map(({ href, text }) => ({
    href,
    text,
    current: path === href,
    active: href === beneath?.href,
  }))
}
