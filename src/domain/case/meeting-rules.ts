import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay } from '../values/london.ts'
import { type Instant, type PlainDate, plusDays, plusMinutes } from '../values/time.ts'
import type {
  Attendance,
  Dissent,
  MeetingDecision,
  MeetingEvent,
  MeetingOutcome,
  NewCaseEvent,
  OpenedClock,
  Owner,
  PlanEvent,
} from './event.ts'
import { agencyProblems, type Doer } from './lead-rules.ts'
import { absentFrom, type Meeting, openClocks, partiesOf } from './meeting.ts'
import { isOnTeam, type Plan } from './plan.ts'
import { dayProblems, planEvent, type PlanRules } from './plan-rules.ts'

/** A kind of meeting about a child, as the reference data has it for a nation and a day. */
export interface MeetingKind {
  readonly code: string
  readonly label: string
  readonly hint: string
  /** The question that such a meeting answers, and of a yes the ways that there are. */
  readonly decides: {
    readonly question: string
    readonly yes: string
    readonly no: string
    readonly ways: readonly { readonly code: string; readonly label: string }[]
  } | null
  /** Opened by a yes, each met by the next meeting of the kind that it wants. */
  readonly clocks: readonly Pick<OpenedClock, 'clock' | 'wants'>[]
}

/** What the reference data says about meetings, for the agency that acts. */
export interface MeetingRules extends PlanRules {
  /** Kinds that it may call today. */
  readonly kinds: readonly MeetingKind[]
  /** The kind of a meeting as it held when the meeting was called. */
  readonly kindOf: (meeting: Meeting) => MeetingKind | undefined
  /** When a clock of data/reference/clocks.json is due that starts at a moment. */
  readonly dueFrom: (clock: string, from: Instant) => Instant
}

/** A decision as somebody writes it. With an owner and a day it is an action. */
export interface NewDecision {
  readonly text: string
  readonly owner?: Owner | undefined
  readonly dueOn?: PlainDate | undefined
  readonly dissent?: Dissent | undefined
}

interface InMeeting {
  readonly meetingId: string
  readonly words: string
}

/** What an agency does about a meeting. */
export type MeetingCommand =
  | {
      readonly kind: 'call'
      readonly meeting: string
      readonly at: Instant
      readonly where: string
      readonly chair: Owner
      readonly asked: readonly AgencyId[]
      readonly words: string
    }
  | (InMeeting & { readonly kind: 'ask'; readonly agency: AgencyId })
  | (InMeeting & { readonly kind: 'come'; readonly names: string })
  | (InMeeting & { readonly kind: 'apologise' | 'point' | 'cancel' | 'correct' })
  | (InMeeting & { readonly kind: 'move'; readonly at: Instant; readonly where: string })
  | (InMeeting & {
      readonly kind: 'minute'
      readonly present: readonly Attendance[]
      readonly childSaid: string
      readonly familySaid: string
      readonly outcome: MeetingOutcome | undefined
      readonly decisions: readonly NewDecision[]
    })
  | (InMeeting & { readonly kind: 'read'; readonly name: string })
  | (InMeeting & { readonly kind: 'end-clock'; readonly clockId: string })

export type MeetingMove = MeetingCommand['kind']

/** What may be done about a meeting that there is, in the order of a page. */
export const MEETING_MOVES = [
  'come',
  'apologise',
  'read',
  'minute',
  'point',
  'ask',
  'move',
  'cancel',
  'correct',
  'end-clock',
] as const satisfies readonly MeetingMove[]

const LONGEST_LINE = 200
/** Characters of what was said at a meeting, at most. */
export const LONGEST_MINUTES = 10_000
/** A meeting may be entered after it was held, and called ahead, by so many days. */
const DAYS_BEFORE = 31
const DAYS_AHEAD = 366
/** An action of a meeting is due in two years at the latest. */
const MOST_DAYS = 2 * 366
/** At most so many agencies are asked to a meeting. */
export const MOST_ASKED = 20
/** At most so many decisions stand in minutes. */
export const MOST_DECISIONS = 30

/** Code of the clock of data/reference/clocks.json until minutes are written. */
export const MINUTES_CLOCK = 'meeting-minutes'
/** Code of the clock until those who were absent have read them. */
export const READ_CLOCK = 'meeting-read'

/** What an agency may do about a meeting now. Minutes are written once, by who called it, when it has been held. */
export function meetingMoves(meeting: Meeting, agency: AgencyId, now: Instant): MeetingMove[] {
  if (meeting.cancelled !== undefined || !partiesOf(meeting).includes(agency)) return []
  const ours = meeting.by === agency
  const held = meeting.minutes !== undefined
  const unread = absentFrom(meeting).some(one => one.agency === agency && one.read === undefined)
  const may: Readonly<Record<(typeof MEETING_MOVES)[number], boolean>> = {
    come: !held && !ours,
    apologise: !held && !ours,
    read: unread,
    minute: !held && ours && meeting.at <= now,
    point: !held,
    ask: !held && ours && meeting.asked.length < MOST_ASKED,
    move: !held && ours,
    cancel: !held && ours,
    correct: held,
    'end-clock': ours && openClocks(meeting).length > 0,
  }
  return MEETING_MOVES.filter(move => may[move])
}

/** Whether this very thing may be done as the meeting stands. */
export function mayMeet(meeting: Meeting | undefined, command: MeetingCommand, { agency, now }: Doer): boolean {
  if (command.kind === 'call') return true
  if (meeting === undefined || !meetingMoves(meeting, agency, now).includes(command.kind)) return false
  return command.kind !== 'end-clock' || openClocks(meeting).some(one => one.clockId === command.clockId)
}

const TO_WRITE: Readonly<Partial<Record<MeetingMove, string>>> = {
  call: 'Say why the meeting is called',
  ask: 'Say why you ask them',
  apologise: 'Say what you want said in your absence, or that there is nothing',
  point: 'Say what is to be discussed',
  move: 'Say why it is moved',
  cancel: 'Say why it is cancelled',
  minute: 'Write what was discussed',
  correct: 'Write what is to be corrected',
  'end-clock': 'Say why this meeting is not needed',
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. Fields of decisions and attendance end in their number, from 1. */
export function meetingProblems(
  meeting: Meeting | undefined,
  command: MeetingCommand,
  rules: MeetingRules,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
): FieldProblem[] {
  const { kind } = command
  const missing = TO_WRITE[kind]
  const longest = kind === 'minute' ? LONGEST_MINUTES : undefined
  const words =
    missing === undefined ? tooLong('words', command.words) : textProblems('words', command.words, missing, longest)
  switch (kind) {
    case 'call':
      return [...callProblems(command, rules, agency, now), ...words]
    case 'ask':
      return [...askProblems(meeting, command.agency, rules), ...words]
    case 'come':
      return [...lineProblems('names', command.names, 'Enter who comes'), ...words]
    case 'read':
      return [...lineProblems('name', command.name, 'Enter who has read the minutes'), ...words]
    case 'move':
      return [...timeProblems(command, now), ...words]
    case 'minute':
      return meeting === undefined ? words : [...minuteProblems(meeting, command, rules, now), ...words]
    default:
      return words
  }
}

/** What is wrong with a field of one line that must be there: a name, a place. */
export function lineProblems(field: string, text: string, missing: string): FieldProblem[] {
  return textProblems(field, text, missing, LONGEST_LINE)
}

function callProblems(
  { meeting, at, where, chair, asked }: Extract<MeetingCommand, { kind: 'call' }>,
  rules: MeetingRules,
  agency: AgencyId,
  now: Instant,
): FieldProblem[] {
  const others = new Set(asked.filter(one => one !== agency))
  const parties = [agency, ...others]
  return [
    ...(rules.kinds.some(one => one.code === meeting)
      ? []
      : [{ field: 'meeting', message: 'Choose what kind of meeting it is' }]),
    ...timeProblems({ at, where }, now),
    ...lineProblems('chairName', chair.name, 'Enter who chairs it'),
    ...(parties.includes(chair.agency)
      ? []
      : [{ field: 'chairAgency', message: 'Choose your own agency or one that is asked' }]),
    ...(others.size === 0 ? [{ field: 'asked', message: 'Choose at least one agency to ask' }] : []),
    ...(others.size > MOST_ASKED ? [{ field: 'asked', message: `Ask ${MOST_ASKED} agencies at most` }] : []),
    ...[...others].flatMap(one => agencyProblems('asked', one, rules, 'Choose agencies that there are')).slice(0, 1),
  ]
}

function timeProblems({ at, where }: { readonly at: Instant; readonly where: string }, now: Instant): FieldProblem[] {
  const day = (days: number) => plusMinutes(now, days * 24 * 60)
  const early = at < day(-DAYS_BEFORE)
  const message = early ? `This is more than ${DAYS_BEFORE} days ago` : 'This is more than a year away'
  return [
    ...(early || at > day(DAYS_AHEAD) ? [{ field: 'on', message }] : []),
    ...lineProblems('where', where, 'Enter where it is, or how to join'),
  ]
}

function askProblems(meeting: Meeting | undefined, asked: AgencyId, rules: MeetingRules): FieldProblem[] {
  const wrong = agencyProblems('agency', asked, rules, 'Choose the agency to ask')
  if (wrong.length > 0 || meeting === undefined || !partiesOf(meeting).includes(asked)) return wrong
  return [{ field: 'agency', message: 'They have been asked' }]
}

function minuteProblems(
  meeting: Meeting,
  { present, childSaid, familySaid, outcome, decisions }: Extract<MeetingCommand, { kind: 'minute' }>,
  rules: MeetingRules,
  now: Instant,
): FieldProblem[] {
  const parties = partiesOf(meeting)
  const there = present.map(one => one.agency)
  const known = there.every(one => parties.includes(one)) && new Set(there).size === there.length
  return [
    ...(present.length > 0 && known ? [] : [{ field: 'present1', message: 'Enter who was there, by agency' }]),
    ...present.flatMap(({ agency, names }) =>
      lineProblems(`present${parties.indexOf(agency) + 1}`, names, 'Enter who was there'),
    ),
    ...textProblems('childSaid', childSaid, 'Write what the child says, or why nobody could ask'),
    ...textProblems('familySaid', familySaid, 'Write what the family says, or why nobody could ask'),
    ...outcomeProblems(rules.kindOf(meeting), outcome),
    ...(decisions.length > MOST_DECISIONS
      ? [{ field: 'text1', message: `Write ${MOST_DECISIONS} decisions at most` }]
      : []),
    ...decisions.flatMap((decision, at) => decisionProblems(decision, at + 1, parties, londonDay(now))),
  ]
}

function outcomeProblems(kind: MeetingKind | undefined, outcome: MeetingOutcome | undefined): FieldProblem[] {
  const decides = kind?.decides ?? null
  if (decides === null)
    return outcome === undefined ? [] : [{ field: 'outcome', message: 'A meeting of this kind decides no such thing' }]
  if (outcome === undefined) return [{ field: 'outcome', message: `Answer the question: ${decides.question}` }]
  const reason = textProblems('reason', outcome.reason, 'Say why it was decided so')
  if (!outcome.yes || decides.ways.length === 0) return reason
  return [
    ...(decides.ways.some(one => one.code === outcome.way) ? [] : [{ field: 'way', message: 'Choose how it is done' }]),
    ...lineProblems('lead', outcome.lead ?? '', 'Enter who leads it'),
    ...reason,
  ]
}

function decisionProblems(
  { text, owner, dueOn, dissent }: NewDecision,
  n: number,
  parties: readonly AgencyId[],
  today: PlainDate,
): FieldProblem[] {
  const isParty = (field: string, agency: AgencyId) =>
    parties.includes(agency) ? [] : [{ field: `${field}${n}`, message: 'Choose an agency of the meeting' }]
  return [
    ...textProblems(`text${n}`, text, 'Write what was decided'),
    ...(owner === undefined
      ? []
      : [
          ...isParty('owner', owner.agency),
          ...lineProblems(`name${n}`, owner.name, 'Enter the one person who does it'),
          ...(dueOn === undefined ? [{ field: `dueOn${n}`, message: 'Enter by which day it is done' }] : []),
        ]),
    ...(dueOn === undefined
      ? []
      : [
          ...(owner === undefined ? [{ field: `owner${n}`, message: 'Choose who does it by that day' }] : []),
          ...dayProblems(`dueOn${n}`, dueOn, today, today, plusDays(today, MOST_DAYS)),
        ]),
    ...(dissent === undefined
      ? []
      : [
          ...isParty('dissentAgency', dissent.agency),
          ...lineProblems(`dissentName${n}`, dissent.name, 'Enter who did not agree'),
          ...textProblems(`dissentWhy${n}`, dissent.why, 'Say why they did not agree'),
        ]),
  ]
}

/** Why a decision does not become an action of the plan. */
export type NotInPlan = 'no-plan' | 'not-on-team' | 'owner-not-on-team'

/** Whether an action that a meeting decides goes into the plan of the child: undefined when it does. */
export function whyNotInPlan(plan: Plan | undefined, writer: AgencyId, owner: AgencyId): NotInPlan | undefined {
  if (plan === undefined || plan.closed !== undefined) return 'no-plan'
  if (!isOnTeam(plan, writer)) return 'not-on-team'
  return isOnTeam(plan, owner) ? undefined : 'owner-not-on-team'
}

/** What happens when it is done, told to everybody of the meeting; and for each action that goes into the plan, that it does. */
export function meetingEvents(
  meeting: Meeting | undefined,
  plan: Plan | undefined,
  command: MeetingCommand,
  rules: MeetingRules,
  doer: Doer,
): readonly NewCaseEvent<MeetingEvent | PlanEvent>[] {
  const { now, agency } = doer
  const event = { part: 'meeting', words: command.words === '' ? undefined : command.words, happenedAt: now } as const
  if (command.kind === 'call') {
    const meetingId = doer.newId()
    const others = [...new Set(command.asked.filter(one => one !== agency))]
    const asked = others.map(one => ({ agency: one, askId: doer.newId() }))
    const { meeting: kind, at, where, chair } = command
    const facts = { meetingId, meeting: kind, at, where, minutesBy: rules.dueFrom(MINUTES_CLOCK, at), chair, asked }
    return [{ ...event, kind: 'meeting-called', facts, matterId: meetingId, tells: others }]
  }
  if (meeting === undefined) return []
  const { meetingId } = meeting
  const told = { ...event, matterId: meetingId, tells: partiesOf(meeting) }
  switch (command.kind) {
    case 'ask': {
      const facts = { meetingId, agency: command.agency, askId: doer.newId() }
      return [{ ...told, kind: 'meeting-asked', facts, tells: [...told.tells, command.agency] }]
    }
    case 'come':
      return [{ ...told, kind: 'meeting-coming', facts: { meetingId, names: command.names } }]
    case 'point':
      return [{ ...told, kind: 'meeting-point', facts: { meetingId, pointId: doer.newId() } }]
    case 'move': {
      const { at, where } = command
      const facts = { meetingId, at, where, minutesBy: rules.dueFrom(MINUTES_CLOCK, at) }
      return [{ ...told, kind: 'meeting-moved', facts }]
    }
    case 'read':
      return [{ ...told, kind: 'meeting-read', facts: { meetingId, name: command.name } }]
    case 'end-clock':
      return [{ ...told, kind: 'meeting-clock-ended', facts: { meetingId, clockId: command.clockId } }]
    case 'minute':
      return minuted(meeting, plan, command, rules, doer, told)
    default:
      return [{ ...told, kind: KIND_OF[command.kind], facts: { meetingId } }]
  }
}

const KIND_OF = {
  apologise: 'meeting-apologies',
  cancel: 'meeting-cancelled',
  correct: 'meeting-corrected',
} as const

function minuted(
  meeting: Meeting,
  plan: Plan | undefined,
  { present, childSaid, familySaid, outcome, decisions }: Extract<MeetingCommand, { kind: 'minute' }>,
  rules: MeetingRules,
  doer: Doer,
  told: Pick<NewCaseEvent, 'part' | 'words' | 'happenedAt' | 'matterId' | 'tells'>,
): readonly NewCaseEvent<MeetingEvent | PlanEvent>[] {
  const taken = decisions.map(decision => ({ decision, action: actionFor(plan, decision, doer) }))
  const clocks = outcome?.yes === true ? (rules.kindOf(meeting)?.clocks ?? []) : []
  const facts = {
    meetingId: meeting.meetingId,
    present,
    childSaid,
    familySaid,
    outcome,
    decisions: taken.map(
      ({ decision, action }): MeetingDecision => ({
        decisionId: doer.newId(),
        ...decision,
        itemId: action?.itemId,
      }),
    ),
    clocks: clocks.map(one => ({ clockId: doer.newId(), ...one, dueAt: rules.dueFrom(one.clock, meeting.at) })),
    readBy: rules.dueFrom(READ_CLOCK, doer.now),
  }
  return [{ ...told, kind: 'meeting-minuted', facts }, ...taken.flatMap(({ action }) => action?.event ?? [])]
}

/** What makes a decision of a meeting an action of the plan; undefined where it is no action, or would not go into the plan. */
export function actionFor(plan: Plan | undefined, { text, owner, dueOn }: NewDecision, doer: Doer) {
  if (plan === undefined || owner === undefined || dueOn === undefined) return undefined
  if (whyNotInPlan(plan, doer.agency, owner.agency) !== undefined) return undefined
  const event = planEvent(plan, { kind: 'act', planId: plan.planId, words: text, owner, dueOn }, doer)
  return event !== undefined && 'itemId' in event.facts ? { event, itemId: event.facts.itemId } : undefined
}
