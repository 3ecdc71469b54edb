import { asKnown, type CaseState } from '#domain/case/case-state.ts'
import type { MeetingEvent, NewCaseEvent, PlanEvent } from '#domain/case/event.ts'
import type { LeadState } from '#domain/case/lead.ts'
import type { Meeting, MeetingState } from '#domain/case/meeting.ts'
import {
  mayMeet,
  type MeetingCommand,
  meetingEvents,
  type MeetingKind,
  type MeetingMove,
  meetingMoves,
  meetingProblems,
  type MeetingRules,
  type NotInPlan,
  whyNotInPlan,
} from '#domain/case/meeting-rules.ts'
import type { Plan } from '#domain/case/plan.ts'
import { planFor } from '#domain/case/plan-rules.ts'
import { holdsIn } from '#domain/clock.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { findNamed } from '#store/cases.ts'
import { lockPeople } from '#store/links.ts'
import { listAgenciesAround } from '#store/own-records.ts'
import { loadReference } from '#store/reference.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { nationOf } from './agencies.ts'
import { appendEvents } from './cases.ts'
import { clockDue } from './clocks.ts'
import { authorise, type Context } from './context.ts'
import { planMail, planRules } from './plans.ts'
import { nameOf } from './search.ts'

export type { Meeting, MeetingCommand, MeetingKind, MeetingMove, NotInPlan }

/** The meetings about a child that the actor's agency called or is asked to, and what it may do. */
export interface MeetingsFile {
  readonly personId: string
  /** As a record says that the agency may see. */
  readonly name: string
  /** In the order in which they were called. */
  readonly meetings: MeetingState
  readonly lead: LeadState
  /** The plan for the child, as far as the agency knows of it. */
  readonly plan: Plan | undefined
  /** Other agencies that it may ask first: the team of the plan, who leads, and who knows the child. */
  readonly around: readonly AgencyId[]
  /** Kinds that it may call today, in the order of the reference data. */
  readonly kinds: readonly MeetingKind[]
  /** The moment as of which it is shown: nothing recorded later is in it. */
  readonly asOf: Instant
  /** What may be done about each meeting, by its id. Nothing for a past date. */
  readonly moves: ReadonlyMap<string, readonly MeetingMove[]>
}

/** One meeting of a child. */
export interface OpenMeeting extends MeetingsFile {
  readonly meeting: Meeting
  /** Undefined when the reference data has it no more. */
  readonly kind: MeetingKind | undefined
}

/**
 * The meetings about a child, as they are, or as they were known at the end of a day. Throws when refused.
 *
 * @param on a day in London; today and later days are now
 */
export async function openMeetings(ctx: Context, personId: string, on?: PlainDate): Promise<MeetingsFile> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'meeting.read', await subjectOfPerson(ctx.tx, agency, personId))
  const asOf = asKnown(ctx.now, on)
  const [{ lead, plans, meetings }, person, known] = await Promise.all([
    caseParts(ctx, grant, ['lead', 'plans', 'meetings'], asOf),
    findNamed(ctx.tx, grant),
    listAgenciesAround(ctx.tx, grant),
  ])
  const plan = planFor(plans, agency)
  const team = plan?.team.flatMap(one => (one.state === 'on' ? [one.agency] : [])) ?? []
  const leading = [lead.lead, lead.host].flatMap(duty => duty?.agency ?? [])
  return {
    personId,
    name: nameOf(person ?? {}),
    meetings,
    lead,
    plan,
    around: [...new Set([...team, ...leading, ...known])].filter(one => one !== agency),
    kinds: kindsFor(agency, ctx.now),
    asOf,
    moves:
      asOf === ctx.now
        ? new Map(meetings.map(one => [one.meetingId, meetingMoves(one, agency, ctx.now)] as const))
        : new Map(),
  }
}

/** One meeting about a child. Throws when refused, and Problem 'not-found' when the actor's agency is not asked to it. */
export async function openMeeting(
  ctx: Context,
  personId: string,
  meetingId: string,
  on?: PlainDate,
): Promise<OpenMeeting> {
  const file = await openMeetings(ctx, personId, on)
  const meeting = file.meetings.find(one => one.meetingId === meetingId)
  if (meeting === undefined) throw new Problem('not-found')
  return { ...file, meeting, kind: kindOfMeeting(meeting) }
}

/** One meeting about a child for somebody who writes its minutes. Throws when refused, and Problem 'not-found' when the actor's agency is not asked to it. */
export async function openToMinute(ctx: Context, personId: string, meetingId: string): Promise<OpenMeeting> {
  authorise(ctx, 'meeting.change', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  return openMeeting(ctx, personId, meetingId)
}

/**
 * Call a meeting about a child, or do something about one; tell everybody of it; and give the meeting as it is then.
 *
 * Actions that the minutes decide go into the plan of the child in the same transaction, where the agency is on its team.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as the meeting stands, as a second set of minutes; 'bad-request'
 * naming the fields.
 */
export async function changeMeeting(ctx: Context, personId: string, command: MeetingCommand): Promise<OpenMeeting> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'meeting.change', await subjectOfPerson(ctx.tx, agency, personId))
  // What is read from here on stays so until this is done: no second set of minutes.
  await lockPeople(ctx.tx, [personId])
  const { meetings, plans } = await caseParts(ctx, grant, ['meetings', 'plans'])
  const meeting = 'meetingId' in command ? meetings.find(one => one.meetingId === command.meetingId) : undefined
  if (meeting === undefined && command.kind !== 'call') throw new Problem('not-found')
  const rules = meetingRules(ctx)
  const doer = { agency, now: ctx.now, newId: ctx.newId }
  if (!mayMeet(meeting, command, doer)) throw new Problem('already-answered', notNow(command, meeting))
  checkFields(meetingProblems(meeting, command, rules, doer))
  const plan = planFor(plans, agency)
  const events = meetingEvents(meeting, plan, command, rules, doer)
  const state = await appendEvents(ctx, grant, events, (event, told) => mailOf(event, told, plan))
  return openMeeting(ctx, personId, meeting?.meetingId ?? newestIn(state))
}

function newestIn({ meetings }: CaseState): string {
  return meetings.at(-1)?.meetingId ?? ''
}

function notNow({ kind }: MeetingCommand, meeting: Meeting | undefined): string {
  if (kind === 'minute' && meeting?.minutes !== undefined)
    return 'Minutes of this meeting have been written, and are written once. Add a dated correction instead. Nothing of yours was stored.'
  return 'This cannot be done as the meeting stands now. Nothing of yours was stored.'
}

/** A mail is for what an agency has to do something about; the rest is news for pages that are open. */
function mailOf(event: NewCaseEvent, told: AgencyId, plan: Plan | undefined) {
  if (event.part === 'plan') return planMail(event, told, plan)
  switch (event.kind as MeetingEvent['kind'] | PlanEvent['kind']) {
    case 'meeting-called':
    case 'meeting-moved':
    case 'meeting-cancelled':
      return 'meeting-told'
    case 'meeting-asked':
      return 'agency' in event.facts && event.facts.agency === told ? 'meeting-told' : undefined
    case 'meeting-minuted':
    case 'meeting-corrected':
      return 'meeting-minutes'
    default:
      return undefined
  }
}

/** Why an action that a meeting decides would not go into the plan of the child; undefined when it would. */
export function notInPlan({ plan }: MeetingsFile, writer: AgencyId, owner: AgencyId): NotInPlan | undefined {
  return whyNotInPlan(plan, writer, owner)
}

function meetingRules({ actor: { agency }, now }: Context): MeetingRules {
  return {
    ...planRules(now),
    kinds: kindsFor(agency, now),
    kindOf: kindOfMeeting,
    dueFrom: (clock, from) => clockDue(clock, agency, from),
  }
}

function kindsFor(agency: AgencyId, at: Instant): readonly MeetingKind[] {
  const [nation, day] = [nationOf(agency), londonDay(at)]
  return loadReference().meetingKinds.filter(kind => holdsIn(kind, nation, day))
}

/** The kind of a meeting as it held in the nation of who called it when they did; undefined when the reference data has it no more. */
export function kindOfMeeting({ meeting, by, called }: Meeting): MeetingKind | undefined {
  return kindsFor(by, called.at).find(kind => kind.code === meeting)
}

/** What a clock of data/reference/clocks.json is called; the code when it is gone. */
export function clockLabel(code: string): string {
  return loadReference().clocks.find(clock => clock.code === code)?.label ?? code
}
