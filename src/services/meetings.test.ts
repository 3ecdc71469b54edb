import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { changeLead, listWaiting, openCase, sayWhatIsLate } from './cases.ts'
import { forAgenciesWithDue } from './due-work.ts'
import { openPapers } from './meeting-papers.ts'
import { changeMeeting, type MeetingCommand, openMeeting, openMeetings } from './meetings.ts'
import { changePlan, openPlan } from './plans.ts'
import { whatWaits } from './waiting.ts'

// A Wednesday: fifteen working days later is Wednesday 25 March, five are Wednesday 11 March.
const COUNCIL = 'enfield-council' as AgencyId
const SCHOOL = 'hazelbrook-academy' as AgencyId
const POLICE = 'met-police' as AgencyId
const HEALTH = 'leamarsh-nhs' as AgencyId

const hub = hubOf()
const { as } = hub

/** What a command says besides the meeting that it is about. */
type Said = MeetingCommand extends infer C ? (C extends { kind: 'call' } ? C : Omit<C, 'meetingId'>) : never

const CALL = {
  kind: 'call',
  meeting: 'strategy-discussion',
  at: plusMinutes(NOON, -60),
  where: 'By telephone',
  chair: { agency: COUNCIL, name: 'Selin Demir' },
  words: 'Hurt in Portsmouth, and back for a day',
} as const

const MINUTES: Said = {
  kind: 'minute',
  words: 'What each agency knows',
  present: [
    { agency: COUNCIL, names: 'Selin Demir' },
    { agency: POLICE, names: 'DC Maya Okoro' },
  ],
  childSaid: 'I want to sleep at my nan’s',
  familySaid: 'Nan says that he is frightened',
  outcome: { yes: true, way: 'joint', lead: 'Selin Demir', reason: 'He was hurt, and fears more' },
  decisions: [
    {
      text: 'Keep a place for him at lunch',
      owner: { agency: SCHOOL, name: 'Kemi Adeyemi' },
      dueOn: '2026-03-09' as PlainDate,
    },
    { text: 'Look at the phone', owner: { agency: POLICE, name: 'DC Maya Okoro' }, dueOn: '2026-03-06' as PlainDate },
    { text: 'No arrest at school', dissent: { agency: POLICE, name: 'DC Maya Okoro', why: 'It cannot be promised' } },
  ],
}

/** A child whom the council leads for, with a plan with the school, of whom these agencies hold a record; and a meeting that the council called. */
async function called(others: readonly AgencyId[], to: readonly AgencyId[]) {
  const { id } = await hub.somebody([COUNCIL, ...others])
  const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'At home in Edmonton' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, 0, here))
  const { plan } = await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'open', words: 'To be safe' }))
  const planId = plan?.planId ?? ''
  await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'invite', planId, agency: SCHOOL, words: 'You see him' }))
  await as(SCHOOL, ctx => changePlan(ctx, id, { kind: 'join', planId, words: 'Kemi' }))
  const { meeting } = await as(COUNCIL, ctx => changeMeeting(ctx, id, { ...CALL, asked: to }))
  const { meetingId } = meeting
  const does = (agency: AgencyId, said: Said, at = NOON) =>
    as(agency, ctx => changeMeeting(ctx, id, { meetingId, ...said } as MeetingCommand), at)
  return { id, meetingId, does }
}

async function mailsTo(agency: string, about: string): Promise<number> {
  const { rows } = await hub.database.transaction('', tx =>
    sql<{ n: number }>`
      select count(*)::int as n from outbox where agency_id = ${agency} and payload->>'about' = ${about}`.execute(tx),
  )
  return rows[0]?.n ?? 0
}

const waits = (agency: AgencyId, kind: string, at = NOON) =>
  as(agency, async ctx => (await whatWaits(ctx)).find(one => one.kind === kind)?.number ?? 0, at)

describe('a meeting about a child', () => {
  it('is read by those who called it or are asked, and nobody else who reaches the child knows of it', async () => {
    const { id, meetingId } = await called([SCHOOL, POLICE, HEALTH], [SCHOOL, POLICE])
    for (const agency of [COUNCIL, SCHOOL, POLICE]) {
      const { meeting } = await as(agency, ctx => openMeeting(ctx, id, meetingId))
      expect(meeting.called).toMatchObject({ words: CALL.words, agency: COUNCIL })
    }
    expect((await as(HEALTH, ctx => openMeetings(ctx, id))).meetings).toEqual([])
    await expect(as(HEALTH, ctx => openMeeting(ctx, id, meetingId))).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      as(HEALTH, ctx => changeMeeting(ctx, id, { kind: 'point', meetingId, words: 'x' })),
    ).rejects.toMatchObject({ code: 'not-found' })
    const { events } = await as(HEALTH, ctx => openCase(ctx, id))
    expect(events.filter(({ kind }) => kind.startsWith('meeting'))).toEqual([])
  })

  it('opens one record of who calls it to an agency that holds none of the child, and tells it', async () => {
    const before = await mailsTo(HEALTH, 'meeting-told')
    const { id, meetingId, does } = await called([SCHOOL], [HEALTH])
    expect(await mailsTo(HEALTH, 'meeting-told')).toBe(before + 1)
    const { name } = await as(HEALTH, ctx => openMeeting(ctx, id, meetingId))
    expect(name).toMatch(/Robin Larchmont/)
    // Who is asked later reads what came before.
    await does(COUNCIL, { kind: 'point', words: 'Where he sleeps' })
    await does(COUNCIL, { kind: 'ask', agency: SCHOOL, words: 'You see him daily' })
    const { meeting } = await as(SCHOOL, ctx => openMeeting(ctx, id, meetingId))
    expect(meeting.points).toMatchObject([{ words: 'Where he sleeps' }])
  })

  it('offers the team of the plan first, then who else knows the child', async () => {
    const { id } = await called([SCHOOL, HEALTH, POLICE], [POLICE])
    const { around, kinds } = await as(COUNCIL, ctx => openMeetings(ctx, id))
    expect(around[0]).toBe(SCHOOL)
    expect(around.slice(1).toSorted()).toEqual([HEALTH, POLICE])
    expect(kinds.map(({ code }) => code)).toContain('child-exploitation')
  })

  it('is minuted once: the second set is refused in words, and stored nowhere', async () => {
    const { id, meetingId, does } = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    await does(COUNCIL, MINUTES)
    await expect(does(COUNCIL, { ...MINUTES, words: 'Again' })).rejects.toMatchObject({
      code: 'already-answered',
      message: expect.stringContaining('written once'),
    })
    const both = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    const outcomes = await Promise.allSettled([both.does(COUNCIL, MINUTES), both.does(COUNCIL, MINUTES)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const { meeting } = await does(POLICE, { kind: 'correct', words: 'It was DS Okoro' }, plusMinutes(NOON, 60))
    expect(meeting).toMatchObject({ minutes: { words: 'What each agency knows' }, corrections: [{ agency: POLICE }] })
    expect((await as(SCHOOL, ctx => openMeeting(ctx, id, meetingId))).meeting.corrections).toHaveLength(1)
  })

  it('makes actions of the plan in the same transaction, and none when anything is wrong', async () => {
    const { id, does } = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    const actions = async () => (await as(SCHOOL, ctx => openPlan(ctx, id))).plan?.actions ?? []
    await expect(does(COUNCIL, { ...MINUTES, childSaid: '' })).rejects.toMatchObject({ code: 'bad-request' })
    expect(await actions()).toEqual([])
    const mails = await mailsTo(SCHOOL, 'plan-action')
    const { meeting } = await does(COUNCIL, MINUTES)
    const [first, second] = meeting.minutes?.decisions ?? []
    expect(await actions()).toMatchObject([{ itemId: first?.itemId, owner: { agency: SCHOOL }, state: 'open' }])
    expect(second?.itemId).toBeUndefined()
    expect(await mailsTo(SCHOOL, 'plan-action')).toBe(mails + 1)
    const matters = await as(SCHOOL, listWaiting)
    expect(matters.filter(({ matterId }) => matterId === first?.itemId)).toMatchObject([{ kind: 'action' }])
  })

  it('waits for the answer of each who is asked, then for who was absent to read, and says what is late once', async () => {
    const { id, meetingId, does } = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    const [meetings, minutes] = [await waits(SCHOOL, 'meetings'), await waits(SCHOOL, 'minutes')]
    expect(meetings).toBeGreaterThan(0)
    await does(SCHOOL, { kind: 'apologise', words: 'He has not been in since Monday' })
    expect(await waits(SCHOOL, 'meetings')).toBe(meetings - 1)
    await does(COUNCIL, MINUTES)
    expect(await waits(SCHOOL, 'minutes')).toBe(minutes + 1)
    expect(await waits(POLICE, 'minutes')).toBe(0)
    const mine = async (agency: AgencyId) =>
      (await as(agency, listWaiting)).filter(one => one.personId === id && one.kind === 'meeting')
    // Five working days after it was written.
    expect(await mine(SCHOOL)).toMatchObject([
      { step: 'read', agency: SCHOOL, other: COUNCIL, dueAt: '2026-03-11T23:59:59.000Z' },
    ])
    expect((await mine(COUNCIL)).map(({ step, dueAt }) => [step, dueAt])).toEqual([
      ['read', '2026-03-11T23:59:59.000Z'],
      // Fifteen working days from the meeting.
      ['strategy-to-conference', '2026-03-25T23:59:59.000Z'],
    ])
    const late = '2026-03-12T08:00:00.000Z' as Instant
    const told = await mailsTo(SCHOOL, 'case-late')
    await forAgenciesWithDue(hub.database, late, 'case-clocks', sayWhatIsLate)
    const once = await mailsTo(SCHOOL, 'case-late')
    expect(once).toBeGreaterThan(told)
    await forAgenciesWithDue(hub.database, late, 'case-clocks', sayWhatIsLate)
    expect(await mailsTo(SCHOOL, 'case-late')).toBe(once)
    await does(SCHOOL, { kind: 'read', name: 'Kemi Adeyemi', words: '' }, late)
    expect(await mine(SCHOOL)).toEqual([])
    expect((await as(COUNCIL, ctx => openMeeting(ctx, id, meetingId))).meeting.asked[0]?.read?.name).toBe(
      'Kemi Adeyemi',
    )
  })

  it('ends the clock to the conference when that is held', async () => {
    const { id, does } = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    await does(COUNCIL, MINUTES)
    const next = { ...CALL, meeting: 'initial-conference', at: NOON, asked: [SCHOOL] }
    const { meeting } = await as(COUNCIL, ctx => changeMeeting(ctx, id, next))
    const conference: Said = { ...MINUTES, present: [{ agency: COUNCIL, names: 'Selin Demir' }], decisions: [] }
    const outcome = { yes: true, reason: 'He is not safe yet' }
    await as(COUNCIL, ctx =>
      changeMeeting(ctx, id, { ...conference, outcome, meetingId: meeting.meetingId } as MeetingCommand),
    )
    const steps = (await as(COUNCIL, listWaiting)).filter(one => one.personId === id && one.kind === 'meeting')
    expect(steps.map(({ step }) => step).toSorted()).toEqual(['core-group', 'first-review-conference', 'read', 'read'])
  })

  it('is shown as it was known on a past day', async () => {
    const { id, meetingId, does } = await called([SCHOOL], [SCHOOL])
    const next = plusMinutes(NOON, 24 * 60)
    await does(COUNCIL, { ...MINUTES, present: [{ agency: COUNCIL, names: 'Selin' }], decisions: [] } as Said, next)
    const then = await as(SCHOOL, ctx => openMeeting(ctx, id, meetingId, '2026-03-04' as PlainDate), next)
    expect(then.meeting.minutes).toBeUndefined()
    expect(then.moves.size).toBe(0)
    const before = await as(SCHOOL, ctx => openMeetings(ctx, id, '2026-03-03' as PlainDate), next)
    expect(before.meetings).toEqual([])
  })
})

describe('papers for a meeting', () => {
  it('are made from what each agency may see, and say who has not answered', async () => {
    const { id, meetingId, does } = await called([SCHOOL, POLICE], [SCHOOL, POLICE])
    const { plan } = await as(COUNCIL, ctx => openPlan(ctx, id))
    const act = { kind: 'act', owner: { agency: SCHOOL, name: 'Kemi' }, dueOn: '2026-03-04' as PlainDate } as const
    await as(COUNCIL, ctx => changePlan(ctx, id, { ...act, planId: plan?.planId ?? '', words: 'Ring his nan' }))
    await does(SCHOOL, { kind: 'come', names: 'Kemi Adeyemi', words: '' })
    const papers = (agency: AgencyId, at = NOON) => as(agency, ctx => openPapers(ctx, id, meetingId), at)
    const { agenda } = await papers(COUNCIL, plusMinutes(NOON, 24 * 60))
    expect(agenda.actions).toMatchObject([{ noted: { words: 'Ring his nan' }, isLate: true }])
    expect(agenda.unanswered).toMatchObject([{ agency: POLICE, what: 'meeting', by: COUNCIL }])
    expect(agenda.since).toBe(plusMinutes(CALL.at, -90 * 24 * 60))
    // The police are not on the team of the plan.
    expect((await papers(POLICE)).agenda.actions).toEqual([])
    await expect(as(HEALTH, ctx => openPapers(ctx, id, meetingId))).rejects.toMatchObject({ code: 'not-found' })
  })
})
