import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate } from '../values/time.ts'
import type { CaseEvent, IfThen, Owner, PlanEvent, VisitTime } from './event.ts'

/** Who wrote something in a plan, when, and in which words. */
export interface Written {
  readonly at: Instant
  readonly agency: AgencyId
  readonly byName: string | null
  /** Null for a reader who was not told them. */
  readonly words: string | null
}

export type MemberState = 'invited' | 'on' | 'declined' | 'left'

/** An agency of the team, or one that was asked to join it. */
export interface Member {
  readonly agency: AgencyId
  readonly state: MemberState
  readonly since: Instant
  readonly invitationId?: string
  /** What it was asked. */
  readonly asked?: Written
  /** Its answer, or why it left. */
  readonly answer?: Written
}

/** What the child said, as somebody heard it. */
export interface ChildWords extends Written {
  readonly heardOn: PlainDate
  readonly heardBy: string
}

/** Something in a plan that several agencies may write to. */
interface Item {
  readonly itemId: string
  /** How many events it has had: the version that a change names. */
  readonly version: number
  readonly noted: Written
}

/** Something that the child needs, and what met it. */
export interface Need extends Item {
  readonly met?: Written
}

/** Something that somebody does for the child by a day. */
export interface PlanAction extends Item {
  readonly owner: Owner
  readonly dueOn: PlainDate
  readonly state: 'open' | 'done' | 'not-done'
  /** The named owner has left their post; somebody else has to take it on. */
  readonly ownerLeft?: Written
  /** Each change of owner or day, oldest first, with its reason. */
  readonly moves: readonly Written[]
  /** What came of it, or why it was not done. */
  readonly outcome?: Written
}

/** If this happens, then that is done. `noted` is the newest wording. */
export interface Contingency extends Item, IfThen {
  readonly ended?: Written
}

/** A visit to the child that an agency has booked. `noted` says what for. */
export interface Visit extends Item, VisitTime {
  readonly cancelled?: Written
}

/** The plan for a child, as far as the reader was told of it. Whoever is not on the team knows only that there is one. */
export interface Plan {
  readonly planId: string
  readonly opened: Written
  readonly closed?: Written
  /** In the order in which they came to it. */
  readonly team: readonly Member[]
  /** Oldest first, as all that follow. */
  readonly said: readonly ChildWords[]
  readonly needs: readonly Need[]
  readonly actions: readonly PlanAction[]
  readonly contingencies: readonly Contingency[]
  readonly visits: readonly Visit[]
  /** How many events of it the reader knows. */
  readonly version: number
}

/** Oldest first. At most one is open, unless records of one child were linked only after both were opened. */
export type PlanState = readonly Plan[]

/** Whether an agency is on the team of a plan now. */
export function isOnTeam(plan: Plan, agency: AgencyId): boolean {
  return plan.team.some(one => one.agency === agency && one.state === 'on')
}

/** Whether an agency was asked to join and has not answered. */
export function isInvited(plan: Plan, agency: AgencyId): boolean {
  return plan.team.some(one => one.agency === agency && one.state === 'invited')
}

/** What an agency that is not on the team may know of a plan: that there is one; and who is on its team, when it is asked to join. */
export function shapeOf(plan: Plan, agency: AgencyId): Plan {
  const team = isInvited(plan, agency) ? plan.team : plan.team.filter(one => one.agency === plan.opened.agency)
  return { ...plan, team, said: [], needs: [], actions: [], contingencies: [], visits: [] }
}

/** Whether an event belongs to a plan. */
export function isOfPlan(event: CaseEvent): event is PlanEvent {
  return 'planId' in event.facts
}

/** The plans after one more event. What happens to an unknown or closed plan, or is written by who is not on its team, changes nothing. */
export function plansAfter(state: PlanState, event: CaseEvent): PlanState {
  if (!isOfPlan(event)) return state
  if (event.kind === 'plan-opened')
    return state.some(one => one.planId === event.facts.planId) ? state : [...state, opened(event)]
  return state.map(plan => {
    if (plan.planId !== event.facts.planId || plan.closed !== undefined) return plan
    const next = changed(plan, event)
    return next === undefined ? plan : { ...next, version: plan.version + 1 }
  })
}

type Of<Kind extends PlanEvent['kind']> = Extract<PlanEvent, { kind: Kind }>

function opened(event: Of<'plan-opened'>): Plan {
  const { agency, recordedAt } = event
  return {
    planId: event.facts.planId,
    opened: writtenIn(event),
    team: [{ agency, state: 'on', since: recordedAt }],
    said: [],
    needs: [],
    actions: [],
    contingencies: [],
    visits: [],
    version: 1,
  }
}

function writtenIn({ happenedAt, agency, byName, words }: PlanEvent): Written {
  return { at: happenedAt, agency, byName, words }
}

/** Undefined for what cannot have happened. */
function changed(plan: Plan, event: PlanEvent): Plan | undefined {
  if (event.kind === 'team-joined' || event.kind === 'team-declined') {
    if (!isInvited(plan, event.agency)) return undefined
    const state = event.kind === 'team-joined' ? 'on' : 'declined'
    return withMember(plan, event.agency, { state, since: event.recordedAt, answer: writtenIn(event) })
  }
  if (!isOnTeam(plan, event.agency)) return undefined
  const written = writtenIn(event)
  switch (event.kind) {
    case 'team-invited':
      return invited(plan, event)
    case 'team-left':
      if (!isOnTeam(plan, event.facts.agency)) return undefined
      return withMember(plan, event.facts.agency, { state: 'left', since: event.recordedAt, answer: written })
    case 'plan-closed':
      return { ...plan, closed: written }
    case 'child-said': {
      const { heardOn, heardBy } = event.facts
      return { ...plan, said: [...plan.said, { ...written, heardOn, heardBy }] }
    }
    case 'need-noted':
      return { ...plan, needs: [...plan.needs, itemOf(event)] }
    case 'need-met':
      return { ...plan, needs: withItem(plan.needs, event, need => ({ met: need.met ?? written })) }
    case 'action-added':
    case 'action-moved':
    case 'action-done':
    case 'action-not-done':
    case 'action-owner-left':
      return { ...plan, actions: actionsAfter(plan.actions, event) }
    case 'contingency-set':
      return { ...plan, contingencies: contingenciesAfter(plan.contingencies, event) }
    case 'contingency-ended':
      return { ...plan, contingencies: withItem(plan.contingencies, event, () => ({ ended: written })) }
    case 'visit-booked': {
      const { on, at, who } = event.facts
      return { ...plan, visits: [...plan.visits, { ...itemOf(event), on, at, who }] }
    }
    case 'visit-cancelled':
      return { ...plan, visits: withItem(plan.visits, event, () => ({ cancelled: written })) }
    default:
      return undefined
  }
}

/** Asked again after it declined or left, an agency stands where it stood. */
function invited(plan: Plan, event: Of<'team-invited'>): Plan | undefined {
  const { agency, invitationId } = event.facts
  if (isOnTeam(plan, agency) || isInvited(plan, agency)) return undefined
  const asked = { state: 'invited', since: event.recordedAt, invitationId, asked: writtenIn(event) } as const
  return plan.team.some(one => one.agency === agency)
    ? withMember(plan, agency, asked)
    : { ...plan, team: [...plan.team, { agency, ...asked }] }
}

function withMember(plan: Plan, agency: AgencyId, change: Partial<Member>): Plan {
  return { ...plan, team: plan.team.map(one => (one.agency === agency ? { ...one, ...change } : one)) }
}

type OfItem = Extract<PlanEvent, { readonly facts: { readonly itemId: string } }>

function itemOf(event: OfItem): Item {
  return { itemId: event.facts.itemId, version: 1, noted: writtenIn(event) }
}

function withItem<T extends Item>(items: readonly T[], event: OfItem, change: (item: T) => Partial<T>): readonly T[] {
  // From the end, since what changes was mostly written last: a plan may have thousands of them.
  const at = items.findLastIndex(one => one.itemId === event.facts.itemId)
  const item = items[at]
  return item === undefined ? items : items.with(at, { ...item, ...change(item), version: item.version + 1 })
}

type ActionEvent = Of<'action-added' | 'action-moved' | 'action-done' | 'action-not-done' | 'action-owner-left'>

/** The first outcome stands; nothing happens to an action after it. */
function actionsAfter(actions: readonly PlanAction[], event: ActionEvent): readonly PlanAction[] {
  if (event.kind === 'action-added') {
    const { owner, dueOn } = event.facts
    return [...actions, { ...itemOf(event), owner, dueOn, state: 'open', moves: [] }]
  }
  const at = actions.findLastIndex(one => one.itemId === event.facts.itemId)
  const action = actions[at]
  if (action?.state !== 'open') return actions
  return actions.with(at, { ...actionAfter(action, event), version: action.version + 1 })
}

function actionAfter(action: PlanAction, event: Exclude<ActionEvent, Of<'action-added'>>): PlanAction {
  const written = writtenIn(event)
  if (event.kind === 'action-done') return { ...action, state: 'done', outcome: written }
  if (event.kind === 'action-not-done') return { ...action, state: 'not-done', outcome: written }
  if (event.kind === 'action-owner-left') return { ...action, ownerLeft: written }
  const { ownerLeft: _gone, ...rest } = action
  const { owner, dueOn } = event.facts
  return { ...rest, owner, dueOn, moves: [...action.moves, written] }
}

function contingenciesAfter(all: readonly Contingency[], event: Of<'contingency-set'>): readonly Contingency[] {
  const { itemId, about, when, ring, phone } = event.facts
  const now = { about, when, ring, phone, noted: writtenIn(event) }
  if (all.some(one => one.itemId === itemId)) return withItem(all, event, () => now)
  return [...all, { ...itemOf(event), ...now }]
}
