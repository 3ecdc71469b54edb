import { type Static, Type } from 'typebox'
import { type Dissent, type MeetingOutcome, type Owner } from '#domain/case/event.ts'
import { partiesOf } from '#domain/case/meeting.ts'
import { MEETING_MOVES, MOST_ASKED, type NewDecision } from '#domain/case/meeting-rules.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import type { Meeting, MeetingCommand } from '#services/meetings.ts'
import { numbered, type Wrong } from '../../../form.ts'
import { momentOn } from '../../../moment.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))

/** Whatever one of the forms of meetings sends, but for minutes. */
export const MeetingForm = Type.Object({
  kind: Type.Enum(['call', ...MEETING_MOVES]),
  meetingId: Code,
  clockId: Code,
  meeting: Code,
  on: Code,
  time: Code,
  where: Line,
  chairAgency: Code,
  chairName: Line,
  asked: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 200 })),
  agency: Code,
  names: Line,
  name: Line,
  words: Words,
})

/** What its fields are called in errors. */
export const MEETING_WORDS = {
  labels: {
    kind: 'what you do',
    meetingId: 'meeting',
    clockId: 'clock',
    meeting: 'what kind of meeting it is',
    on: 'the day',
    time: 'the time',
    where: 'where it is',
    chairAgency: 'the agency that chairs it',
    chairName: 'who chairs it',
    asked: 'the agencies that are asked',
    agency: 'the agency',
    names: 'who comes',
    name: 'who has read the minutes',
    words: 'in your own words',
  },
}

/** What a form asks for, or what cannot be read in it. What is missing in it besides is for the service to say. */
export function meetingCommandFrom(sent: Static<typeof MeetingForm>): MeetingCommand | Wrong {
  const { kind, meetingId = '', words = '' } = sent
  const own = { meetingId, words }
  switch (kind) {
    case 'call': {
      const at = momentOn(sent)
      if (typeof at !== 'string') return at
      const further = sent.agency === undefined ? [] : [sent.agency]
      return {
        kind,
        meeting: sent.meeting ?? '',
        at,
        where: sent.where ?? '',
        chair: { agency: (sent.chairAgency ?? '') as AgencyId, name: sent.chairName ?? '' },
        asked: [...(sent.asked ?? []), ...further] as AgencyId[],
        words,
      }
    }
    case 'ask':
      return { kind, ...own, agency: (sent.agency ?? '') as AgencyId }
    case 'come':
      return { kind, ...own, names: sent.names ?? '' }
    case 'move': {
      const at = momentOn(sent)
      return typeof at === 'string' ? { kind, ...own, at, where: sent.where ?? '' } : at
    }
    case 'read':
      return { kind, ...own, name: sent.name ?? '' }
    case 'end-clock':
      return { kind, ...own, clockId: sent.clockId ?? '' }
    case 'minute':
      return { problems: [{ field: 'kind', message: 'Minutes have a form of their own' }] }
    default:
      return { kind, ...own }
  }
}

/** So many decisions fit into the form of minutes; the API takes more. */
export const FORM_DECISIONS = 6

const DECISION_LABELS = {
  text: 'what was decided',
  owner: 'the agency that does it',
  name: 'who does it',
  dueOn: 'by which day',
  dissentAgency: 'the agency that did not agree',
  dissentName: 'who did not agree',
  dissentWhy: 'why they did not agree',
}

/** What the fields of the form of minutes are called. Attendance is numbered by who was asked, who called it first; decisions from 1. */
export const MINUTES_WORDS: { readonly labels: Readonly<Record<string, string>> } = {
  labels: Object.fromEntries([
    ['childSaid', 'what the child says'],
    ['familySaid', 'what the family says'],
    ...numbered(MOST_ASKED + 1, { present: 'who was there' }),
    ['words', 'what was discussed'],
    ['outcome', 'the decision'],
    ['way', 'how it is done'],
    ['lead', 'who leads it'],
    ['reason', 'why it was decided so'],
    ...numbered(FORM_DECISIONS, DECISION_LABELS),
  ]),
}

/** The form of minutes: every field a text, checked by the domain. */
export const MinutesForm = Type.Object(
  Object.fromEntries(
    Object.keys(MINUTES_WORDS.labels).map(name => [name, Type.Optional(Type.String({ maxLength: 10_000 }))]),
  ),
)

/** The minutes that a form says, or what cannot be read in it. */
export function minutesFrom(sent: Static<typeof MinutesForm>, meeting: Meeting): MeetingCommand | Wrong {
  const text = (name: string) => sent[name] ?? ''
  const numbers = Array.from({ length: FORM_DECISIONS }, (_, at) => at + 1)
  const used = numbers.filter(n => Object.keys(DECISION_LABELS).some(name => text(`${name}${n}`) !== ''))
  const problems = used.flatMap(n => (n <= used.length ? [] : [gapProblem(n)]))
  const decisions = used.map(n => decisionFrom(n, text))
  const wrong = [...problems.slice(0, 1), ...decisions.flatMap(one => ('problems' in one ? one.problems : []))]
  if (wrong.length > 0) return { problems: wrong }
  return {
    kind: 'minute',
    meetingId: meeting.meetingId,
    words: text('words'),
    childSaid: text('childSaid'),
    familySaid: text('familySaid'),
    present: partiesOf(meeting)
      .map((agency, at) => ({ agency, names: text(`present${at + 1}`) }))
      .filter(({ names }) => names !== ''),
    outcome: outcomeFrom(text),
    decisions: decisions.flatMap(one => ('problems' in one ? [] : [one])),
  }
}

/** What is wrong with a decision is told by its number, so none before it is left empty. */
function gapProblem(n: number): FieldProblem {
  return { field: `text${n}`, message: 'Write decisions one after the other, without an empty one between them' }
}

function outcomeFrom(text: (name: string) => string): MeetingOutcome | undefined {
  const chosen = text('outcome')
  if (chosen !== 'yes' && chosen !== 'no') return undefined
  const yes = chosen === 'yes'
  const how = yes ? { way: text('way') || undefined, lead: text('lead') || undefined } : {}
  return { yes, ...how, reason: text('reason') }
}

function decisionFrom(n: number, text: (name: string) => string): NewDecision | Wrong {
  const given = text(`dueOn${n}`)
  const day = parsePlainDate(given)
  if (given !== '' && !day.ok) return { problems: [{ field: `dueOn${n}`, message: `Enter the day. ${day.reason}` }] }
  const owner = ownerFrom(text(`owner${n}`), text(`name${n}`))
  const dissenter = ownerFrom(text(`dissentAgency${n}`), text(`dissentName${n}`))
  const why = text(`dissentWhy${n}`)
  const dissent: Dissent | undefined =
    dissenter === undefined && why === '' ? undefined : { ...(dissenter ?? NOBODY), why }
  return { text: text(`text${n}`), owner, dueOn: day.ok ? day.value : undefined, dissent }
}

const NOBODY: Owner = { agency: '' as AgencyId, name: '' }

function ownerFrom(agency: string, name: string): Owner | undefined {
  return agency === '' && name === '' ? undefined : { agency: agency as AgencyId, name }
}
