import { Type } from 'typebox'
import { MEETING_MOVES, MOST_ASKED, MOST_DECISIONS } from '#domain/case/meeting-rules.ts'
import type { Meeting, MeetingMove, MeetingsFile } from '#services/meetings.ts'
import { Day } from './case-bodies.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Line = Type.String({ maxLength: 200 })
const Agency = Type.String({ maxLength: 60, description: 'Code of an agency' })
const Words = Type.String({ maxLength: 2000, description: 'In your own words; everybody of the meeting reads them' })
const strict = { additionalProperties: false }

const WRITTEN = { at: Type.String(), agency: Type.String(), byName: Nullable, words: Nullable }
const Written = Type.Object(WRITTEN)
const Person = Type.Object({ agency: Type.String(), name: Type.String() })
const Attendance = { agency: Agency, names: Line }
const OUTCOME = {
  yes: Type.Boolean(),
  way: Type.Optional(Type.String({ maxLength: 60 })),
  lead: Type.Optional(Line),
  reason: Words,
}
const DISSENT = { agency: Agency, name: Line, why: Words }

const MinutesBody = Type.Object({
  ...WRITTEN,
  present: Type.Array(Type.Object(Attendance)),
  childSaid: Type.String(),
  familySaid: Type.String(),
  outcome: Type.Optional(Type.Object(OUTCOME)),
  decisions: Type.Array(
    Type.Object({
      decisionId: Uuid,
      text: Type.String(),
      owner: Type.Optional(Person),
      dueOn: Type.Optional(Type.String()),
      itemId: Type.Optional(Type.String({ description: 'The action of the plan that it became' })),
      dissent: Type.Optional(Type.Object(DISSENT)),
    }),
  ),
  readBy: Type.String({ description: 'Until then those who were absent say that they have read them' }),
})

const OneMeeting = Type.Object({
  meetingId: Uuid,
  meeting: Type.String({ description: 'Code of the kind of meeting' }),
  by: Type.String({ description: 'The agency that called it, and writes its minutes' }),
  chair: Person,
  at: Type.String(),
  where: Type.String(),
  minutesBy: Type.String(),
  called: Written,
  asked: Type.Array(
    Type.Object({
      agency: Type.String(),
      asked: Written,
      answer: Type.Optional(Type.Object({ ...WRITTEN, coming: Type.Boolean(), names: Type.String() })),
      read: Type.Optional(Type.Object({ ...WRITTEN, name: Type.String() })),
    }),
  ),
  points: Type.Array(Type.Object({ ...WRITTEN, pointId: Uuid })),
  moves: Type.Array(Written),
  cancelled: Type.Optional(Written),
  minutes: Type.Optional(MinutesBody),
  corrections: Type.Array(Written),
  clocks: Type.Array(
    Type.Object({
      clockId: Uuid,
      clock: Type.String(),
      wants: Type.String({ description: 'The kind of meeting by which it is met' }),
      dueAt: Type.String(),
      metBy: Type.Optional(Type.String()),
      ended: Type.Optional(Written),
    }),
  ),
  may: Type.Array(Type.Enum([...MEETING_MOVES]), { description: 'What you may do about it now' }),
})

/** Meetings about a child, as the API gives them. */
export const MeetingsBody = Type.Unsafe<MeetingsAnswer>(
  Type.Object({
    meetings: Type.Array(OneMeeting, { description: 'Those that your agency called or is asked to, and no others' }),
    asOf: Type.String({ description: 'Nothing that was recorded later is in it' }),
    kinds: Type.Array(Type.Object({ code: Type.String(), label: Type.String() }), {
      description: 'What may be called today',
    }),
  }),
)

const Moment = Type.String({ maxLength: 40, description: 'With an offset from UTC, or Z' })
const OF_MEETING = { meetingId: Uuid, words: Words }

/** What may be done about meetings. */
export const MeetingDoneBody = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('call'),
      meeting: Type.String({ maxLength: 60, description: 'Code of the kind of meeting' }),
      at: Moment,
      where: Line,
      chair: Type.Object({ agency: Agency, name: Line }, strict),
      asked: Type.Array(Agency, { maxItems: MOST_ASKED }),
      words: Words,
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('ask'), ...OF_MEETING, agency: Agency }, strict),
  Type.Object({ kind: Type.Literal('come'), ...OF_MEETING, names: Line }, strict),
  Type.Object({ kind: Type.Enum(['apologise', 'point', 'cancel', 'correct']), ...OF_MEETING }, strict),
  Type.Object({ kind: Type.Literal('move'), ...OF_MEETING, at: Moment, where: Line }, strict),
  Type.Object(
    {
      kind: Type.Literal('minute'),
      meetingId: Uuid,
      words: Type.String({ maxLength: 10_000, description: 'What was discussed' }),
      present: Type.Array(Type.Object(Attendance, strict), { maxItems: MOST_ASKED + 1 }),
      childSaid: Words,
      familySaid: Words,
      outcome: Type.Optional(Type.Object(OUTCOME, strict)),
      decisions: Type.Array(
        Type.Object(
          {
            text: Words,
            owner: Type.Optional(Type.Object({ agency: Agency, name: Line }, strict)),
            dueOn: Type.Optional(Day),
            dissent: Type.Optional(Type.Object(DISSENT, strict)),
          },
          strict,
        ),
        { maxItems: MOST_DECISIONS },
      ),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('read'), ...OF_MEETING, name: Line }, strict),
  Type.Object({ kind: Type.Literal('end-clock'), ...OF_MEETING, clockId: Uuid }, strict),
])

/** What is given of meetings. */
export interface MeetingsAnswer extends Pick<MeetingsFile, 'asOf' | 'kinds'> {
  readonly meetings: readonly (Meeting & { readonly may: readonly MeetingMove[] })[]
}
