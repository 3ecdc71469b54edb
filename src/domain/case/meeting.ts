import type { AgencyId } from '../values/ids.ts'
import { type Instant, plusMinutes } from '../values/time.ts'
import type { AskedTo, CaseEvent, MeetingEvent, MeetingTime, MinutesFacts, OpenedClock, Owner } from './event.ts'
import type { Written } from './plan.ts'

/** Whether an agency comes, and who; or its apologies, whose words are what it wants said. */
export interface MeetingAnswer extends Written {
  readonly coming: boolean
  readonly names: string
}

/** An agency that is asked to a meeting. */
export interface AskedAgency extends AskedTo {
  readonly asked: Written
  readonly answer?: MeetingAnswer
  /** Who of it, having been absent, said that the minutes were read. */
  readonly read?: Written & { readonly name: string }
}

/** Something that an agency wants discussed. */
export interface AgendaPoint extends Written {
  readonly pointId: string
}

/** A clock that the meeting opened. */
export interface MeetingClock extends OpenedClock {
  /** The later meeting by which it was met. */
  readonly metBy?: string
  /** Why it need not be met. */
  readonly ended?: Written
}

/** What was discussed and decided. Written once; its words are the discussion. */
export type Minutes = Written & Omit<MinutesFacts, 'clocks'>

/** A meeting about a child, as those know it who called it or were asked. Nobody else knows of it. */
export interface Meeting extends MeetingTime {
  readonly meetingId: string
  /** Code of data/reference/meeting-kinds.json. */
  readonly meeting: string
  /** The agency that called it, and writes its minutes. */
  readonly by: AgencyId
  readonly chair: Owner
  /** Says why. */
  readonly called: Written
  /** Without the agency that called it, in the order in which they were asked. */
  readonly asked: readonly AskedAgency[]
  /** Oldest first, as all that follow. */
  readonly points: readonly AgendaPoint[]
  /** Why it was moved. */
  readonly moves: readonly Written[]
  readonly cancelled?: Written
  readonly minutes?: Minutes
  readonly corrections: readonly Written[]
  readonly clocks: readonly MeetingClock[]
  /** How many events of it the reader knows. */
  readonly version: number
}

/** In the order in which they were called. */
export type MeetingState = readonly Meeting[]

/** Whether an event belongs to a meeting. */
export function isOfMeeting(event: CaseEvent): event is MeetingEvent {
  return 'meetingId' in event.facts
}

/** Everybody who is to be at a meeting: who called it first. */
export function partiesOf({ by, asked }: Meeting): readonly AgencyId[] {
  return [by, ...asked.map(one => one.agency)]
}

/** Agencies that were asked and for which nobody was there; none before there are minutes. */
export function absentFrom({ asked, minutes }: Meeting): readonly AskedAgency[] {
  if (minutes === undefined) return []
  return asked.filter(({ agency }) => !minutes.present.some(one => one.agency === agency))
}

/** Clocks that run. */
export function openClocks({ clocks }: Meeting): readonly MeetingClock[] {
  return clocks.filter(one => one.metBy === undefined && one.ended === undefined)
}

/** So many days are new at a meeting when there was none before it. */
export const DAYS_BEFORE = 90

/** Since when things are new at a meeting: the last one before it that was held, as far as the reader knows, or 90 days before. */
export function newSince(meeting: Meeting, all: MeetingState): Instant {
  const before = all.flatMap(one => (one.minutes !== undefined && one.at < meeting.at ? [one.at] : [])).toSorted()
  return before.at(-1) ?? plusMinutes(meeting.at, -DAYS_BEFORE * 24 * 60)
}

/** The meetings after one more event. What cannot have happened, such as a second set of minutes, changes nothing. */
export function meetingsAfter(state: MeetingState, event: CaseEvent): MeetingState {
  if (!isOfMeeting(event)) return state
  const before = state.find(one => one.meetingId === event.facts.meetingId)
  if (event.kind === 'meeting-called') return before === undefined ? [...state, called(event)] : state
  const next = before === undefined ? undefined : changed(before, event)
  if (before === undefined || next === undefined) return state
  const held = before.minutes === undefined && next.minutes !== undefined
  return state.map(one => {
    if (one === before) return { ...next, version: before.version + 1 }
    return held ? withMet(one, next) : one
  })
}

type Of<Kind extends MeetingEvent['kind']> = Extract<MeetingEvent, { kind: Kind }>

function called(event: Of<'meeting-called'>): Meeting {
  const { meetingId, meeting, at, where, minutesBy, chair, asked } = event.facts
  return {
    meetingId,
    meeting,
    by: event.agency,
    chair,
    at,
    where,
    minutesBy,
    called: writtenIn(event),
    asked: asked.map(one => ({ ...one, asked: writtenIn(event) })),
    points: [],
    moves: [],
    corrections: [],
    clocks: [],
    version: 1,
  }
}

function writtenIn({ happenedAt, agency, byName, words }: MeetingEvent): Written {
  return { at: happenedAt, agency, byName, words }
}

/** A clock is met by the first meeting of the kind that it wants that was held after the one that opened it. */
function withMet(one: Meeting, { meetingId, meeting, at }: Meeting): Meeting {
  if (at < one.at || !openClocks(one).some(clock => clock.wants === meeting)) return one
  const open = openClocks(one)
  return {
    ...one,
    clocks: one.clocks.map(clock =>
      open.includes(clock) && clock.wants === meeting ? { ...clock, metBy: meetingId } : clock,
    ),
  }
}

/** Undefined for what cannot have happened. */
function changed(meeting: Meeting, event: Exclude<MeetingEvent, Of<'meeting-called'>>): Meeting | undefined {
  if (meeting.cancelled !== undefined || !partiesOf(meeting).includes(event.agency)) return undefined
  return meeting.minutes === undefined ? before(meeting, event) : after(meeting, event, meeting.minutes)
}

function before(meeting: Meeting, event: Exclude<MeetingEvent, Of<'meeting-called'>>): Meeting | undefined {
  const written = writtenIn(event)
  const ours = event.agency === meeting.by
  switch (event.kind) {
    case 'meeting-coming':
      return withAsked(meeting, event.agency, { answer: { ...written, coming: true, names: event.facts.names } })
    case 'meeting-apologies':
      return withAsked(meeting, event.agency, { answer: { ...written, coming: false, names: '' } })
    case 'meeting-point':
      return { ...meeting, points: [...meeting.points, { ...written, pointId: event.facts.pointId }] }
    case 'meeting-asked': {
      const { agency, askId } = event.facts
      if (!ours || partiesOf(meeting).includes(agency)) return undefined
      return { ...meeting, asked: [...meeting.asked, { agency, askId, asked: written }] }
    }
    case 'meeting-moved': {
      if (!ours) return undefined
      const { at, where, minutesBy } = event.facts
      const asked = meeting.asked.map(({ answer: _forThen, ...one }) => one)
      return { ...meeting, at, where, minutesBy, asked, moves: [...meeting.moves, written] }
    }
    case 'meeting-cancelled':
      return ours ? { ...meeting, cancelled: written } : undefined
    case 'meeting-minuted': {
      if (!ours) return undefined
      const { meetingId: _meeting, clocks, ...facts } = event.facts
      return { ...meeting, minutes: { ...written, ...facts }, clocks }
    }
    default:
      return undefined
  }
}

function after(
  meeting: Meeting,
  event: Exclude<MeetingEvent, Of<'meeting-called'>>,
  { present }: Minutes,
): Meeting | undefined {
  const written = writtenIn(event)
  switch (event.kind) {
    case 'meeting-corrected':
      return { ...meeting, corrections: [...meeting.corrections, written] }
    case 'meeting-read': {
      if (present.some(one => one.agency === event.agency)) return undefined
      return withAsked(meeting, event.agency, { read: { ...written, name: event.facts.name } })
    }
    case 'meeting-clock-ended': {
      const open = openClocks(meeting).find(one => one.clockId === event.facts.clockId)
      if (open === undefined || event.agency !== meeting.by) return undefined
      return { ...meeting, clocks: meeting.clocks.map(one => (one === open ? { ...one, ended: written } : one)) }
    }
    default:
      return undefined
  }
}

/** The first reading stands; an answer may be changed until there are minutes, and is asked for again when the meeting is moved. */
function withAsked(meeting: Meeting, agency: AgencyId, change: Partial<AskedAgency>): Meeting | undefined {
  const one = meeting.asked.find(asked => asked.agency === agency)
  if (one === undefined || one.read !== undefined) return undefined
  return { ...meeting, asked: meeting.asked.map(asked => (asked === one ? { ...one, ...change } : asked)) }
}
