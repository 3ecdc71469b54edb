import {
  EVENT_OF_ANSWER,
  type AlertAnswer,
  type AlertState,
  mayAnswer,
  precisionOf,
  stateAfter,
} from '#domain/alert-state.ts'
import { Problem } from '#domain/problem.ts'
import {
  type Alert,
  type AlertChange,
  type AlertCounts,
  type AlertFilter,
  type AlertHappening,
  answerAlert as storeAnswer,
  countAlerts,
  escalateAlerts,
  findAlert,
  listAlertEvents,
  listAlerts,
  markSeen,
  returnShare,
  subjectOfAlert,
} from '#store/alerts.ts'
import { type EncounterFile, findEncounter, listTrail, type TrailEntry } from '#store/encounters.ts'
import { addMessage } from '#store/outbox.ts'
import { loadReference } from '#store/reference.ts'
import { subjectOfEncounter } from '#store/subjects.ts'
import { type Contact, dutyTeam, findContacts } from './contacts.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { tellAgencies } from './interests.ts'
import { proposeApart } from './link-decisions.ts'
import { askedAt, type OrderAsked } from './order-questions.ts'

export type { Alert, AlertCounts, AlertFilter, AlertHappening, EncounterFile, TrailEntry }

/** The alerts of an agency with the numbers above them. */
export interface Inbox {
  readonly alerts: readonly Alert[]
  readonly counts: AlertCounts
  /** Share of the last 90 days' closed alerts that were about the right person. */
  readonly precision: number | undefined
}

/** Whether the actor may hear that something in the inbox has changed. Throws when refused. */
export async function checkMayHear(ctx: Context): Promise<void> {
  authorise(ctx, 'alert.list', ownSubject(ctx, 'alert', 'news'))
}

/** The inbox of the actor's agency: open alerts by time left, or closed ones. */
export async function openInbox(ctx: Context, filter: AlertFilter): Promise<Inbox> {
  const grant = authorise(ctx, 'alert.list', ownSubject(ctx, 'alert'))
  const alerts = await listAlerts(ctx.tx, grant, filter)
  const counts = await countAlerts(ctx.tx, grant, ctx.now)
  disclosed(
    ctx,
    grant,
    alerts.map(alert => alert.alertId),
  )
  return { alerts, counts, precision: precisionOf(counts.closed, counts.notOurs) }
}

/** An alert opened: what it tells, what was done, and the trail of the person. */
export interface AlertFile {
  readonly alert: Alert
  readonly happenings: readonly AlertHappening[]
  /** The encounter, when the alert tells it and was not given back. */
  readonly encounter: EncounterFile | undefined
  readonly trail: readonly TrailEntry[]
  /** What may be asked because of orders; nothing when the alert tells only whom to ring. */
  readonly asked: readonly OrderAsked[]
  /** Whom to ring about it: those who met the person. */
  readonly reporter: Contact
}

/** Open an alert of the actor's agency. The first time, those who reported see that it was seen. Throws when refused. */
export async function openAlert(ctx: Context, alertId: string): Promise<AlertFile> {
  const grant = authorise(ctx, 'alert.read', await subjectOfAlert(ctx.tx, ctx.actor.agency, alertId))
  await markSeen(ctx.tx, grant, ctx.actor, ctx.now)
  const alert = await findAlert(ctx.tx, grant)
  if (alert === undefined) throw new Problem('not-found')
  const { encounter, asked } = alert.tells === 'encounter' ? await openShared(ctx, alert) : NOT_TOLD
  const trail = alert.personId === null ? [] : await listTrail(ctx.tx, grant, alert.personId)
  const met = { holder: alert.encounterAgency, team: encounter?.team ?? undefined }
  const reporter = (await findContacts(ctx, [met]))(met)
  return { alert, happenings: await listAlertEvents(ctx.tx, grant), encounter, asked, trail, reporter }
}

const NOT_TOLD = { encounter: undefined, asked: [] } as const

async function openShared(ctx: Context, alert: Alert): Promise<Pick<AlertFile, 'encounter' | 'asked'>> {
  const subject = await subjectOfEncounter(ctx.tx, ctx.actor.agency, alert.encounterId)
  // Given back, or taken back: there is nothing to open, which is no refusal.
  if (subject.sharedWith.length === 0) return NOT_TOLD
  const grant = authorise(ctx, 'encounter.read', subject)
  const encounter = await findEncounter(ctx.tx, grant)
  return { encounter, asked: encounter === undefined ? [] : await askedAt(ctx, grant, encounter) }
}

/** An answer to an alert and the version that was seen when it was given. */
export interface AnswerRequest {
  readonly alertId: string
  readonly version: number
  readonly answer: AlertAnswer
}

/**
 * Answer an alert of the actor's agency.
 *
 * "Not ours" also closes it, gives back what it let the agency see, and tells linkage that the two are different people.
 * Throws Problem 'stale-version' when somebody was quicker, saying what they did; 'already-answered' when it is closed.
 */
export async function answerAlert(ctx: Context, { alertId, version, answer }: AnswerRequest): Promise<AlertState> {
  const grant = authorise(ctx, 'alert.answer', await subjectOfAlert(ctx.tx, ctx.actor.agency, alertId))
  const alert = await findAlert(ctx.tx, grant)
  if (alert === undefined) throw new Problem('not-found')
  const happenings = await listAlertEvents(ctx.tx, grant)
  if (alert.version !== version) throw new Problem('stale-version', meanwhile(happenings))
  if (!mayAnswer(alert.state, answer.kind)) throw new Problem('already-answered', meanwhile(happenings))
  checkTeam(ctx, answer)
  const kind = EVENT_OF_ANSWER[answer.kind]
  const state = stateAfter([...happenings, { kind }])
  const word = { kind, by: ctx.actor, note: noteOf(answer) }
  const stored = await storeAnswer(ctx.tx, grant, version, changeOf(answer, state), word, ctx.now)
  if (!stored) throw new Problem('stale-version', 'Somebody answered this alert at the same moment. Look at it again.')
  if (answer.kind === 'hand-on') {
    const payload = { about: 'alert', alertId, team: answer.team } as const
    await addMessage(ctx.tx, `handed:${alertId}:${version}`, ctx.actor.agency, { kind: 'mail', payload }, ctx.now)
  }
  if (answer.kind === 'not-ours') {
    const ours = { agency: ctx.actor.agency, recordId: alert.recordId }
    const theirs = { agency: alert.encounterAgency, recordId: alert.encounterRecord }
    const { changedPersons } = await proposeApart(ctx, ours, theirs, answer.note)
    await returnShare(ctx.tx, grant, ctx.now)
    await tellAgencies(ctx, changedPersons)
  }
  return state
}

function changeOf(answer: AlertAnswer, state: AlertState): AlertChange {
  switch (answer.kind) {
    case 'acknowledge':
    case 'act':
      return { state, acknowledged: true }
    case 'hand-on':
      return { state, team: answer.team }
    case 'close':
      return { state, outcome: answer.outcome, acknowledged: true, closed: true }
    case 'not-ours':
      return { state, outcome: 'not-ours', closed: true }
  }
}

function noteOf(answer: AlertAnswer): string | undefined {
  return answer.kind === 'acknowledge' ? undefined : answer.note
}

function checkTeam(ctx: Context, answer: AlertAnswer): void {
  if (answer.kind !== 'hand-on') return
  const agency = loadReference().agencyByCode.get(ctx.actor.agency)
  if (agency?.teams.some(team => team.code === answer.team) === true) return
  throw new Problem('bad-request', 'The alert was not handed on.', [
    { field: 'team', message: 'Choose a team of your agency' },
  ])
}

/** What was done last, for somebody whose answer comes too late. */
function meanwhile(happenings: readonly AlertHappening[]): string {
  const last = happenings.findLast(one => one.kind !== 'seen')
  if (last === undefined) return 'Look at it again.'
  const done = last.kind === 'handed-on' ? 'handed on' : last.kind === 'not-ours' ? 'closed as not ours' : last.kind
  const by = last.byName === null ? '' : ` by ${last.byName}`
  return `It was ${done}${by} at ${last.at.slice(11, 16)} UTC. What you wrote was not stored.`
}

/** Escalate what nobody took on in time, and tell the team on duty. For the agency's own job. Gives how many. */
export async function escalateDue(ctx: Context): Promise<number> {
  const grant = authorise(ctx, 'alert.escalate', ownSubject(ctx, 'alert', 'due'))
  const escalated = await escalateAlerts(ctx.tx, grant, ctx.now)
  const team = dutyTeam(ctx.actor.agency) ?? null
  for (const alertId of escalated) {
    const payload = { about: 'escalated', alertId, team } as const
    await addMessage(ctx.tx, `escalated:${alertId}`, ctx.actor.agency, { kind: 'mail', payload }, ctx.now)
  }
  disclosed(ctx, grant, escalated)
  return escalated.length
}
