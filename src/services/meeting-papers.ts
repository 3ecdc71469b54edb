import { newSince } from '#domain/case/meeting.ts'
import { currentReferral, type Referral } from '#domain/case/nrm.ts'
import { isOnTeam, type Plan, type PlanAction } from '#domain/case/plan.ts'
import { actionDue } from '#domain/case/plan-rules.ts'
import type { Entry } from '#domain/chronology.ts'
import { SIGN_CLASSES } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Context } from './context.ts'
import { openMeeting, openMeetings, type OpenMeeting } from './meetings.ts'
import { type Episode, missingOf } from './missing.ts'
import { type Order, ordersOf } from './orders.ts'
import { openPerson, type PersonFile } from './people.ts'
import type { SignOfPerson } from './signs.ts'

/** Somebody who was asked something about the child and has not answered. */
export interface Unanswered {
  readonly agency: AgencyId
  readonly what: 'sign' | 'question' | 'plan' | 'meeting'
  readonly by: AgencyId
  readonly since: Instant
}

/** What there is to talk about: nothing in it was written for the meeting, and each agency finds what it may see itself. */
export interface Agenda {
  /** What is new is new since then. */
  readonly since: Instant
  /** Newest first. */
  readonly entries: readonly Entry[]
  /** Signs that nobody has brought to an outcome yet. */
  readonly signs: readonly SignOfPerson[]
  /** Episodes since then, and those that go on; newest first. */
  readonly episodes: readonly Episode[]
  /** Open actions of the plan, where the agency is on its team: the next due first, and which are overdue. */
  readonly actions: readonly (PlanAction & { readonly isLate: boolean })[]
  /** Orders in force. */
  readonly orders: readonly Order[]
  readonly referral: Referral | undefined
  readonly unanswered: readonly Unanswered[]
}

/** The papers for a meeting: what there is to talk about, and everything that happened, as the actor's agency may see it. */
export interface MeetingPapers {
  readonly open: OpenMeeting
  readonly file: PersonFile
  readonly agenda: Agenda
  /** Newest first, nothing after the meeting. */
  readonly chronology: readonly Entry[]
}

/** The papers for a meeting about a child, from the record. Throws when refused, and when the actor's agency is not asked to it. */
export async function openPapers(ctx: Context, personId: string, meetingId: string): Promise<MeetingPapers> {
  const open = await openMeeting(ctx, personId, meetingId)
  const file = await openPerson(ctx, personId)
  const orders = await ordersOf(ctx, personId)
  const { meeting, meetings } = open
  const until = meeting.minutes === undefined || meeting.at > ctx.now ? ctx.now : meeting.at
  const chronology = chronologyUntil(file, until)
  const asked = meeting.minutes === undefined && meeting.cancelled === undefined ? meeting.asked : []
  const agenda = agendaFrom(ctx, { file, orders, chronology, plan: open.plan, since: newSince(meeting, meetings) })
  const unanswered = asked.flatMap(({ agency, answer, asked: by }) =>
    answer === undefined ? [{ agency, what: 'meeting' as const, by: by.agency, since: by.at }] : [],
  )
  return { open, file, chronology, agenda: { ...agenda, unanswered: [...agenda.unanswered, ...unanswered] } }
}

/** What there is to talk about a child since a moment, from the record, as the actor's agency may see it. Throws when refused. */
export async function openAgenda(ctx: Context, personId: string, since: Instant): Promise<Agenda> {
  const { plan } = await openMeetings(ctx, personId)
  const file = await openPerson(ctx, personId)
  const orders = await ordersOf(ctx, personId)
  return agendaFrom(ctx, { file, orders, chronology: chronologyUntil(file, ctx.now), plan, since })
}

function chronologyUntil(file: PersonFile, until: Instant): readonly Entry[] {
  return file.chronology.flatMap(item => (item.is === 'entry' && item.at <= until ? [item] : []))
}

/** What an agenda is made from. */
interface OnRecord {
  readonly file: PersonFile
  readonly orders: readonly Order[]
  readonly chronology: readonly Entry[]
  readonly plan: Plan | undefined
  readonly since: Instant
}

function agendaFrom({ actor: { agency }, now }: Context, { file, orders, chronology, plan, since }: OnRecord): Agenda {
  const signs = SIGN_CLASSES.flatMap(kind => file.signs[kind].flatMap(group => group.signs))
  const team = plan !== undefined && plan.closed === undefined && isOnTeam(plan, agency) ? plan : undefined
  return {
    since,
    entries: chronology.filter(({ at }) => at >= since),
    signs: signs.filter(({ state }) => state === 'asked' || state === 'acknowledged'),
    episodes: missingOf(file, agency, now).episodes.filter(
      ({ state }) => state.until === undefined || state.since >= since,
    ),
    actions: (team?.actions ?? [])
      .filter(({ state }) => state === 'open')
      .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
      .map(action => ({ ...action, isLate: actionDue(action) <= now })),
    orders: orders.filter(({ standing }) => standing === 'in-force'),
    referral: currentReferral(file.nrm),
    unanswered: [
      ...signs.flatMap(unansweredSign),
      ...file.questions.flatMap(({ state, askedAgency, asker, askedAt }) =>
        state === 'asked' ? [{ agency: askedAgency, what: 'question' as const, by: asker, since: askedAt }] : [],
      ),
      ...(team?.team ?? []).flatMap(({ agency: invited, state, asked }) =>
        state === 'invited' && asked !== undefined
          ? [{ agency: invited, what: 'plan' as const, by: asked.agency, since: asked.at }]
          : [],
      ),
    ],
  }
}

function unansweredSign({ state, askedAgency, agency, recordedAt }: SignOfPerson): Unanswered[] {
  return state === 'asked' ? [{ agency: askedAgency, what: 'sign', by: agency, since: recordedAt }] : []
}
