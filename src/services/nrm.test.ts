import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Referral, stageOf } from '#domain/case/nrm.ts'
import { nobodyAsked } from '#domain/nrm-pack.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { changeLead, listWaiting, openCase } from './cases.ts'
import { changeNrm, type NrmCommand, openNrm, openSection } from './nrm.ts'
import { whatWaits } from './waiting.ts'

const TODAY = '2026-03-04' as PlainDate
const [SCHOOL, ENFIELD, ESSEX_POLICE, KENT] = [
  'hazelbrook-academy',
  'enfield-council',
  'essex-police',
  'kent-council',
] as const

const hub = hubOf()
const { as, somebody } = hub

const does = (agency: string, person: string, command: NrmCommand, at = NOON) =>
  as(agency, ctx => changeNrm(ctx, person, command), at)
const opened = (agency: string, person: string, at = NOON) => as(agency, ctx => openNrm(ctx, person), at)
const last = (state: readonly Referral[]) => {
  const found = state.at(-1)
  if (found === undefined) throw new Error('there is no referral')
  return found
}

/** Begun by Enfield, one section written, and sent. */
async function sent(person: string, by = ENFIELD as string, council: string = ENFIELD) {
  const { referralId } = last(await does(by, person, { kind: 'begin' }))
  const section = {
    referralId,
    section: 'story',
    version: 0,
    answers: { 'what-happened': 'Made to carry drugs' },
    heldBack: {},
  }
  await does(by, person, { kind: 'save', ...section })
  const send = {
    referralId,
    route: 'competent-authority',
    council: council as AgencyId,
    reference: '',
    words: 'A safe bed',
  }
  return last(await does(by, person, { kind: 'send', ...send }))
}

async function mailsTo(agency: string, about: string): Promise<number> {
  return hub.database.transaction('', async tx => {
    const { rows } = await sql`select from outbox where agency_id = ${agency} and payload->>'about' = ${about}`.execute(
      tx,
    )
    return rows.length
  })
}

describe('an agency that is no first responder', () => {
  it('asks one, which is told whom it is about, takes it on or says why not', async () => {
    const child = await somebody([SCHOOL])
    await expect(does(SCHOOL, child.id, { kind: 'begin' })).rejects.toMatchObject({ code: 'already-answered' })
    const asks = await mailsTo(ENFIELD, 'nrm-asked')
    const ask: NrmCommand = { kind: 'ask', of: ENFIELD as AgencyId, words: 'A second phone, and he is afraid' }
    const { referralId } = last(await does(SCHOOL, child.id, ask))
    expect(await mailsTo(ENFIELD, 'nrm-asked')).toBe(asks + 1)
    const theirs = await opened(ENFIELD, child.id)
    expect(theirs.file.names).toEqual([`Robin ${child.familyName}`])
    expect(theirs.current?.asked).toMatchObject({ agency: SCHOOL, words: 'A second phone, and he is afraid' })
    expect(await as(ENFIELD, whatWaits)).toContainEqual({ kind: 'nrm-asks', number: 1 })
    await expect(opened(KENT, child.id)).rejects.toMatchObject({ code: 'not-found' })

    await does(ENFIELD, child.id, { kind: 'not-taken', referralId, reason: 'not-enough', words: 'Who saw the phone?' })
    const back = await opened(SCHOOL, child.id)
    expect(back.current?.notTaken).toMatchObject({ reason: 'not-enough', words: 'Who saw the phone?' })
    expect(back.moves.get('')).toEqual(['ask'])
    expect((await as(ENFIELD, listWaiting)).filter(one => one.matterId === referralId)).toEqual([])
  })

  it('cannot ask one that is none', async () => {
    const child = await somebody([SCHOOL])
    await expect(
      does(SCHOOL, child.id, { kind: 'ask', of: 'leamarsh-nhs' as AgencyId, words: 'x' }),
    ).rejects.toMatchObject({ code: 'bad-request', fields: [{ field: 'of' }] })
  })

  it('learns what becomes of its question, and never reads the draft', async () => {
    const child = await somebody([SCHOOL, ENFIELD])
    const ask: NrmCommand = { kind: 'ask', of: ENFIELD as AgencyId, words: 'We worry' }
    const { referralId } = last(await does(SCHOOL, child.id, ask))
    await does(ENFIELD, child.id, { kind: 'begin', referralId })
    await does(ENFIELD, child.id, {
      kind: 'save',
      referralId,
      section: 'story',
      version: 0,
      answers: { 'what-happened': 'He told us of a man called T' },
      heldBack: {},
    })
    const send = { kind: 'send', referralId, route: 'competent-authority', council: ENFIELD as AgencyId } as const
    await does(ENFIELD, child.id, { ...send, reference: 'HO-1', words: 'A safe bed' })
    const { current, pack } = await opened(SCHOOL, child.id)
    expect(current).toMatchObject({ responder: ENFIELD, sent: { words: 'A safe bed' }, answers: {} })
    expect(JSON.stringify(pack)).not.toContain('called T')
  })
})

describe('a referral', () => {
  it('opens a safeguarding action, which the council answers by name and those concerned read', async () => {
    const child = await somebody([ESSEX_POLICE])
    const before = await mailsTo(ENFIELD, 'nrm-action')
    const { referralId, action } = await sent(child.id, ESSEX_POLICE, ENFIELD)
    expect(action).toMatchObject({ council: ENFIELD, dueAt: '2026-03-05T23:59:59.000Z' })
    expect(await mailsTo(ENFIELD, 'nrm-action')).toBe(before + 1)
    const waiting = (await as(ENFIELD, listWaiting)).filter(one => one.matterId === action?.actionId)
    expect(waiting).toMatchObject([{ kind: 'nrm-action', other: ENFIELD, dueAt: '2026-03-05T23:59:59.000Z' }])

    const theirs = await opened(ENFIELD, child.id)
    expect(theirs.current?.answers['what-happened']).toMatchObject({
      text: 'Made to carry drugs',
      agency: ESSEX_POLICE,
    })
    const answer = { kind: 'answer-action', referralId, name: '', post: '', phone: 'desk', words: '' } as const
    await expect(does(ENFIELD, child.id, answer)).rejects.toMatchObject({
      fields: [{ field: 'name' }, { field: 'phone' }, { field: 'words' }],
    })
    await expect(
      does(ESSEX_POLICE, child.id, { ...answer, name: 'x', phone: '07700 900123', words: 'y' }),
    ).rejects.toMatchObject({ code: 'already-answered' })
    await does(ENFIELD, child.id, {
      ...answer,
      name: 'Selin Demir',
      post: 'Social worker',
      phone: '07700 900456',
      words: 'Foster care',
    })
    expect((await opened(ESSEX_POLICE, child.id)).current?.action?.answered).toMatchObject({
      name: 'Selin Demir',
      words: 'Foster care',
    })
    expect((await as(ENFIELD, listWaiting)).filter(one => one.matterId === action?.actionId)).toEqual([])
  })

  it('tells the council that leads, whatever was chosen', async () => {
    const child = await somebody([ENFIELD, ESSEX_POLICE])
    await as(ENFIELD, ctx =>
      changeLead(ctx, child.id, 0, { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'At home' }),
    )
    const referral = await sent(child.id, ESSEX_POLICE, KENT)
    expect(referral.action?.council).toBe(ENFIELD)
    await expect(opened(KENT, child.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is known to everybody who reaches the child, without its words, and does not disturb what waits for others', async () => {
    const child = await somebody([ENFIELD, ESSEX_POLICE, KENT])
    const { action } = await sent(child.id)
    const { current } = await opened(ESSEX_POLICE, child.id)
    expect(current).toMatchObject({ responder: ENFIELD, answers: {}, sent: { words: null, byName: null } })
    expect(current === undefined ? '' : stageOf(current)).toBe('sent')
    // Kent writes about the lead and knows nothing of the action's answer.
    await as(KENT, ctx =>
      changeLead(ctx, child.id, 0, { kind: 'here', because: 'found', happenedAt: NOON, words: 'x' }),
    )
    expect((await as(ENFIELD, listWaiting)).map(one => one.matterId)).toContain(action?.actionId)
  })

  it('is decided in order, may be looked at again, and says when its clocks end', async () => {
    const child = await somebody([ENFIELD])
    const { referralId, sent: went } = await sent(child.id)
    expect(went?.decisionDueAt).toBe('2026-03-11T23:59:59.000Z')
    const decide = { kind: 'decide', referralId, outcome: 'negative', on: TODAY, words: '' } as const
    await expect(does(ENFIELD, child.id, { ...decide, decision: 'conclusive-grounds' })).rejects.toMatchObject({
      code: 'already-answered',
    })
    await expect(
      does(ENFIELD, child.id, { ...decide, decision: 'reasonable-grounds', on: '2026-03-05' as PlainDate }),
    ).rejects.toMatchObject({ fields: [{ field: 'on' }] })
    await does(ENFIELD, child.id, { ...decide, decision: 'reasonable-grounds' })
    const again = { referralId, decision: 'reasonable-grounds' } as const
    await does(ENFIELD, child.id, { kind: 'ask-again', ...again, words: 'The school saw more' })
    await does(ENFIELD, child.id, { kind: 'decide-again', ...again, outcome: 'positive', on: TODAY, words: '' })
    const state = await does(ENFIELD, child.id, { ...decide, decision: 'conclusive-grounds', outcome: 'positive' })
    expect(stageOf(last(state))).toBe('conclusive-grounds')
    expect((await as(ENFIELD, listWaiting)).filter(one => one.matterId === referralId)).toEqual([])
  })

  it('holds both texts apart when two colleagues save one section', async () => {
    const child = await somebody([ENFIELD])
    const { referralId } = last(await does(ENFIELD, child.id, { kind: 'begin' }))
    const save = { kind: 'save', referralId, section: 'police', version: 0, heldBack: {} } as const
    await does(ENFIELD, child.id, { ...save, answers: { 'police-forces': 'Essex' } })
    await expect(does(ENFIELD, child.id, { ...save, answers: { 'police-forces': 'Kent' } })).rejects.toMatchObject({
      code: 'stale-version',
    })
    const { referral, next } = await as(ENFIELD, ctx => openSection(ctx, child.id, 'police'))
    expect(referral.answers['police-forces']?.text).toBe('Essex')
    expect(next).toBe('wish')
  })

  it('says in the pack that something is held back, and tells nobody what', async () => {
    const child = await somebody([ESSEX_POLICE])
    const { referralId } = last(await does(ESSEX_POLICE, child.id, { kind: 'begin' }))
    await does(ESSEX_POLICE, child.id, {
      kind: 'save',
      referralId,
      section: 'who',
      version: 0,
      answers: { 'who-exploited': 'A man under surveillance' },
      heldBack: { 'who-exploited': 'An operation is under way' },
    })
    const send = { kind: 'send', referralId, route: 'competent-authority', council: ENFIELD as AgencyId } as const
    await does(ESSEX_POLICE, child.id, { ...send, reference: '', words: 'See him today' })
    for (const agency of [ENFIELD, ESSEX_POLICE]) {
      const { pack } = await opened(agency, child.id)
      const field = pack.flatMap(section => section.fields).find(one => one.code === 'who-exploited')
      expect(field).toMatchObject({ state: 'held-back', heldBack: 'An operation is under way', answer: undefined })
      expect(JSON.stringify(pack)).not.toContain('surveillance')
    }
    expect(JSON.stringify(await opened(ENFIELD, child.id))).not.toContain('surveillance')
  })
})

describe('an adult', () => {
  it('decides: without their agreement only a notification can follow, of which nobody else is told', async () => {
    const adult = await somebody([ESSEX_POLICE, ENFIELD], '1990-01-02')
    const { referralId } = last(await does(ESSEX_POLICE, adult.id, { kind: 'begin' }))
    const send = { kind: 'send', referralId, route: 'competent-authority', council: ENFIELD as AgencyId } as const
    await expect(does(ESSEX_POLICE, adult.id, { ...send, reference: '', words: 'x' })).rejects.toMatchObject({
      code: 'already-answered',
    })
    await does(ESSEX_POLICE, adult.id, { kind: 'consent', referralId, given: false, words: 'He is afraid' })
    const state = await does(ESSEX_POLICE, adult.id, { kind: 'notify', referralId, words: 'Online, today' })
    expect(stageOf(last(state))).toBe('notified')
    expect((await opened(ENFIELD, adult.id)).state).toEqual([])
  })

  it('who is a child on the day of the draft and 18 when it is sent is asked', async () => {
    const birthday = await somebody([ENFIELD], '2008-03-06')
    const { referralId } = last(await does(ENFIELD, birthday.id, { kind: 'begin' }))
    expect((await opened(ENFIELD, birthday.id)).moves.get(referralId)).toContain('send')
    const later = plusMinutes(NOON, 3 * 24 * 60)
    expect((await opened(ENFIELD, birthday.id, later)).moves.get(referralId)).toEqual(['save', 'consent', 'withdraw'])
  })
})

describe('the pack', () => {
  it('has what records say with agency, source and day, and the rest as not asked', async () => {
    const child = await somebody([ENFIELD])
    const { pack } = await opened(ENFIELD, child.id)
    const fields = pack.flatMap(section => section.fields)
    expect(fields.find(one => one.code === 'date-of-birth')?.known).toMatchObject([
      { text: '2011-06-07', agency: ENFIELD, source: expect.any(String) },
    ])
    const asked = fields.filter(one => one.state !== 'not-asked')
    expect(nobodyAsked(pack)).toHaveLength(fields.length - asked.length)
    expect(nobodyAsked(pack).map(one => one.code)).toContain('nationality')
  })

  it('shows a past day as it was known', async () => {
    const child = await somebody([ENFIELD])
    await sent(child.id)
    const past = await as(ENFIELD, ctx => openNrm(ctx, child.id, '2026-03-03' as PlainDate))
    expect(past.state).toEqual([])
    expect(past.moves.size).toBe(0)
    expect((await as(ENFIELD, ctx => openCase(ctx, child.id))).events.map(event => event.kind)).toContain('nrm-sent')
  })
})
