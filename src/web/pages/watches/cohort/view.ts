import type { CohortMember } from '#domain/cohort.ts'
import type { PlainDate } from '#domain/values/time.ts'
import type { Cohort } from '#services/cohort.ts'
import type { WatchChoices } from '#services/watches.ts'
import { count, dateText, lengthText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type TermsFields, termsFields } from '../terms.ts'

interface Row {
  readonly personId: string
  readonly name: string
  readonly born: string
  readonly href: string
  readonly number: string
  readonly total: string
  readonly longest: string
  readonly now: boolean
  readonly marks: readonly { readonly x: number; readonly width: number }[]
  readonly pattern: string
  readonly watched: string
  readonly ticked: boolean
}

/** Exactly what page.njk prints. */
export interface CohortPage extends PageModel {
  readonly summary: string
  readonly rows: readonly Row[]
  readonly terms: TermsFields
  readonly mayWatch: boolean
  /** Where the form is sent: to the page of the list that it is on, which has those who were ticked. */
  readonly action: string
  readonly set: string
  readonly first: string | undefined
  readonly next: string | undefined
  readonly errors: FormErrors
}

/** What the page is made from. */
export interface CohortView {
  readonly cohort: Cohort
  readonly choices: WatchChoices
  readonly today: PlainDate
  readonly mayWatch: boolean
  readonly action: string
  readonly first: string | undefined
  readonly next: string | undefined
  /** How many watches were set just now, and how many were there before. */
  readonly set?: { readonly number: number; readonly already: number } | undefined
  readonly typed?: Typed
  readonly errors?: FormErrors
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** The cohort as a table: how often, how long, and the pattern as a strip and in words. */
export function cohortPage(view: CohortView): CohortPage {
  const { cohort, typed = {}, errors = NO_ERRORS } = view
  const ticked = new Set([typed['persons'] ?? []].flat())
  return {
    pageTitle: 'Our missing',
    hasErrors: errors.summary.length > 0,
    summary: `${count(cohort.total, 'person', 'people')} of yours ${cohort.total === 1 ? 'was' : 'were'} missing in the last 12 months. Reports graded absent or no apparent risk count like all others.`,
    rows: cohort.members.map(member => rowOf(member, ticked)),
    terms: termsFields(view.choices, view.today, typed),
    mayWatch: view.mayWatch,
    action: view.action,
    set: view.set === undefined ? '' : setText(view.set),
    first: view.first,
    next: view.next,
    errors,
  }
}

function rowOf(member: CohortMember, ticked: ReadonlySet<string>): Row {
  const { summary } = member
  const absent = summary.absent === 0 ? '' : `, ${summary.absent} of them graded absent`
  return {
    personId: member.personId,
    name: member.name,
    born: member.born ?? '',
    href: `/people/${member.personId}`,
    number: `${count(summary.number, 'time')}${absent}`,
    total: lengthText(summary.totalMinutes),
    longest: lengthText(summary.longestMinutes),
    now: summary.missingNow,
    marks: member.strip.map(({ day, days }) => ({ x: day, width: days })),
    pattern: member.months
      .map(([month, number]) => `${MONTH.format(new Date(`${month}-01T00:00:00Z`))}: ${number}`)
      .join('; '),
    watched: member.watchedUntil === undefined ? '' : dateText(member.watchedUntil),
    ticked: ticked.has(member.personId),
  }
}

function setText({ number, already }: { readonly number: number; readonly already: number }): string {
  const before = already === 0 ? '' : ` ${count(already, 'was', 'were')} watched already.`
  return `${count(number, 'person is', 'people are')} watched nationally now.${before}`
}
