import { newSince } from '#domain/case/meeting.ts'
import { currentReferral, type Referral } from '#domain/case/nrm.ts'
import { isOnTeam, type PlanAction } from '#domain/case/plan.ts'
import { actionDue } from '#domain/case/plan-rules.ts'
import type { Entry } from '#domain/chronology.ts'
import { SIGN_CLASSES } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Context } from './context.ts'
import { openMeeting, type OpenMeeting } from './meetings.ts'
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
  const { agency } = ctx.actor
  const open = await openMeeting(ctx, personId, meetingId)
  const file = await openPerson(ctx, personId)
  const orders = await ordersOf(ctx, personId)
  const { meeting, meetings, plan } = open
  const since = newSince(meeting, meetings)
  const until = meeting.minutes === undefined || meeting.at > ctx.now ? ctx.now : meeting.at
  const chronology = file.chronology.flatMap(item => (item.is === 'entry' && item.at <= until ? [item] : []))
  const signs = SIGN_CLASSES.flatMap(kind => file.signs[kind].flatMap(group => group.signs))
  const team = plan !== undefined && plan.closed === undefined && isOnTeam(plan, agency) ? plan : undefined
  return {
    open,
    file,
    chronology,
    agenda: {
      since,
      entries: chronology.filter(({ at }) => at >= since),
      signs: signs.filter(({ state }) => state === 'asked' || state === 'acknowledged'),
      episodes: missingOf(file, agency, ctx.now).episodes.filter(
        ({ state }) => state.until === undefined || state.since >= since,
      ),
      actions: (team?.actions ?? [])
        .filter(({ state }) => state === 'open')
        .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
        .map(action => ({ ...action, isLate: actionDue(action) <= ctx.now })),
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
        ...(meeting.minutes === undefined && meeting.cancelled === undefined ? meeting.asked : []).flatMap(
          ({ agency: invited, answer, asked }) =>
            answer === undefined
              ? [{ agency: invited, what: 'meeting' as const, by: asked.agency, since: asked.at }]
              : [],
        ),
      ],
    },
  }
}

function unansweredSign({ state, askedAgency, agency, recordedAt }: SignOfPerson): Unanswered[] {
  return state === 'asked' ? [{ agency: askedAgency, what: 'sign', by: agency, since: recordedAt }] : []
}
