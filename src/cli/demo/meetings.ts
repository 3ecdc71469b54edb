import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, plusDays, plusMinutes } from '#domain/values/time.ts'
import { changeMeeting, openMeetings } from '#services/meetings.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const COUNCIL = 's.demir@enfield-council.example'
const SCHOOL = 'k.adeyemi@hazelbrook-academy.example'
const ENFIELD = 'enfield-council' as AgencyId
const ACADEMY = 'hazelbrook-academy' as AgencyId
const HAMPSHIRE = 'hampshire-police' as AgencyId
const GIRL = 'Adaeze Nwosu'
const DAY_MINUTES = 24 * 60

/** Let the council and the school meet about the girl in care, one meeting held and one to come. Doing it again changes nothing. */
export async function holdMeetings(database: Database, clock: () => Instant): Promise<void> {
  const as = asPersona(database, clock, GIRL)
  const called = await as(COUNCIL, async (ctx, person) => {
    const { meetings } = await openMeetings(ctx, person)
    if (meetings.length > 0) return undefined
    const call = {
      kind: 'call',
      meeting: 'child-exploitation',
      where: 'By video; the link is in the invitation',
      chair: { agency: ENFIELD, name: 'Selin Demir' },
      asked: [ACADEMY, HAMPSHIRE],
    } as const
    const held = plusMinutes(ctx.now, -7 * DAY_MINUTES)
    const { meeting } = await changeMeeting(ctx, person, {
      ...call,
      at: held,
      words: 'She was hurt in Portsmouth, and went missing twice within two months',
    })
    await changeMeeting(ctx, person, {
      kind: 'minute',
      meetingId: meeting.meetingId,
      words: 'Who waits for her after school, which phones she has been given, and how her nan is kept safe.',
      present: [
        { agency: ENFIELD, names: 'Selin Demir, social worker' },
        { agency: ACADEMY, names: 'Kemi Adeyemi, safeguarding lead' },
      ],
      childSaid: 'I do not want anybody at school to ask me about it in front of others.',
      familySaid: 'Her nan wants to know whom to ring at night.',
      outcome: undefined,
      decisions: [
        { text: 'Her nan has the number of the emergency duty team, and rings it first' },
        {
          text: 'Look again at the two reports from Portsmouth together',
          owner: { agency: HAMPSHIRE, name: 'The missing persons coordinator' },
          dueOn: plusDays(londonDay(ctx.now), 7),
        },
      ],
    })
    const { meeting: next } = await changeMeeting(ctx, person, {
      ...call,
      at: plusMinutes(ctx.now, 6 * DAY_MINUTES),
      words: 'To look at what was agreed, and at the weeks before the holidays',
    })
    return { child: person, meetingId: next.meetingId }
  })
  if (called === undefined) return
  await as(
    SCHOOL,
    async (ctx, person) => {
      const { meetingId } = called
      await changeMeeting(ctx, person, { kind: 'come', meetingId, names: 'Kemi Adeyemi', words: '' })
      await changeMeeting(ctx, person, { kind: 'point', meetingId, words: 'Who fetches her on the last day of term' })
    },
    called.child,
  )
}
