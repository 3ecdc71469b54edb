import { DUE_GROUPS, DUE_KINDS, dueGroup, type DueKind } from '#domain/due.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { type DueCounts, MOST_DUE, type StoredDue } from '#services/due.ts'
import { count, dueByText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { DUE_WORDS, dueHref, dueName, GROUP_WORDS, type ToldApart, toldApart } from '../words.ts'

interface Row {
  readonly name: string
  readonly href: string
  readonly what: string
  readonly who: string
  readonly due: string
}

/** Exactly what page.njk prints. */
export interface DuePage extends PageModel {
  readonly summary: string
  readonly kinds: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[]
  readonly groups: readonly {
    readonly title: string
    readonly isLate: boolean
    readonly rows: readonly ToldApart<Row>[]
  }[]
  readonly nothing: string
  readonly nextHref: string
}

/** What the page is made from. */
export interface DueView {
  readonly items: readonly StoredDue[]
  readonly counts: DueCounts
  readonly kind: DueKind | undefined
  readonly next: string | undefined
  readonly ownAgency: AgencyId
  readonly agencyName: (code: string) => string
  readonly now: Instant
}

/** What is late first, then by day: what has to be done, for whom, who has to do it. */
export function duePage(view: DueView): DuePage {
  const { items, counts, kind, next, now } = view
  const groups = Map.groupBy(items, one => dueGroup(one.dueAt, now))
  return {
    pageTitle: counts.late === 0 ? 'What is due' : `(${number(counts.late)}) What is due`,
    summary: summaryOf(counts),
    kinds: [
      { value: '', text: 'Everything', selected: kind === undefined },
      ...DUE_KINDS.map(one => ({ value: one, text: DUE_WORDS[one], selected: one === kind })),
    ],
    groups: DUE_GROUPS.flatMap(group => {
      const rows = groups.get(group) ?? []
      return rows.length === 0
        ? []
        : [{ title: GROUP_WORDS[group], isLate: group === 'late', rows: toldApart(rows.map(one => rowOf(one, view))) }]
    }),
    nothing: items.length === 0 ? 'Nothing of this is due within a month.' : '',
    nextHref: next === undefined ? '' : `/due?after=${next}${kind === undefined ? '' : `&kind=${kind}`}`,
  }
}

function summaryOf({ late, coming }: DueCounts): string {
  const soon = coming === 0 ? 'Nothing more is due within a month.' : `${thing(coming)} due within a month.`
  return late === 0
    ? `Nothing that your agency has to do is late. ${soon}`
    : `${thing(late)} late: your agency has to do ${late === 1 ? 'it' : 'them'} first. ${soon}`
}

function thing(n: number): string {
  return n >= MOST_DUE ? `${number(n)} things are` : `${count(n, 'thing')} ${n === 1 ? 'is' : 'are'}`
}

function number(n: number): string {
  return n >= MOST_DUE ? `${MOST_DUE.toLocaleString('en-GB')} or more` : String(n)
}

function rowOf(one: StoredDue, { ownAgency, agencyName, now }: DueView): Row {
  const beside = one.other === null || one.other === ownAgency ? '' : agencyName(one.other)
  return {
    name: dueName(one),
    href: dueHref(one),
    what: DUE_WORDS[one.kind],
    who: one.waitsFor === ownAgency ? (beside === '' ? 'You' : `You, for ${beside}`) : agencyName(one.waitsFor),
    due: dueByText(one.dueAt, now),
  }
}
