import { asKnown, type CaseState, knownOn, partsOf, stateOf } from '#domain/case/case-state.ts'
import type { NewCaseEvent, PlanEvent } from '#domain/case/event.ts'
import type { LeadState } from '#domain/case/lead.ts'
import { isInvited, isOfPlan, isOnTeam, type Plan, shapeOf } from '#domain/case/plan.ts'
import {
  isBeside,
  mayPlan,
  type PlanCommand,
  planEvent,
  planFor,
  planLead,
  type PlanMove,
  planMoves,
  planProblems,
  type PlanRules,
  versionOf,
} from '#domain/case/plan-rules.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { findNamed, listCaseEvents } from '#store/cases.ts'
import { lockPeople } from '#store/links.ts'
import { loadReference } from '#store/reference.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { leadRules } from './case-rules.ts'
import { appendEvents } from './cases.ts'
import { authorise, type Context } from './context.ts'
import { nameOf } from './search.ts'

export type { PlanCommand, PlanMove }

/** The plan for a child as the actor's agency may see it, and what it may do in it. */
export interface PlanFile {
  readonly personId: string
  /** As a record says that the agency may see. */
  readonly name: string
  /** Undefined when there is none; when the agency is not on its team, only that there is one. */
  readonly plan: Plan | undefined
  /** Agencies that opened another plan, before it was known that the child is one and the same. */
  readonly others: readonly AgencyId[]
  readonly standing: 'on-team' | 'invited' | 'outside'
  /** The agency that answers for the plan. */
  readonly answers: AgencyId | undefined
  readonly lead: LeadState
  /** What happened in this plan, oldest first; nothing for an agency that is not on its team. */
  readonly events: readonly PlanEvent[]
  /** The moment as of which it is shown: nothing recorded later is in it. */
  readonly asOf: Instant
  /** What the agency may do to the plan as a whole; nothing for a past date. */
  readonly moves: readonly PlanMove[]
}

/**
 * The plan for a child, as it is, or as it was known at the end of a day. Throws when refused.
 *
 * @param on a day in London; today and later days are now
 */
export async function openPlan(ctx: Context, personId: string, on?: PlainDate): Promise<PlanFile> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'plan.read', await subjectOfPerson(ctx.tx, agency, personId))
  const asOf = asKnown(ctx.now, on)
  const [all, person] = await Promise.all([
    listCaseEvents(ctx.tx, grant, partsOf(['lead', 'plans'])),
    findNamed(ctx.tx, grant),
  ])
  const events = asOf === ctx.now ? all : knownOn(all, asOf)
  return fileOf(
    ctx,
    personId,
    nameOf(person ?? {}),
    { lead: stateOf('lead', events), plans: stateOf('plans', events) },
    events.filter(isOfPlan),
    asOf,
  )
}

function fileOf(
  { actor: { agency }, now }: Context,
  personId: string,
  name: string,
  { lead, plans }: Pick<CaseState, 'lead' | 'plans'>,
  events: readonly PlanEvent[],
  asOf: Instant,
): PlanFile {
  const plan = planFor(plans, agency)
  const standing = standingOf(plan, agency)
  return {
    personId,
    name,
    plan: plan === undefined || standing === 'on-team' ? plan : shapeOf(plan, agency),
    others: plans.filter(one => one.closed === undefined && one.planId !== plan?.planId).map(one => one.opened.agency),
    standing,
    answers: plan === undefined ? undefined : planLead(plan, lead),
    lead,
    events: standing === 'on-team' ? events.filter(event => event.facts.planId === plan?.planId) : [],
    asOf,
    moves: asOf === now ? planMoves(plan, lead, agency) : [],
  }
}

function standingOf(plan: Plan | undefined, agency: AgencyId): PlanFile['standing'] {
  if (plan === undefined) return 'outside'
  if (isOnTeam(plan, agency)) return 'on-team'
  return isInvited(plan, agency) ? 'invited' : 'outside'
}

/**
 * Do something about the plan for a child, tell its team, and give the plan as it is then.
 *
 * Throws when refused; Problem 'stale-version' when somebody changed the same thing meanwhile; 'already-answered' when it may not be done
 * as the plan stands; 'bad-request' naming the fields: 'knows' where another agency visits on that day or beside it.
 */
export async function changePlan(ctx: Context, personId: string, command: PlanCommand): Promise<PlanFile> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'plan.change', await subjectOfPerson(ctx.tx, agency, personId))
  // What is read from here on stays so until this is done: no second plan, no second answer.
  await lockPeople(ctx.tx, [personId])
  const { lead, plans } = await caseParts(ctx, grant, ['lead', 'plans'])
  const plan = command.kind === 'open' ? planFor(plans, agency) : plans.find(one => one.planId === command.planId)
  if (
    plan !== undefined &&
    'itemId' in command &&
    (versionOf(plan, command.itemId) ?? command.version) !== command.version
  )
    throw new Problem(
      'stale-version',
      'Somebody changed this meanwhile: look at how it stands now. Nothing of yours was stored.',
    )
  const doer = { agency, now: ctx.now, newId: ctx.newId }
  checkFields(planProblems(plan, command, planRules(ctx.now), doer))
  const event = mayPlan(plan, lead, command, agency) ? planEvent(plan, command, doer) : undefined
  if (event === undefined)
    throw new Problem('already-answered', 'This cannot be done as the plan stands now. Nothing of yours was stored.')
  await appendEvents(ctx, grant, [event], (happened, told) => planMail(happened, told, plan))
  return openPlan(ctx, personId)
}

/** Most of what is written is news for pages that are open; a mail is for what an agency has to do something about. */
export function planMail({ kind, facts }: NewCaseEvent, told: AgencyId, plan: Plan | undefined) {
  if (kind === 'team-invited') return 'agency' in facts && facts.agency === told ? 'plan-invited' : undefined
  if (kind === 'action-added' || kind === 'action-moved')
    return 'owner' in facts && typeof facts.owner === 'object' && facts.owner.agency === told
      ? 'plan-action'
      : undefined
  if (kind === 'action-owner-left' || kind === 'team-joined' || kind === 'team-declined') return 'plan-told'
  if (kind === 'team-left' || kind === 'plan-closed') return 'plan-told'
  if (kind !== 'visit-booked' || plan === undefined || !('on' in facts)) return undefined
  return plan.visits.some(one => one.noted.agency === told && isBeside(one, facts.on)) ? 'plan-visits' : undefined
}

/** What the reference data says about plans, as it stands at a moment. */
export function planRules(now: Instant): PlanRules {
  const { agencyByCode } = loadReference()
  return { isAgency: code => agencyByCode.has(code), dissolved: leadRules(now).dissolved }
}

/** Agencies that may be invited to a team, by name. */
export function planAgencies(): readonly { readonly code: string; readonly name: string }[] {
  return loadReference()
    .agencies.map(({ code, name }) => ({ code, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
