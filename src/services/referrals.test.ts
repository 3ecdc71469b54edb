import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { sayWhatIsLate } from './cases.ts'
import { listWhatIsDue } from './due.ts'
import {
  type AgencyReferral,
  answerReferral,
  listReferrals,
  openReferrals,
  type ReceiverCommand,
  referralCounts,
  referralCursor,
  type ReferralSide,
  sendReferral,
  type SenderCommand,
} from './referrals.ts'
import { whatWaits } from './waiting.ts'

const TODAY = '2026-03-04' as PlainDate
const WEEK = 7 * 24 * 60
const [SCHOOL, ENFIELD, CHARITY, KENT] = ['hazelbrook-academy', 'enfield-council', 'waymarker', 'kent-council'] as const

const hub = hubOf()
const { as } = hub

/** Somebody of whom each of these agencies holds a record. */
async function somebody(agencies: readonly string[] = [SCHOOL], dateOfBirth?: string) {
  return (await hub.somebody(agencies, dateOfBirth)).id
}

const words = 'because'
const who = { name: 'Ada Lane', phone: '07700 900123' }
const ask: Extract<SenderCommand, { kind: 'send' }> = {
  kind: 'send',
  to: ENFIELD as AgencyId,
  service: 'safeguarding',
  words: 'A second phone, and he is afraid',
  wishes: 'to be left in peace',
  consent: 'not-asked',
  consentWhy: 'it would put him at risk',
  urgency: 'soon',
  ...who,
}
const last = (state: readonly AgencyReferral[]) => {
  const found = state.at(-1)
  if (found === undefined) throw new Error('there is no referral')
  return found
}
const sends = (agency: string, person: string, command: SenderCommand, at = NOON) =>
  as(agency, ctx => sendReferral(ctx, person, command), at)
const answers = (agency: string, person: string, command: ReceiverCommand, at = NOON) =>
  as(agency, ctx => answerReferral(ctx, person, command), at)
const opened = (agency: string, person: string, on?: PlainDate, at = NOON) =>
  as(agency, ctx => openReferrals(ctx, person, on), at)
const listed = async (agency: string, side: ReferralSide, closed = false, at = NOON) =>
  as(agency, ctx => listReferrals(ctx, { side, closed }, undefined, 100), at)
const decline = (referralId: string): ReceiverCommand => ({
  kind: 'decline',
  referralId,
  words,
  reason: 'threshold',
  instead: 'A worker of his own',
  insteadTo: CHARITY,
})

async function mailsTo(agency: string, about: string): Promise<number> {
  return hub.database.transaction('', async tx => {
    const { rows } = await sql`select from outbox where agency_id = ${agency} and payload->>'about' = ${about}`.execute(
      tx,
    )
    return rows.length
  })
}

describe('a referral', () => {
  it('tells whom it is about to whom it is sent, by mail without a name, and to nobody else', async () => {
    const child = await somebody([SCHOOL, KENT])
    const mails = await mailsTo(ENFIELD, 'referral-sent')
    const { referralId, answerBy } = last(await sends(SCHOOL, child, ask))
    expect(answerBy).toBe('2026-03-05T23:59:59.000Z')
    expect(await mailsTo(ENFIELD, 'referral-sent')).toBe(mails + 1)
    const theirs = await opened(ENFIELD, child)
    expect(theirs.name).toMatch(/^Robin Larchmont/)
    expect(theirs.state).toMatchObject([{ from: SCHOOL, wishes: 'to be left in peace', sent: { words: ask.words } }])
    expect(theirs.moves.get(referralId)).toEqual(['receive', 'accept', 'decline'])
    expect((await opened(KENT, child)).state).toEqual([])
    await expect(opened(CHARITY, child)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('tells whoever referred of every step', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    const before = await mailsTo(SCHOOL, 'referral-answered')
    await answers(ENFIELD, child, { kind: 'receive', referralId, words: '', ...who })
    await answers(ENFIELD, child, { kind: 'accept', referralId, words, ...who, firstOn: TODAY })
    await answers(ENFIELD, child, { kind: 'finish', referralId, words: 'He has a worker' })
    expect(await mailsTo(SCHOOL, 'referral-answered')).toBe(before + 3)
    const { state } = await opened(SCHOOL, child)
    expect(state).toMatchObject([{ stage: 'done', accepted: who, ended: { words: 'He has a worker' } }])
    expect((await listed(SCHOOL, 'sent', true)).map(one => one.referralId)).toContain(referralId)
    expect((await listed(ENFIELD, 'received')).map(one => one.referralId)).not.toContain(referralId)
  })

  it('that nobody answers is late for both, is told to both once, and can still be answered', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    const later = plusMinutes(NOON, WEEK)
    const [school, council] = [await mailsTo(SCHOOL, 'referral-late'), await mailsTo(ENFIELD, 'referral-late')]
    const job = (at: Instant) => asked(hub.database, someone(SCHOOL, at, ['system']), sayWhatIsLate)
    expect(await job(later)).toBeGreaterThan(0)
    expect(await mailsTo(SCHOOL, 'referral-late')).toBeGreaterThan(school)
    expect(await mailsTo(ENFIELD, 'referral-late')).toBeGreaterThan(council)
    expect(await job(plusMinutes(later, 5))).toBe(0)
    for (const agency of [SCHOOL, ENFIELD]) {
      const waiting = await as(agency, whatWaits, later)
      expect(waiting.find(one => one.kind === 'referrals-late')?.number).toBeGreaterThan(0)
      const due = await as(agency, ctx => listWhatIsDue(ctx, 'referral', undefined, 100), later)
      expect(due.find(one => one.id === referralId)).toMatchObject({ waitsFor: ENFIELD })
    }
    const accept = { kind: 'accept', referralId, words, ...who, firstOn: '2026-03-12' as PlainDate } as const
    expect(last(await answers(ENFIELD, child, accept, later)).stage).toBe('accepted')
  })

  it('that is declined stays on the list of whoever referred until it is referred elsewhere', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    await answers(ENFIELD, child, decline(referralId))
    const stays = (await listed(SCHOOL, 'sent')).find(one => one.referralId === referralId)
    expect(stays).toMatchObject({ stage: 'declined', waitsFor: SCHOOL, dueAt: '2026-03-05T23:59:59.000Z' })
    expect(await as(SCHOOL, whatWaits)).toContainEqual({ kind: 'referrals-declined', number: 1 })
    const elsewhere = { ...ask, to: CHARITY as AgencyId, service: 'exploitation-service', insteadOf: referralId }
    const next = last(await sends(SCHOOL, child, elsewhere))
    expect((await opened(ENFIELD, child)).state).toMatchObject([{ stage: 'moved-on' }])
    expect((await opened(CHARITY, child)).state).toMatchObject([{ referralId: next.referralId, stage: 'sent' }])
    expect((await as(SCHOOL, whatWaits)).filter(one => one.kind === 'referrals-declined')).toEqual([])
  })

  it('that is contested and then accepted is no longer in dispute, and stays counted as declined', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    await answers(ENFIELD, child, decline(referralId))
    await sends(SCHOOL, child, { kind: 'dispute', referralId, words })
    expect((await listed(ENFIELD, 'received')).find(one => one.referralId === referralId)).toMatchObject({
      stage: 'disputed',
      waitsFor: ENFIELD,
    })
    await answers(ENFIELD, child, { kind: 'accept', referralId, words, ...who, firstOn: TODAY })
    expect((await opened(SCHOOL, child)).state).toMatchObject([
      { stage: 'accepted', declined: { reason: 'threshold' } },
    ])
  })

  it('is answered once, whoever is first', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    const accept = { kind: 'accept', referralId, words, ...who, firstOn: TODAY } as const
    const both = await Promise.allSettled([
      answers(ENFIELD, child, accept),
      answers(ENFIELD, child, decline(referralId)),
    ])
    expect(both.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    expect(both.find(one => one.status === 'rejected')).toMatchObject({ reason: { code: 'already-answered' } })
  })

  it('cannot be sent to an agency that was dissolved', async () => {
    const child = await somebody()
    await expect(sends(SCHOOL, child, { ...ask, to: 'cumbria-council' as AgencyId })).rejects.toMatchObject({
      code: 'bad-request',
      fields: [{ field: 'to', message: expect.stringMatching(/dissolved in 2023.*Cumberland/) }],
    })
  })

  it('for an adult asks what there is for adults, and for a child what there is for children', async () => {
    const adult = await somebody([SCHOOL], '1980-01-02')
    const child = await somebody()
    const codes = async (person: string) => (await opened(SCHOOL, person)).services.map(({ code }) => code)
    expect(await codes(adult)).toContain('adult-safeguarding')
    expect(await codes(adult)).not.toContain('safeguarding')
    expect(await codes(child)).not.toContain('adult-safeguarding')
    await expect(sends(SCHOOL, adult, ask)).rejects.toMatchObject({ fields: [{ field: 'service' }] })
  })

  it('is shown as it was known on a past day', async () => {
    const child = await somebody()
    const { referralId } = last(await sends(SCHOOL, child, ask))
    const later = plusMinutes(NOON, WEEK)
    await answers(ENFIELD, child, decline(referralId), later)
    const then = await opened(SCHOOL, child, TODAY, later)
    expect(then.state).toMatchObject([{ stage: 'sent' }])
    expect(then.moves.size).toBe(0)
    expect((await opened(SCHOOL, child, '2026-03-03' as PlainDate, later)).state).toEqual([])
    expect((await opened(SCHOOL, child, undefined, later)).state).toMatchObject([{ stage: 'declined' }])
  })
})

describe('lists and counts of referrals', () => {
  it('page on from any place to the end, each referral once, the next due first', async () => {
    const school = 'colnemeadow-school'
    for (let n = 0; n < 5; n += 1) await sends(school, await somebody([school]), ask, plusMinutes(NOON, n * 24 * 60))
    const found: string[] = []
    let after: readonly string[] | undefined
    for (let turn = 0; turn < 4; turn += 1) {
      const rows = await as(school, ctx => listReferrals(ctx, { side: 'sent', closed: false }, after, 2))
      found.push(...rows.map(one => `${one.dueAt} ${one.referralId}`))
      const end = rows.at(-1)
      if (end !== undefined) after = referralCursor(end)
    }
    expect(found).toHaveLength(5)
    expect(found).toEqual([...new Set(found)].toSorted())
    await expect(
      as(school, ctx => listReferrals(ctx, { side: 'sent', closed: false }, ['x', 'y'], 2)),
    ).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('page through those that are over, the last one first', async () => {
    const school = 'fernhithe-pru'
    for (let n = 0; n < 3; n += 1) {
      const at = plusMinutes(NOON, n * 60)
      const child = await somebody([school])
      const { referralId } = last(await sends(school, child, ask, at))
      await sends(school, child, { kind: 'withdraw', referralId, words }, at)
    }
    const rows = await as(school, ctx => listReferrals(ctx, { side: 'sent', closed: true }, undefined, 2))
    const [, end] = rows
    if (end === undefined) throw new Error('there is none')
    const more = await as(school, ctx => listReferrals(ctx, { side: 'sent', closed: true }, referralCursor(end), 2))
    expect([...rows, ...more].map(one => one.endedAt)).toEqual([2, 1, 0].map(n => plusMinutes(NOON, n * 60)))
  })

  it('count what became of them, by the other agency and by reason, on both sides', async () => {
    const [pru, council] = ['quarrysteps-pru', 'swansea-council'] as const
    const to = { ...ask, to: council as AgencyId }
    const send = async () => {
      const child = await somebody([pru])
      return { child, referralId: last(await sends(pru, child, to)).referralId }
    }
    const [declined, accepted] = [await send(), await send()]
    await send()
    await answers(council, declined.child, decline(declined.referralId))
    const accept = { kind: 'accept', words, ...who, firstOn: '2026-03-11' as PlainDate } as const
    const later = plusMinutes(NOON, WEEK)
    await answers(council, accepted.child, { ...accept, referralId: accepted.referralId }, later)
    const counted = (agency: string, from = TODAY, until = TODAY) =>
      as(agency, ctx => referralCounts(ctx, from, until), later)
    const counts = { sent: 3, received: 2, accepted: 1, declined: 1, notInTime: 2, reasons: { threshold: 1 } }
    expect(await counted(pru)).toEqual({ received: [], sent: [{ other: council, ...counts }] })
    expect(await counted(council)).toEqual({ received: [{ other: pru, ...counts }], sent: [] })
    const yesterday = '2026-03-03' as PlainDate
    expect(await counted(pru, yesterday, yesterday)).toEqual({ received: [], sent: [] })
    await expect(counted(pru, TODAY, yesterday)).rejects.toMatchObject({ fields: [{ field: 'to' }] })
  })
})
