import { WORK_KINDS, WORK_ORDERS, type Workload, type WorkKind, type WorkOrder } from '#domain/workload.ts'
import type { Instant } from '#domain/values/time.ts'
import type { StoredWork, TeamWork } from '#services/workload.ts'
import { count, dueByText } from '../../dates.ts'
import { dueName, type ToldApart, toldApart } from '../due/words.ts'
import type { PageModel } from '../page.ts'
import { ORDER_WORDS, workHref, WORK_WORDS } from './words.ts'

/** People on one page. */
const PEOPLE = 50

interface Choice {
  readonly value: string
  readonly text: string
  readonly selected: boolean
}

interface Person {
  readonly name: string
  readonly href: string
  readonly hasLeft: boolean
  readonly children: string
  readonly items: string
  readonly late: string
  readonly lateHref: string
  readonly coming: string
  readonly first: string
}

/** Exactly what people.njk prints. */
export interface PeoplePage extends PageModel {
  readonly summary: string
  readonly kinds: readonly Choice[]
  readonly orders: readonly Choice[]
  /** Empty for a manager without a team. */
  readonly whose: readonly Choice[]
  readonly people: readonly Person[]
  readonly nextHref: string
}

/** What the page is made from. */
export interface PeopleView {
  readonly work: TeamWork
  readonly kind: WorkKind | undefined
  readonly order: WorkOrder
  readonly whose: 'agency' | 'team'
  readonly hasTeam: boolean
  /** The last name of the page before. */
  readonly after: string | undefined
  readonly now: Instant
}

/** The work of each named person, counted, and first of all what nobody has. */
export function peoplePage(view: PeopleView): PeoplePage {
  const { work, kind, order, whose, after } = view
  const from = after === undefined ? 0 : work.people.findIndex(one => one.owner === after) + 1
  const people = work.people.slice(from, from + PEOPLE)
  const last = people.at(-1)?.owner
  const more = work.people.length > from + PEOPLE && last !== undefined && last !== null
  return {
    pageTitle: work.all.late === 0 ? 'Work of your team' : `(${number(work.all.late)}) Work of your team`,
    summary: summaryOf(work),
    kinds: kindChoices(kind),
    orders: WORK_ORDERS.map(value => ({ value, text: ORDER_WORDS[value], selected: value === order })),
    whose: view.hasTeam
      ? [
          { value: 'agency', text: 'The whole agency', selected: whose === 'agency' },
          { value: 'team', text: 'My own team, and what nobody has', selected: whose === 'team' },
        ]
      : [],
    people: people.map(one => personOf(one, view)),
    nextHref: more
      ? `/team?${new URLSearchParams({
          after: Buffer.from(JSON.stringify([last])).toString('base64url'),
          kind: kind ?? '',
          order,
          whose,
        }).toString()}`
      : '',
  }
}

function summaryOf({ people, all }: TeamWork): string {
  if (all.items === 0) return 'Nothing is open for anybody here.'
  const nobody = people.find(one => one.owner === null)?.items ?? 0
  const left = people.filter(one => one.hasLeft).reduce((sum, one) => sum + one.items, 0)
  const open = `${count(all.items, 'matter')} ${all.items === 1 ? 'is' : 'are'} open, ${all.late === 0 ? 'none' : number(all.late)} of them overdue.`
  if (nobody + left === 0) return `${open} Each has a named person.`
  return `${open} First find somebody for ${[
    ...(nobody === 0 ? [] : [`the ${number(nobody)} that nobody is named for`]),
    ...(left === 0 ? [] : [`the ${number(left)} of people who have left`]),
  ].join(' and ')}.`
}

function personOf(one: Workload, { kind, now }: PeopleView): Person {
  const whose: Readonly<Record<string, string>> = one.owner === null ? { nobody: 'yes' } : { owner: one.owner }
  const href = (more: Readonly<Record<string, string>>) =>
    `/team/work?${new URLSearchParams({ ...whose, ...(kind === undefined ? {} : { kind }), ...more }).toString()}`
  return {
    name: one.owner ?? 'Nobody is named',
    href: href({}),
    hasLeft: one.hasLeft,
    children: number(one.children),
    items: number(one.items),
    late: number(one.late),
    lateHref: one.late === 0 ? '' : href({ late: 'yes' }),
    coming: number(one.coming),
    first: one.firstDue === null ? 'No day' : dueByText(one.firstDue, now),
  }
}

/** Exactly what work.njk prints. */
export interface WorkPage extends PageModel {
  readonly summary: string
  readonly owner: string
  readonly nobody: boolean
  readonly kinds: readonly Choice[]
  readonly late: boolean
  readonly rows: readonly ToldApart<{
    readonly due: string
    readonly isLate: boolean
    readonly what: string
    readonly href: string
    readonly name: string
    readonly who: string
  }>[]
  readonly nextHref: string
}

/** What the page is made from. `owner` is empty for what nobody is named for, undefined for all. */
export interface WorkView {
  readonly items: readonly StoredWork[]
  readonly next: string | undefined
  readonly owner: string | undefined
  readonly kind: WorkKind | undefined
  readonly late: boolean
  readonly now: Instant
}

/** What is behind the numbers: each matter with its day, the child and who has it, and where it is done. */
export function workPage({ items, next, owner, kind, late, now }: WorkView): WorkPage {
  const whose = owner === undefined ? 'everybody' : owner === '' ? 'nobody named' : owner
  const query = new URLSearchParams({
    after: next ?? '',
    ...(owner === '' ? { nobody: 'yes' } : { owner: owner ?? '' }),
    kind: kind ?? '',
    late: late ? 'yes' : '',
  })
  return {
    pageTitle: `Open work: ${whose}`,
    summary:
      owner === ''
        ? 'Nobody is named for this. Open each matter and give it to somebody there.'
        : 'What is overdue stands first, then by day. To give a matter to somebody else, open it and do so there.',
    owner: owner ?? '',
    nobody: owner === '',
    kinds: kindChoices(kind),
    late,
    rows: toldApart(
      items.map(one => ({
        due: one.dueAt === null ? 'No day' : dueByText(one.dueAt, now),
        isLate: one.dueAt !== null && one.dueAt <= now,
        what: WORK_WORDS[one.kind],
        href: workHref(one),
        name: dueName(one),
        who: one.owner ?? 'Nobody',
      })),
    ),
    nextHref: next === undefined ? '' : `/team/work?${query.toString()}`,
  }
}

function kindChoices(chosen: WorkKind | undefined): Choice[] {
  return [
    { value: '', text: 'Everything', selected: chosen === undefined },
    ...WORK_KINDS.map(value => ({ value, text: WORK_WORDS[value], selected: value === chosen })),
  ]
}

function number(n: number): string {
  return n.toLocaleString('en-GB')
}
