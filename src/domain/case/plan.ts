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

/** A plan that is being put together from its events, in place: one of years has thousands, and copying its lists for each costs their square. */
type Draft = { -readonly [Key in keyof Plan]: Plan[Key] extends readonly (infer Entry)[] ? Entry[] : Plan[Key] }

/** The plans after these events. What happens to an unknown or closed plan, or is written by who is not on its team, changes nothing. */
export function plansFrom(events: readonly CaseEvent[]): PlanState {
  const plans = new Map<string, Draft>()
  for (const event of events) {
    if (!isOfPlan(event)) continue
    const { planId } = event.facts
    const plan = plans.get(planId)
    if (event.kind === 'plan-opened') {
      if (plan === undefined) plans.set(planId, opened(event))
    } else if (plan !== undefined && plan.closed === undefined && change(plan, event)) plan.version += 1
  }
  return [...plans.values()]
}

type Of<Kind extends PlanEvent['kind']> = Extract<PlanEvent, { kind: Kind }>

function opened(event: Of<'plan-opened'>): Draft {
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

/** False for what cannot have happened: it changes nothing. */
function change(plan: Draft, event: PlanEvent): boolean {
  if (event.kind === 'team-joined' || event.kind === 'team-declined') {
    if (!isInvited(plan, event.agency)) return false
    const state = event.kind === 'team-joined' ? 'on' : 'declined'
    changeMember(plan, event.agency, { state, since: event.recordedAt, answer: writtenIn(event) })
    return true
  }
  if (!isOnTeam(plan, event.agency)) return false
  const written = writtenIn(event)
  switch (event.kind) {
    case 'team-invited':
      return invite(plan, event)
    case 'team-left':
      if (!isOnTeam(plan, event.facts.agency)) return false
      changeMember(plan, event.facts.agency, { state: 'left', since: event.recordedAt, answer: written })
      break
    case 'plan-closed':
      plan.closed = written
      break
    case 'child-said': {
      const { heardOn, heardBy } = event.facts
      plan.said.push({ ...written, heardOn, heardBy })
      break
    }
    case 'need-noted':
      plan.needs.push(itemOf(event))
      break
    case 'need-met':
      changeItem(plan.needs, event, need => ({ met: need.met ?? written }))
      break
    case 'action-added': {
      const { owner, dueOn } = event.facts
      plan.actions.push({ ...itemOf(event), owner, dueOn, state: 'open', moves: [] })
      break
    }
    case 'action-moved':
    case 'action-done':
    case 'action-not-done':
    case 'action-owner-left':
      changeAction(plan.actions, event)
      break
    case 'contingency-set': {
      const { itemId, about, when, ring, phone } = event.facts
      const now = { about, when, ring, phone, noted: written }
      if (plan.contingencies.some(one => one.itemId === itemId)) changeItem(plan.contingencies, event, () => now)
      else plan.contingencies.push({ ...itemOf(event), ...now })
      break
    }
    case 'contingency-ended':
      changeItem(plan.contingencies, event, () => ({ ended: written }))
      break
    case 'visit-booked': {
      const { on, at, who } = event.facts
      plan.visits.push({ ...itemOf(event), on, at, who })
      break
    }
    case 'visit-cancelled':
      changeItem(plan.visits, event, () => ({ cancelled: written }))
      break
    default:
      return false
  }
  return true
}

/** Asked again after it declined or left, an agency stands where it stood. */
function invite(plan: Draft, event: Of<'team-invited'>): boolean {
  const { agency, invitationId } = event.facts
  if (isOnTeam(plan, agency) || isInvited(plan, agency)) return false
  const asked = { state: 'invited', since: event.recordedAt, invitationId, asked: writtenIn(event) } as const
  if (plan.team.some(one => one.agency === agency)) changeMember(plan, agency, asked)
  else plan.team.push({ agency, ...asked })
  return true
}

function changeMember(plan: Draft, agency: AgencyId, what: Partial<Member>): void {
  plan.team = plan.team.map(one => (one.agency === agency ? { ...one, ...what } : one))
}

type OfItem = Extract<PlanEvent, { readonly facts: { readonly itemId: string } }>

function itemOf(event: OfItem): Item {
  return { itemId: event.facts.itemId, version: 1, noted: writtenIn(event) }
}

function changeItem<T extends Item>(items: T[], event: OfItem, what: (item: T) => Partial<T>): void {
  // From the end, since what changes was mostly written last.
  const at = items.findLastIndex(one => one.itemId === event.facts.itemId)
  const item = items[at]
  if (item !== undefined) items[at] = { ...item, ...what(item), version: item.version + 1 }
}

type ActionEvent = Of<'action-moved' | 'action-done' | 'action-not-done' | 'action-owner-left'>

/** The first outcome stands; nothing happens to an action after it. */
function changeAction(actions: PlanAction[], event: ActionEvent): void {
  const at = actions.findLastIndex(one => one.itemId === event.facts.itemId)
  const action = actions[at]
  if (action?.state === 'open') actions[at] = { ...actionAfter(action, event), version: action.version + 1 }
}

function actionAfter(action: PlanAction, event: ActionEvent): PlanAction {
  const written = writtenIn(event)
  if (event.kind === 'action-done') return { ...action, state: 'done', outcome: written }
  if (event.kind === 'action-not-done') return { ...action, state: 'not-done', outcome: written }
  if (event.kind === 'action-owner-left') return { ...action, ownerLeft: written }
  const { ownerLeft: _gone, ...rest } = action
  const { owner, dueOn } = event.facts
  return { ...rest, owner, dueOn, moves: [...action.moves, written] }
}
