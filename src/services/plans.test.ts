import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { announce } from '#store/news.ts'
import { asOwner } from '#test/linking.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { changeLead, listWaiting, openCase, sayWhatIsLate } from './cases.ts'
import { forAgenciesWithDue } from './due-work.ts'
import { openLive } from './live.ts'
import { changePlan, openPlan, type PlanCommand } from './plans.ts'
import { whatWaits } from './waiting.ts'

const LATER = plusMinutes(NOON, 7 * 24 * 60)
const COUNCIL = 'enfield-council' as AgencyId
const SCHOOL = 'hazelbrook-academy' as AgencyId
const POLICE = 'met-police' as AgencyId
const HEALTH = 'leamarsh-nhs' as AgencyId

const hub = hubOf()
const { as } = hub

/** What a command says besides the plan that it is about. */
type Said = PlanCommand extends infer C ? (C extends { kind: 'open' } ? C : Omit<C, 'planId'>) : never

/** A child whom the council leads for, of whom these agencies hold a record too, with a plan that the council opened. */
async function planned(...others: readonly AgencyId[]) {
  const { id, records } = await hub.somebody([COUNCIL, ...others])
  const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'At home in Edmonton' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, 0, here))
  const { plan } = await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'open', words: 'To be safe on the way home' }))
  const planId = plan?.planId ?? ''
  const does = (agency: AgencyId, said: Said, at = NOON) =>
    as(agency, ctx => changePlan(ctx, id, { planId, ...said } as PlanCommand), at)
  const invite = (agency: AgencyId, at = NOON) =>
    does(COUNCIL, { kind: 'invite', agency, words: 'You see him daily' }, at)
  const join = async (agency: AgencyId, at = NOON) => {
    await invite(agency, at)
    return does(agency, { kind: 'join', words: 'Kemi works with him' }, at)
  }
  const seenBy = (agency: AgencyId, at = NOON, on?: PlainDate) => as(agency, ctx => openPlan(ctx, id, on), at)
  return { id, planId, does, invite, join, seenBy, records }
}

const ACT: Said = {
  kind: 'act',
  owner: { agency: SCHOOL, name: 'Kemi Adeyemi' },
  dueOn: '2026-03-06' as PlainDate,
  words: 'Ring his mother each morning',
}
const SAY: Said = {
  kind: 'say',
  heardOn: '2026-03-02' as PlainDate,
  heardBy: 'Mr Lowe, maths teacher',
  words: 'I want to go home without looking behind me',
}
const visit = (on: string, knows = false): Said => ({
  kind: 'book',
  on: on as PlainDate,
  who: 'PC Ray',
  words: 'To see how he is',
  knows,
})

async function mailsTo(agency: string, about: string): Promise<number> {
  const { rows } = await hub.database.transaction('', tx =>
    sql<{ n: number }>`
      select count(*)::int as n from outbox where agency_id = ${agency} and payload->>'about' = ${about}`.execute(tx),
  )
  return rows[0]?.n ?? 0
}

describe('the team of a plan', () => {
  it('is opened by the agency that leads for the child and by no other', async () => {
    const { id } = await planned(POLICE)
    await expect(as(POLICE, ctx => changePlan(ctx, id, { kind: 'open', words: 'Ours' }))).rejects.toMatchObject({
      code: 'already-answered',
    })
    await expect(as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'open', words: 'Again' }))).rejects.toMatchObject({
      code: 'already-answered',
    })
  })

  it('reads everything once it has joined, and before that only that it is asked and who is on it', async () => {
    const one = await planned(SCHOOL, POLICE)
    await one.does(COUNCIL, SAY)
    await one.invite(SCHOOL)
    const before = await one.seenBy(SCHOOL)
    expect(before).toMatchObject({ standing: 'invited', moves: ['join', 'decline'], events: [] })
    expect(before.plan).toMatchObject({
      said: [],
      team: [{ agency: COUNCIL }, { asked: { words: 'You see him daily' } }],
    })
    const after = await one.does(SCHOOL, { kind: 'join', words: 'Kemi works with him' })
    expect(after.plan?.said).toMatchObject([{ words: 'I want to go home without looking behind me', agency: COUNCIL }])
    // What is written from then on comes to both, whoever writes it.
    await one.does(SCHOOL, { kind: 'need', words: 'A safe way home' })
    expect((await one.seenBy(COUNCIL)).plan?.needs).toMatchObject([{ noted: { agency: SCHOOL } }])
    const shares = await asOwner<{ what: string }>(
      hub.owner,
      `select what from share where agency_id = '${COUNCIL}' and audience_agency = '${SCHOOL}' and subject_id = '${one.id}' order by at, what`,
    )
    expect(shares.map(({ what }) => what)).toEqual([
      'an event of the case: team-invited',
      'what was written in the plan before they joined',
    ])
  })

  it('is not shown to others who reach the child: they learn that there is a plan and who leads', async () => {
    const one = await planned(SCHOOL, POLICE)
    await one.does(COUNCIL, SAY)
    await one.join(SCHOOL)
    const { plan, standing, answers, events, moves } = await one.seenBy(POLICE)
    expect({ standing, answers, events, moves }).toEqual({
      standing: 'outside',
      answers: COUNCIL,
      events: [],
      moves: [],
    })
    expect(plan).toMatchObject({ said: [], opened: { agency: COUNCIL, words: null, byName: null } })
    expect(plan?.team.map(({ agency }) => agency)).toEqual([COUNCIL])
    const log = await as(POLICE, ctx => openCase(ctx, one.id))
    expect(log.events.map(({ kind }) => kind)).toEqual(['found-here', 'plan-opened'])
    await expect(one.does(POLICE, { kind: 'need', words: 'x' })).rejects.toMatchObject({ code: 'already-answered' })
    await expect(one.does(POLICE, { kind: 'join', words: 'x' })).rejects.toMatchObject({ code: 'already-answered' })
    await expect(one.seenBy(HEALTH)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('learns who declined and why, also those who joined between the question and the answer', async () => {
    const one = await planned(SCHOOL, POLICE)
    await one.invite(HEALTH)
    await one.join(SCHOOL)
    await one.does(HEALTH, { kind: 'decline', words: 'He is not known to us' })
    for (const agency of [COUNCIL, SCHOOL])
      expect((await one.seenBy(agency)).plan?.team).toContainEqual(
        expect.objectContaining({
          agency: HEALTH,
          state: 'declined',
          answer: expect.objectContaining({ words: 'He is not known to us' }),
        }),
      )
    await one.invite(HEALTH)
    expect((await one.seenBy(HEALTH)).standing).toBe('invited')
  })

  it('tells an agency that held nothing of the child, which then knows whom it is about', async () => {
    const one = await planned()
    await one.invite(HEALTH)
    expect((await one.seenBy(HEALTH)).name).toContain('Robin Larchmont')
    expect(await mailsTo(HEALTH, 'plan-invited')).toBeGreaterThan(0)
    expect((await as(HEALTH, whatWaits)).find(({ kind }) => kind === 'invitations')?.number).toBeGreaterThan(0)
    const own = (await as(HEALTH, listWaiting)).filter(({ personId }) => personId === one.id)
    expect(own).toMatchObject([{ kind: 'invitation', agency: COUNCIL, other: HEALTH }])
    await one.does(HEALTH, { kind: 'decline', words: 'Not ours' })
    expect((await as(HEALTH, listWaiting)).filter(({ personId }) => personId === one.id)).toEqual([])
  })

  it('is left with a reason; what was theirs goes back to the agency that leads, and what is written later is not theirs to read', async () => {
    const one = await planned(SCHOOL)
    await one.join(SCHOOL)
    await one.does(COUNCIL, ACT)
    await one.does(SCHOOL, { kind: 'leave', agency: SCHOOL, words: 'He has moved to another school' })
    await one.does(COUNCIL, SAY)
    const waiting = (await as(COUNCIL, listWaiting)).filter(({ personId }) => personId === one.id)
    expect(waiting).toMatchObject([{ kind: 'action', agency: COUNCIL, other: null }])
    expect((await as(SCHOOL, listWaiting)).filter(({ personId }) => personId === one.id)).toEqual([])
    expect(await one.seenBy(SCHOOL)).toMatchObject({ standing: 'outside', plan: { said: [], actions: [] } })
    const log = await as(SCHOOL, ctx => openCase(ctx, one.id))
    expect(log.events.some(({ kind }) => kind === 'child-said')).toBe(false)
  })
})

describe('what is written in a plan', () => {
  it('is kept from both who write at the same moment', async () => {
    const one = await planned(SCHOOL)
    await one.join(SCHOOL)
    await Promise.all([
      one.does(COUNCIL, { kind: 'need', words: 'Debt advice' }),
      one.does(SCHOOL, { kind: 'need', words: 'A quiet room' }),
    ])
    const needs = (await one.seenBy(COUNCIL)).plan?.needs ?? []
    expect(needs.map(({ noted }) => noted.words).toSorted()).toEqual(['A quiet room', 'Debt advice'])
  })

  it('is not overwritten by somebody who did not see the change of another', async () => {
    const one = await planned(SCHOOL)
    await one.join(SCHOOL)
    const plan = (about: 'leaving', words: string) =>
      ({ about, when: 'He says that he is out', ring: 'Selin Demir', phone: '07700 900456', words }) as const
    const { plan: set } = await one.does(COUNCIL, { kind: 'if', ...plan('leaving', 'He sleeps at his aunt’s') })
    const itemId = set?.contingencies[0]?.itemId ?? ''
    const change = (words: string): Said => ({ kind: 'change-if', itemId, version: 1, ...plan('leaving', words) })
    const answers = await Promise.allSettled([
      one.does(COUNCIL, change('Police drive him')),
      one.does(SCHOOL, change('His teacher drives him')),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'stale-version' } })
    expect((await one.seenBy(SCHOOL)).plan?.contingencies).toMatchObject([{ version: 2 }])
  })

  it('is known as it was on a past day', async () => {
    const one = await planned(SCHOOL)
    await one.does(COUNCIL, SAY, LATER)
    const then = await one.seenBy(COUNCIL, LATER, '2026-03-05' as PlainDate)
    expect(then).toMatchObject({ moves: [], plan: { said: [], opened: { agency: COUNCIL } } })
    const before = await one.seenBy(COUNCIL, LATER, '2026-03-03' as PlainDate)
    expect(before.plan).toBeUndefined()
  })

  it('is news for the pages of the team that are open, and for nobody else’s', async () => {
    const live = await openLive(hub.database)
    const one = await planned(SCHOOL, POLICE)
    const heard: string[] = []
    for (const agency of [SCHOOL, POLICE]) live.hear(agency, ({ kind }) => heard.push(`${agency} ${kind}`))
    await one.join(SCHOOL)
    // News comes in the order of the commits: all that was before is in when this is.
    await as(SCHOOL, ctx => announce(ctx.tx, { agency: SCHOOL, kind: 'sign' }))
    await expect.poll(() => heard).toContain(`${SCHOOL} sign`)
    heard.length = 0
    await one.does(COUNCIL, { kind: 'need', words: 'Sleep' })
    await expect.poll(() => heard).toEqual([`${SCHOOL} case`])
    await live.close()
  })
})

describe('two agencies that visit', () => {
  it('are told, the second before it books, and neither is forbidden', async () => {
    const one = await planned(POLICE)
    await one.join(POLICE)
    await one.does(COUNCIL, visit('2026-03-10'))
    const mails = await mailsTo(COUNCIL, 'plan-visits')
    await expect(one.does(POLICE, visit('2026-03-11'))).rejects.toMatchObject({
      code: 'bad-request',
      fields: [{ field: 'knows' }],
    })
    expect((await one.seenBy(COUNCIL)).plan?.visits).toHaveLength(1)
    await one.does(POLICE, visit('2026-03-11', true))
    expect(await mailsTo(COUNCIL, 'plan-visits')).toBe(mails + 1)
    // Two days apart is nobody's business.
    await one.does(POLICE, visit('2026-03-12'))
    expect(await mailsTo(COUNCIL, 'plan-visits')).toBe(mails + 1)
  })
})

describe('an action', () => {
  const own = async (agency: AgencyId, person: string, at = NOON) =>
    (await as(agency, listWaiting, at)).filter(({ personId }) => personId === person)

  it('waits for its owner and is seen by who leads the plan, also after somebody off the team writes about the lead', async () => {
    const one = await planned(SCHOOL, 'essex-council' as AgencyId)
    await one.join(SCHOOL)
    await one.does(COUNCIL, ACT)
    const found = { kind: 'here', because: 'found', happenedAt: NOON, words: 'Found in Colchester' } as const
    const { lead } = (await as('essex-council', ctx => openCase(ctx, one.id))).state
    await as('essex-council', ctx => changeLead(ctx, one.id, lead.version, found))
    const matter = { kind: 'action', agency: SCHOOL, other: COUNCIL, dueAt: '2026-03-06T23:59:59.000Z' }
    expect(await own(SCHOOL, one.id)).toMatchObject([matter])
    expect(await own(COUNCIL, one.id)).toMatchObject([matter])
    expect(await own('essex-council' as AgencyId, one.id)).toEqual([])
  })

  it('that is overdue is said once to both, without personal data, and stands first for its owner', async () => {
    const one = await planned(SCHOOL)
    await one.join(SCHOOL)
    await one.does(COUNCIL, ACT)
    const before = [await mailsTo(SCHOOL, 'case-late'), await mailsTo(COUNCIL, 'case-late')]
    const late = () => forAgenciesWithDue(hub.database, LATER, 'case-clocks', sayWhatIsLate)
    await late()
    const after = [await mailsTo(SCHOOL, 'case-late'), await mailsTo(COUNCIL, 'case-late')]
    expect(after[0]).toBeGreaterThan(before[0] ?? 0)
    expect(after[1]).toBeGreaterThan(before[1] ?? 0)
    await late()
    expect([await mailsTo(SCHOOL, 'case-late'), await mailsTo(COUNCIL, 'case-late')]).toEqual(after)
    expect((await as(SCHOOL, whatWaits, LATER))[0]).toMatchObject({ kind: 'actions-late' })
  })

  it('whose owner has left goes back to who leads, until somebody takes it on', async () => {
    const one = await planned(SCHOOL)
    await one.join(SCHOOL)
    const { plan } = await one.does(COUNCIL, ACT)
    const itemId = plan?.actions[0]?.itemId ?? ''
    await one.does(SCHOOL, { kind: 'owner-left', itemId, version: 1, words: 'She has moved to Leeds' })
    expect(await own(SCHOOL, one.id)).toEqual([])
    expect(await own(COUNCIL, one.id)).toMatchObject([{ agency: COUNCIL, other: null }])
    await one.does(COUNCIL, {
      kind: 'move',
      itemId,
      version: 2,
      owner: { agency: SCHOOL, name: 'Ada Quill' },
      dueOn: '2026-03-09' as PlainDate,
      words: 'She takes over',
    })
    expect(await own(SCHOOL, one.id)).toMatchObject([{ dueAt: '2026-03-09T23:59:59.000Z' }])
    expect((await own(COUNCIL, one.id)).length).toBe(1)
    await one.does(SCHOOL, { kind: 'done', itemId, version: 3, words: 'His mother rings back now' })
    expect(await own(SCHOOL, one.id)).toEqual([])
    expect(await own(COUNCIL, one.id)).toEqual([])
  })
})

describe('row security of a plan', () => {
  it('keeps its words from an agency of no team, and lets nobody join that was not invited', async () => {
    const one = await planned(SCHOOL, POLICE)
    await one.does(COUNCIL, SAY)
    await one.invite(SCHOOL)
    const seen = await hub.database.transaction(POLICE, async tx => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from case_event where matter_id = ${one.planId}::uuid`.execute(tx)
      return rows[0]?.n
    })
    expect(seen).toBe(0)
    const events = JSON.stringify([
      {
        eventId: '00000000-0000-4000-8000-000000000001',
        part: 'plan',
        kind: 'team-joined',
        matterId: one.planId,
        happenedAt: NOON,
        recordedAt: NOON,
        byUser: 'x',
        byName: 'x',
        facts: { planId: one.planId },
        tells: [],
      },
    ])
    await expect(
      hub.database.transaction(POLICE, tx => sql`select append_to_case(${one.id}::uuid, ${events}::jsonb)`.execute(tx)),
    ).rejects.toMatchObject({ code: '42501' })
  })
})
