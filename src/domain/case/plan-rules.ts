import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { endOfDay, londonDay } from '../values/london.ts'
import { daysBetween, type Instant, type PlainDate, plusDays } from '../values/time.ts'
import type { ClockStanding } from './clocks.ts'
import type { IfThen, NewCaseEvent, Owner, PlanEvent, VisitTime } from './event.ts'
import { dutyOf, type LeadState } from './lead.ts'
import { agencyProblems, type Dissolved, type Doer } from './lead-rules.ts'
import { isInvited, isOnTeam, type Plan, type PlanAction, type PlanState, type Visit } from './plan.ts'

interface InPlan {
  readonly planId: string
  readonly words: string
}

/** Something that was there when whoever changes it looked. */
interface OnItem extends InPlan {
  readonly itemId: string
  /** Of the item, as it was seen. */
  readonly version: number
}

/** What an agency does about the plan for a child. */
export type PlanCommand =
  | { readonly kind: 'open'; readonly words: string }
  | (InPlan & { readonly kind: 'invite' | 'leave'; readonly agency: AgencyId })
  | (InPlan & { readonly kind: 'join' | 'decline' | 'need' | 'close' })
  | (InPlan & { readonly kind: 'say'; readonly heardOn: PlainDate; readonly heardBy: string })
  | (InPlan & { readonly kind: 'act'; readonly owner: Owner; readonly dueOn: PlainDate })
  | (OnItem & { readonly kind: 'move'; readonly owner: Owner; readonly dueOn: PlainDate })
  | (OnItem & { readonly kind: 'met' | 'done' | 'not-done' | 'owner-left' | 'end-if' | 'cancel' })
  | (InPlan & { readonly kind: 'if' } & IfThen)
  | (OnItem & { readonly kind: 'change-if' } & IfThen)
  | (InPlan & { readonly kind: 'book'; readonly knows: boolean } & VisitTime)

export type PlanMove = PlanCommand['kind']

/** What may be done to a plan as a whole, in the order of a page. */
export const PLAN_MOVES = [
  'open',
  'join',
  'decline',
  'say',
  'need',
  'act',
  'if',
  'book',
  'invite',
  'leave',
  'close',
] as const satisfies readonly PlanMove[]

/** What may be done to something that stands in a plan. */
export const ITEM_MOVES = [
  'met',
  'done',
  'not-done',
  'move',
  'owner-left',
  'change-if',
  'end-if',
  'cancel',
] as const satisfies readonly PlanMove[]

export type ItemMove = (typeof ITEM_MOVES)[number]

/** What the reference data says about plans. */
export interface PlanRules {
  readonly isAgency: (code: string) => boolean
  readonly dissolved: ReadonlyMap<string, Dissolved>
}

const LONGEST_LINE = 200
/** No action, visit or word of the child is so far away that its day is right. */
const MOST_DAYS = 2 * 366

/** The plan that an agency means when it looks: one whose team it is on or is asked to join, else the one that is open, else the last. */
export function planFor(plans: PlanState, agency: AgencyId): Plan | undefined {
  const open = plans.filter(one => one.closed === undefined)
  return open.find(one => isOnTeam(one, agency)) ?? open.find(one => isInvited(one, agency)) ?? open[0] ?? plans.at(-1)
}

/** The agency that answers for the plan: the one that leads for the child while it is on the team, else the one that opened it, else the first. */
export function planLead(plan: Plan, lead: LeadState): AgencyId | undefined {
  const on = plan.team.filter(one => one.state === 'on').map(one => one.agency)
  return [lead.lead?.agency, plan.opened.agency].find(one => one !== undefined && on.includes(one)) ?? on[0]
}

/** Who has to do an action; undefined when its owner has left their post, or their agency the team: then it is for who leads the plan. */
export function ownerOf(action: PlanAction, plan: Plan): Owner | undefined {
  return action.ownerLeft === undefined && isOnTeam(plan, action.owner.agency) ? action.owner : undefined
}

/** When an open action is overdue: at the end of its day. */
export function actionDue(action: PlanAction): Instant {
  return endOfDay(action.dueOn)
}

/** Whether an open action is overdue, or due today or tomorrow. */
export function actionStanding(dueAt: Instant, now: Instant): ClockStanding {
  if (dueAt <= now) return 'late'
  return daysBetween(londonDay(now), londonDay(dueAt)) <= 1 ? 'soon' : 'in-time'
}

/** Whether a visit that stands is on a day, or on the day beside it. */
export function isBeside({ on, cancelled }: Visit, day: PlainDate): boolean {
  return cancelled === undefined && Math.abs(daysBetween(on, day)) <= 1
}

/** Visits that stand, of other agencies, on the same day or on the day beside it. */
export function visitsNear(
  plan: Plan,
  { agency, on }: { readonly agency: AgencyId; readonly on: PlainDate },
): readonly Visit[] {
  return plan.visits.filter(one => one.noted.agency !== agency && isBeside(one, on))
}

/** What an agency may do to the plan as a whole now. */
export function planMoves(plan: Plan | undefined, lead: LeadState, agency: AgencyId): PlanMove[] {
  if (plan === undefined || plan.closed !== undefined)
    return dutyOf(lead)?.agency === agency || lead.lead?.agency === agency ? ['open'] : []
  if (isInvited(plan, agency)) return ['join', 'decline']
  if (!isOnTeam(plan, agency)) return []
  const leads = planLead(plan, lead) === agency
  const may: readonly (readonly [PlanMove, boolean])[] = [
    ['say', true],
    ['need', true],
    ['act', true],
    ['if', true],
    ['book', true],
    ['invite', leads],
    ['leave', plan.team.some(one => mayLeave(plan, lead, agency, one.agency))],
    ['close', leads],
  ]
  return may.filter(([, yes]) => yes).map(([move]) => move)
}

/** Whether one agency may end the membership of another or its own. Who leads the plan stays while it does. */
export function mayLeave(plan: Plan, lead: LeadState, agency: AgencyId, who: AgencyId): boolean {
  const leads = planLead(plan, lead)
  return isOnTeam(plan, who) && who !== leads && (who === agency || leads === agency)
}

/** What an agency may do to one thing that stands in a plan. */
export function itemMoves(plan: Plan, lead: LeadState, agency: AgencyId, itemId: string): ItemMove[] {
  if (plan.closed !== undefined || !isOnTeam(plan, agency)) return []
  if (plan.needs.some(one => one.itemId === itemId && one.met === undefined)) return ['met']
  if (plan.contingencies.some(one => one.itemId === itemId && one.ended === undefined)) return ['change-if', 'end-if']
  const visit = plan.visits.find(one => one.itemId === itemId)
  if (visit !== undefined) return visit.cancelled === undefined && visit.noted.agency === agency ? ['cancel'] : []
  const action = plan.actions.find(one => one.itemId === itemId)
  if (action === undefined || action.state !== 'open') return []
  const owner = ownerOf(action, plan)
  const left: ItemMove[] = owner === undefined ? [] : ['owner-left']
  const mine = owner?.agency === agency || planLead(plan, lead) === agency
  return mine ? ['done', 'not-done', 'move', ...left] : left
}

/** Whether this very thing may be done as the plan stands. */
export function mayPlan(plan: Plan | undefined, lead: LeadState, command: PlanCommand, agency: AgencyId): boolean {
  if ('itemId' in command)
    return plan !== undefined && itemMoves(plan, lead, agency, command.itemId).some(move => move === command.kind)
  if (!planMoves(plan, lead, agency).includes(command.kind)) return false
  return command.kind !== 'leave' || (plan !== undefined && mayLeave(plan, lead, agency, command.agency))
}

/** The version of a thing in a plan; undefined when it is not there. */
export function versionOf(plan: Plan, itemId: string): number | undefined {
  return [...plan.needs, ...plan.actions, ...plan.contingencies, ...plan.visits].find(one => one.itemId === itemId)
    ?.version
}

const TO_WRITE: Readonly<Record<PlanMove, string>> = {
  open: 'Say what the plan is for',
  invite: 'Say why you ask them, and what they can bring',
  join: 'Say who works with the child for your agency',
  decline: 'Say why you do not join; the team reads it',
  leave: 'Say why, and who goes on with what was theirs',
  say: 'Write what the child said, in the child’s own words',
  need: 'Say what the child needs',
  met: 'Say what met the need',
  act: 'Say what is to be done',
  done: 'Say what came of it',
  'not-done': 'Say why it was not done',
  move: 'Say why the owner or the day changes',
  'owner-left': 'Say who told you that the owner has left',
  if: 'Say what is done then, and by whom',
  'change-if': 'Say what is done then, and by whom',
  'end-if': 'Say why this no longer holds',
  book: 'Say what the visit is for',
  cancel: 'Say why the visit does not take place',
  close: 'Say why there need be no plan any more',
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function planProblems(
  plan: Plan | undefined,
  command: PlanCommand,
  rules: PlanRules,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
): FieldProblem[] {
  const words = textProblems('words', command.words, TO_WRITE[command.kind])
  const today = londonDay(now)
  switch (command.kind) {
    case 'invite':
      return [...inviteProblems(plan, command.agency, rules), ...words]
    case 'say':
      return [
        ...words,
        ...textProblems('heardBy', command.heardBy, 'Enter who heard it'),
        ...tooLong('heardBy', command.heardBy, LONGEST_LINE),
        ...dayProblems('heardOn', command.heardOn, today, plusDays(today, -MOST_DAYS), today),
      ]
    case 'act':
    case 'move':
      return [
        ...words,
        ...(plan !== undefined && isOnTeam(plan, command.owner.agency)
          ? []
          : [{ field: 'agency', message: 'Choose an agency of the team' }]),
        ...textProblems('name', command.owner.name, 'Enter the name of the one person who does it'),
        ...tooLong('name', command.owner.name, LONGEST_LINE),
        ...dayProblems('dueOn', command.dueOn, today, today, plusDays(today, MOST_DAYS)),
      ]
    case 'if':
    case 'change-if':
      return [...ifThenProblems(command), ...words]
    case 'book':
      return [
        ...dayProblems('visitOn', command.on, today, today, plusDays(today, MOST_DAYS)),
        ...tooLong('at', command.at ?? '', LONGEST_LINE),
        ...textProblems('who', command.who, 'Enter who goes to see the child'),
        ...tooLong('who', command.who, LONGEST_LINE),
        ...words,
        ...nearProblems(plan, command, agency),
      ]
    default:
      return words
  }
}

function inviteProblems(plan: Plan | undefined, asked: string, rules: PlanRules): FieldProblem[] {
  const unknown = agencyProblems('agency', asked, rules, 'Choose the agency to invite')
  if (unknown.length > 0) return unknown
  const there = plan?.team.find(one => one.agency === asked && (one.state === 'on' || one.state === 'invited'))
  if (there === undefined) return []
  const message = there.state === 'on' ? 'They are on the team' : 'They have been asked and have not answered yet'
  return [{ field: 'agency', message }]
}

function ifThenProblems({ when, ring, phone }: IfThen): FieldProblem[] {
  return [
    ...textProblems('when', when, 'Say what may happen'),
    ...textProblems('ring', ring, 'Enter whom to ring'),
    ...tooLong('ring', ring, LONGEST_LINE),
    ...(/^\+?[\d ()-]{3,24}$/.test(phone) ? [] : [{ field: 'phone', message: 'Enter the number to ring' }]),
  ]
}

/** What is wrong with a day that has to be between two others. */
export function dayProblems(
  field: string,
  day: PlainDate,
  today: PlainDate,
  first: PlainDate,
  last: PlainDate,
): FieldProblem[] {
  if (day >= first && day <= last) return []
  if (Math.abs(daysBetween(today, day)) > MOST_DAYS) return [{ field, message: 'This day is more than two years away' }]
  return [{ field, message: day > today ? 'This day is in the future' : 'This day is in the past' }]
}

/** A second visit is never forbidden: whoever books it has to say that they know. */
function nearProblems(
  plan: Plan | undefined,
  { on, knows }: Extract<PlanCommand, { kind: 'book' }>,
  agency: AgencyId,
): FieldProblem[] {
  if (plan === undefined || knows || visitsNear(plan, { agency, on }).length === 0) return []
  const message =
    'Another agency has booked a visit on that day or the day beside it. Ring them about going together, or book it all the same'
  return [{ field: 'knows', message }]
}

const KIND_OF = {
  join: 'team-joined',
  decline: 'team-declined',
  need: 'need-noted',
  close: 'plan-closed',
  met: 'need-met',
  done: 'action-done',
  'not-done': 'action-not-done',
  'owner-left': 'action-owner-left',
  'end-if': 'contingency-ended',
  cancel: 'visit-cancelled',
} as const

/** What happens when it is done, told to everybody on the team. */
export function planEvent(
  plan: Plan | undefined,
  command: PlanCommand,
  { now, newId }: Doer,
): NewCaseEvent<PlanEvent> | undefined {
  const event = { part: 'plan', words: command.words, happenedAt: now } as const
  if (command.kind === 'open') {
    const planId = newId()
    return { ...event, kind: 'plan-opened', facts: { planId }, matterId: planId, tells: [] }
  }
  if (plan === undefined) return undefined
  const { planId } = plan
  const team = plan.team.filter(one => one.state === 'on').map(one => one.agency)
  const told = { ...event, matterId: planId, tells: team }
  switch (command.kind) {
    case 'invite': {
      const facts = { planId, invitationId: newId(), agency: command.agency }
      // What went before is for those who have joined.
      return { ...told, kind: 'team-invited', facts, tells: [...team, command.agency], alone: true }
    }
    case 'leave':
      return { ...told, kind: 'team-left', facts: { planId, agency: command.agency } }
    case 'say': {
      const { heardOn, heardBy } = command
      return { ...told, kind: 'child-said', facts: { planId, heardOn, heardBy } }
    }
    case 'act':
    case 'move': {
      const itemId = command.kind === 'act' ? newId() : command.itemId
      const { owner, dueOn } = command
      return {
        ...told,
        kind: command.kind === 'act' ? 'action-added' : 'action-moved',
        facts: { planId, itemId, owner, dueOn },
      }
    }
    case 'if':
    case 'change-if': {
      const itemId = command.kind === 'if' ? newId() : command.itemId
      const { about, when, ring, phone } = command
      return { ...told, kind: 'contingency-set', facts: { planId, itemId, about, when, ring, phone } }
    }
    case 'book': {
      const { on, at, who } = command
      const facts = { planId, itemId: newId(), on, who, ...(at === undefined ? {} : { at }) }
      return { ...told, kind: 'visit-booked', facts }
    }
    case 'join':
    case 'decline':
    case 'close':
      return { ...told, kind: KIND_OF[command.kind], facts: { planId } }
    case 'need':
      return { ...told, kind: 'need-noted', facts: { planId, itemId: newId() } }
    default:
      return { ...told, kind: KIND_OF[command.kind], facts: { planId, itemId: command.itemId } }
  }
}
