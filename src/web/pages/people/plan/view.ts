import type { PlanEvent } from '#domain/case/event.ts'
import {
  type ChildWords,
  type Contingency,
  isOnTeam,
  type Need,
  type Plan,
  type PlanAction,
  type Visit,
  type Written,
} from '#domain/case/plan.ts'
import {
  actionDue,
  actionStanding,
  itemMoves,
  type ItemMove,
  mayLeave,
  ownerOf,
  type PlanMove,
  visitsNear,
} from '#domain/case/plan-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, parsePlainDate } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { PlanFile } from '#services/plans.ts'
import { agoText, count, momentText, plainDateText } from '../../../dates.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, formOf } from '../case/forms.ts'
import type { Item, Words } from '../case/words.ts'
import { clockTag, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import {
  ifThenWords,
  itemFormWords,
  MEMBER_TAGS,
  NEAR_BUTTON,
  OUTCOME_TAGS,
  PLAN_EVENT_TITLES,
  planFormWords,
} from './words.ts'

/** What the page is made from. */
export interface PlanView {
  readonly file: PlanFile
  readonly agency: (code: string) => AgencyWords
  readonly agencies: readonly { readonly code: string; readonly name: string }[]
  readonly ownAgency: AgencyId
  readonly stepName: (code: string) => string
  /** Whether the reader may do anything here at all. */
  readonly mayChange: boolean
  readonly now: Instant
  readonly typed: Typed
  readonly errors: FormErrors
  readonly conflict: string | undefined
  readonly parts: readonly PartLink[]
}

/** The history, and actions that are over, show so many entries; the newest. */
const MOST_ENTRIES = 100

/** Exactly what page.njk prints. */
export function planPage(view: PlanView) {
  const { file, agency, stepName, now, errors, conflict } = view
  const { plan, asOf, personId } = file
  const past = asOf !== now
  const summary = errorsIn(view, ['itemId', ...(view.typed['kind'] === 'if' ? ['about'] : [])])
  const href = `/people/${personId}/plan`
  return {
    pageTitle: `The plan: ${file.name}`,
    hasErrors: errors.summary.length > 0,
    errors: summary,
    conflict,
    parts: view.parts,
    sentence: sentenceOf(view),
    ...pastOf(asOf, now),
    planHref: href,
    lead: leadHeader({ lead: file.lead, agency, stepName, now: asOf, href: `/people/${personId}/case` }),
    others: file.others.map(code => otherText(agency(code).name)),
    newsHref: plan === undefined || past ? '' : `${href}/news?seen=${plan.version}`,
    whole: planForms(view, ['open', 'join', 'decline']),
    onTeam: file.standing === 'on-team',
    asked: plan?.team.find(one => one.agency === view.ownAgency)?.asked?.words ?? '',
    team: plan === undefined || file.standing === 'outside' ? [] : plan.team.map(one => memberRow(one, view)),
    ...(plan !== undefined && file.standing === 'on-team' ? contentOf(plan, view) : {}),
  } satisfies PageModel & Record<string, unknown>
}

function otherText(name: string): string {
  return `${name} opened another plan before it was known that this is one child. Agree which one goes on, and close the other.`
}

/** What the team wrote, section by section. */
function contentOf(plan: Plan, view: PlanView) {
  const { file, ownAgency } = view
  const open = plan.actions.filter(action => action.state === 'open').toSorted((a, b) => byDay(a.dueOn, b.dueOn))
  const turn = (action: PlanAction) => {
    const owner = ownerOf(action, plan)
    return owner === undefined ? 0 : owner.agency === ownAgency ? 1 : 2
  }
  const standing = plan.contingencies.filter(one => one.ended === undefined)
  const today = londonDay(file.asOf)
  return {
    purpose: plan.opened.words ?? '',
    closed: plan.closed === undefined ? '' : `Closed: ${plan.closed.words ?? ''} (${byOf(plan.closed, view)})`,
    said: plan.said.toReversed().map(one => saidRow(one, view)),
    sayForms: planForms(view, ['say']),
    leaving: standing.filter(one => one.about === 'leaving').map(one => ifThenRow(one, plan, view)),
    leavingForms: file.moves.includes('if') ? ifForms(view, true) : [],
    needs: plan.needs.filter(one => one.met === undefined).map(one => needRow(one, plan, view)),
    met: plan.needs.flatMap(one => (one.met === undefined ? [] : [metText(one, one.met, view)])),
    needForms: planForms(view, ['need']),
    actions: open.toSorted((a, b) => turn(a) - turn(b)).map(one => actionRow(one, plan, view)),
    over: plan.actions
      .filter(action => action.state !== 'open')
      .toReversed()
      .slice(0, MOST_ENTRIES)
      .map(one => overRow(one, view)),
    overBefore: plan.actions.length - open.length > MOST_ENTRIES,
    actForms: planForms(view, ['act']),
    ifs: standing.filter(one => one.about !== 'leaving').map(one => ifThenRow(one, plan, view)),
    ifForms: file.moves.includes('if') ? ifForms(view, false) : [],
    visits: plan.visits
      .filter(one => one.on >= today)
      .toSorted((a, b) => byDay(a.on, b.on))
      .map(one => visitRow(one, plan, view)),
    visitsBefore: plan.visits
      .filter(one => one.on < today)
      .toReversed()
      .map(one => visitRow(one, plan, view)),
    visitForms: bookForms(plan, view),
    teamForms: planForms(view, ['invite', 'leave']),
    endForms: planForms(view, ['close']),
    entries: file.events
      .slice(-MOST_ENTRIES)
      .toReversed()
      .map(event => entryOf(event, view)),
    more:
      file.events.length > MOST_ENTRIES
        ? `Only the newest ${MOST_ENTRIES} of ${file.events.length} entries are shown. Choose an earlier day below for those before.`
        : '',
  }
}

function byDay(a: string, b: string): number {
  return a.localeCompare(b)
}

function sentenceOf(view: PlanView): string {
  const { file, agency, ownAgency } = view
  const { plan, answers } = file
  if (plan === undefined)
    return file.moves.includes('open')
      ? 'There is no plan yet. Your agency leads for this child: open the plan, then invite the agencies that help.'
      : 'There is no plan yet. The agency that leads for the child opens it.'
  const opener = agency(answers ?? plan.opened.agency).name
  if (plan.closed !== undefined && file.standing !== 'on-team') return 'There was a plan for this child. It is closed.'
  if (file.standing === 'invited')
    return `${agency(answers ?? plan.opened.agency).name} asks your agency to join the team of the plan for this child. Join it, or decline and say why.`
  if (file.standing === 'outside')
    return `There is a plan for this child, and ${opener} answers for it. Your agency is not on its team: ring ${ringText(agency(answers ?? plan.opened.agency))}.`
  if (plan.closed !== undefined) return 'This plan is closed. It can be read, and nobody writes in it.'
  return `What ${count(plan.team.filter(one => one.state === 'on').length, 'agency', 'agencies')} do together for this child. ${yourPart(plan, ownAgency, file.asOf)}`
}

function ringText({ name, phone, outOfHoursPhone }: AgencyWords): string {
  const numbers = [phone, outOfHoursPhone === undefined ? undefined : `out of hours ${outOfHoursPhone}`]
  const known = numbers.filter(one => one !== undefined).join(', ')
  return known === '' ? `${name} by your own directory` : `${name}, ${known}`
}

function yourPart(plan: Plan, ownAgency: AgencyId, at: Instant): string {
  const mine = plan.actions.filter(one => one.state === 'open' && ownerOf(one, plan)?.agency === ownAgency)
  if (mine.length === 0) return 'Nothing in it waits for your agency now.'
  const late = mine.filter(one => actionDue(one) <= at).length
  const overdue = late === 0 ? '' : `, ${late} overdue`
  return `${count(mine.length, 'action')} in it ${mine.length === 1 ? 'is' : 'are'} yours to do${overdue}.`
}

function memberRow({ agency: code, state, asked, answer }: Plan['team'][number], view: PlanView) {
  const { name, phone, outOfHoursPhone } = view.agency(code)
  const leads = view.file.answers === code
  return {
    name,
    tag: leads ? { text: 'Leads the plan', classes: 'govuk-tag--blue' } : MEMBER_TAGS[state],
    numbers: [
      ...(phone === undefined ? [] : [phone]),
      ...(outOfHoursPhone === undefined ? [] : [`out of hours ${outOfHoursPhone}`]),
    ].join(', '),
    words: [
      ...(asked?.words ? [`Asked: ${asked.words} (${byOf(asked, view)})`] : []),
      ...(answer?.words ? [`${answer.words} (${byOf(answer, view)})`] : []),
    ],
  }
}

function byOf({ byName, agency: code, at }: Written, { agency, file }: PlanView): string {
  return [byName ?? '', agency(code).name, agoText(at, file.asOf)].filter(Boolean).join(', ')
}

function saidRow(one: ChildWords, view: PlanView) {
  return {
    words: one.words ?? '',
    by: `${plainDateText(one.heardOn)}, heard by ${one.heardBy}. Written down by ${[one.byName ?? '', view.agency(one.agency).name].filter(Boolean).join(', ')}.`,
  }
}

function ifThenRow(one: Contingency, plan: Plan, view: PlanView) {
  return {
    id: one.itemId,
    when: one.when,
    words: one.noted.words ?? '',
    ring: one.ring,
    phone: one.phone,
    href: `tel:${one.phone.replaceAll(/[^\d+]/g, '')}`,
    about: one.about === 'missing' ? 'If the child goes missing again' : '',
    by: byOf(one.noted, view),
    forms: itemForms(one.itemId, one.version, plan, view, {
      'change-if': {
        values: { when: one.when, words: one.noted.words ?? '', ring: one.ring, phone: one.phone },
        about: one.about,
      },
    }),
  }
}

function needRow(need: Need, plan: Plan, view: PlanView) {
  return {
    id: need.itemId,
    words: need.noted.words ?? '',
    by: byOf(need.noted, view),
    forms: itemForms(need.itemId, need.version, plan, view),
  }
}

function metText(need: Need, met: Written, view: PlanView): string {
  return `${need.noted.words ?? ''}: ${met.words ?? ''} (${byOf(met, view)})`
}

function actionRow(action: PlanAction, plan: Plan, view: PlanView) {
  const { agency, file } = view
  const owner = ownerOf(action, plan)
  const standing = clockTag(actionStanding(actionDue(action), file.asOf))
  const due = standing?.text === 'Time ran out' ? { ...standing, text: 'Overdue' } : standing
  const last = action.moves.at(-1)
  const was = `${action.owner.name}, ${agency(action.owner.agency).name}`
  return {
    id: action.itemId,
    words: action.noted.words ?? '',
    owner:
      owner === undefined
        ? `Nobody: it was for ${was}. ${file.answers === undefined ? '' : `${agency(file.answers).name} gives it to somebody.`}`
        : was,
    due: plainDateText(action.dueOn),
    tags: [
      ...(owner === undefined ? [{ text: 'No owner', classes: 'govuk-tag--red' }] : []),
      ...(due === undefined ? [] : [due === standing ? { ...due, text: 'Due soon' } : due]),
    ],
    by: `Added by ${byOf(action.noted, view)}.`,
    moved: last === undefined ? '' : `Changed: ${last.words ?? ''} (${byOf(last, view)})`,
    left: action.ownerLeft === undefined ? '' : `${action.ownerLeft.words ?? ''} (${byOf(action.ownerLeft, view)})`,
    forms: itemForms(action.itemId, action.version, plan, view, {
      move: { values: { agency: action.owner.agency, name: action.owner.name, dueOn: action.dueOn } },
    }),
  }
}

function overRow(action: PlanAction, view: PlanView) {
  return {
    words: action.noted.words ?? '',
    tag: OUTCOME_TAGS[action.state],
    outcome: action.outcome === undefined ? '' : `${action.outcome.words ?? ''} (${byOf(action.outcome, view)})`,
  }
}

function visitRow(visit: Visit, plan: Plan, view: PlanView) {
  const near = visitsNear(plan, { agency: visit.noted.agency, on: visit.on })
  return {
    id: visit.itemId,
    title: [plainDateText(visit.on), visit.at ?? ''].filter(Boolean).join(', '),
    who: `${visit.who}, ${view.agency(visit.noted.agency).name}`,
    words: visit.noted.words ?? '',
    cancelled: visit.cancelled === undefined ? '' : `${visit.cancelled.words ?? ''} (${byOf(visit.cancelled, view)})`,
    also: visit.cancelled === undefined ? near.map(one => alsoText(one, view)) : [],
    forms: itemForms(visit.itemId, visit.version, plan, view),
  }
}

function alsoText(visit: Visit, { agency }: PlanView): string {
  const other = agency(visit.noted.agency)
  return `${other.name} also visits: ${plainDateText(visit.on)}${visit.at === undefined ? '' : `, ${visit.at}`}, ${visit.who}. Ring ${ringText(other)} about going together.`
}

interface Prefilled {
  readonly values: Readonly<Record<string, string>>
  readonly about?: string
}

/** Forms of what the reader may do to one thing in the plan. */
function itemForms(
  itemId: string,
  version: number,
  plan: Plan,
  view: PlanView,
  prefilled: Partial<Record<ItemMove, Prefilled>> = {},
): readonly CaseForm[] {
  const { file, ownAgency, mayChange, now } = view
  if (!mayChange || file.asOf !== now) return []
  return itemMoves(plan, file.lead, ownAgency, itemId).map(kind => {
    const { values, about } = prefilled[kind] ?? {}
    const words = itemFormWords(kind, teamItems(plan, view))
    const hidden = [
      { name: 'planId', value: plan.planId },
      { name: 'itemId', value: itemId },
      { name: 'version', value: String(version) },
      ...(about === undefined ? [] : [{ name: 'about', value: about }]),
    ]
    return formIn(view, words, { kind, key: `${kind}-${itemId}`, hidden, ...(values === undefined ? {} : { values }) })
  })
}

/** Forms of what the reader may do to the plan as a whole, of these. */
function planForms(view: PlanView, kinds: readonly PlanMove[]): readonly CaseForm[] {
  const { file, agencies, mayChange, ownAgency } = view
  const { plan, moves } = file
  if (!mayChange) return []
  const items = agencies.map(({ code, name }) => ({ value: code, text: name }))
  const team = plan === undefined ? [] : teamItems(plan, view)
  const leavers = team.filter(
    ({ value }) => plan !== undefined && mayLeave(plan, file.lead, ownAgency, value as AgencyId),
  )
  return kinds
    .filter(kind => moves.includes(kind))
    .map(kind => {
      const words = planFormWords(kind, { agencies: items, team, mayLeave: leavers })
      const hidden = kind === 'open' || plan === undefined ? [] : [{ name: 'planId', value: plan.planId }]
      return formIn(view, words, { kind, key: kind, hidden, open: kind === 'open' || kind === 'join' })
    })
}

function ifForms(view: PlanView, leaving: boolean): readonly CaseForm[] {
  if (!view.mayChange || view.file.plan === undefined) return []
  const hidden = [
    { name: 'planId', value: view.file.plan.planId },
    ...(leaving ? [{ name: 'about', value: 'leaving' }] : []),
  ]
  const isHere = (view.typed['about'] === 'leaving') === leaving
  const about = isHere && typeof view.typed['about'] === 'string' ? view.typed['about'] : ''
  const key = ['if', leaving ? 'leaving' : about].filter(Boolean).join('-')
  const shown = isHere ? view : { ...view, typed: {} }
  return [formIn(shown, ifThenWords(leaving), { kind: 'if', key, hidden })]
}

/** A second visit is not forbidden: the form comes back with who else goes, and is sent again as it is. */
function bookForms(plan: Plan, view: PlanView): readonly CaseForm[] {
  const { typed, ownAgency } = view
  const day = parsePlainDate(typed['kind'] === 'book' && typeof typed['visitOn'] === 'string' ? typed['visitOn'] : '')
  const near = day.ok ? visitsNear(plan, { agency: ownAgency, on: day.value }) : []
  const forms = planForms(view, ['book'])
  if (near.length === 0) return forms
  return forms.map(form => ({
    ...form,
    intro: near.map(one => alsoText(one, view)).join(' '),
    button: NEAR_BUTTON,
    hidden: [...form.hidden, { name: 'knows', value: 'yes' }],
  }))
}

function formIn(
  view: PlanView,
  words: Words,
  frame: {
    readonly kind: string
    readonly key: string
    readonly hidden: CaseForm['hidden']
    readonly open?: boolean
    readonly values?: Readonly<Record<string, string>>
  },
): CaseForm {
  const action = `/people/${view.file.personId}/plan`
  return formOf(words, { open: false, ...frame, action }, view)
}

function teamItems(plan: Plan, { agency }: PlanView): readonly Item[] {
  return plan.team
    .filter(one => isOnTeam(plan, one.agency))
    .map(one => ({ value: one.agency, text: agency(one.agency).name }))
}

function entryOf(event: PlanEvent, { agency }: PlanView) {
  return {
    kind: 'event',
    title: PLAN_EVENT_TITLES[event.kind],
    text: [factsOf(event, agency), event.words ?? ''].filter(Boolean).join(' · '),
    href: '',
    agency: [event.byName ?? '', agency(event.agency).name].filter(Boolean).join(', '),
    time: { text: momentText(event.recordedAt), iso: event.recordedAt },
  }
}

function factsOf(event: PlanEvent, agency: (code: string) => AgencyWords): string {
  switch (event.kind) {
    case 'team-invited':
    case 'team-left':
      return agency(event.facts.agency).name
    case 'child-said':
      return `${plainDateText(event.facts.heardOn)}, heard by ${event.facts.heardBy}`
    case 'action-added':
    case 'action-moved':
      return `${event.facts.owner.name}, ${agency(event.facts.owner.agency).name}, by ${plainDateText(event.facts.dueOn)}`
    case 'contingency-set':
      return `If: ${event.facts.when}`
    case 'visit-booked':
      return `${plainDateText(event.facts.on)}, ${event.facts.who}`
    default:
      return ''
  }
}
