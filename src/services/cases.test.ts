import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openOffers } from '#domain/case/lead.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import { asOwner } from '#test/linking.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { link } from '#test/people.ts'
import { changeLead, changePlacement, type LeadCommand, listWaiting, openCase, sayWhatIsLate } from './cases.ts'
import { forAgenciesWithDue } from './due-work.ts'
import { openPerson } from './people.ts'
import { findPeople } from './search.ts'
import { whatWaits } from './waiting.ts'
import { withdrawRecords } from './linkage.ts'

const [ESSEX, ENFIELD, KENT] = ['essex-council', 'enfield-council', 'kent-council'] as const

const hub = hubOf()
const { as } = hub

/** A child of whom each of these agencies holds a record. */
async function aChild(...agencies: readonly string[]) {
  const { id, records, familyName: name } = await hub.somebody(agencies)
  return { id, records, name }
}

const leadOf = async (agency: string, person: string, at = NOON) =>
  (await as(agency, ctx => openCase(ctx, person), at)).state.lead

/** Do it with the version that is there now. */
async function does(agency: string, person: string, command: LeadCommand, at = NOON) {
  const { version } = await leadOf(agency, person, at)
  return (await as(agency, ctx => changeLead(ctx, person, version, command), at)).lead
}

const HERE: LeadCommand = { kind: 'here', because: 'found', happenedAt: NOON, words: 'In custody in Colchester' }
const OFFER: LeadCommand = { kind: 'offer', to: ENFIELD as AgencyId, words: 'He lives in Edmonton with his mother' }
const offerIn = (state: Awaited<ReturnType<typeof leadOf>>) => openOffers(state)[0]?.offerId ?? ''
const accept = (offerId: string): LeadCommand => ({ kind: 'accept', offerId, words: 'We lead from today' })
const decline = (offerId: string): LeadCommand => ({
  kind: 'decline',
  offerId,
  reason: 'enquiry-here-first',
  words: 'Not yet',
})

/** Found in Essex and offered to Enfield. */
async function offered(...agencies: readonly string[]) {
  const child = await aChild(...agencies)
  await does(ESSEX, child.id, HERE)
  return { ...child, offerId: offerIn(await does(ESSEX, child.id, OFFER)) }
}

function mailsTo(agency: string, about: string): Promise<readonly { payload: unknown }[]> {
  return hub.database.transaction('', async tx => {
    const { rows } = await sql<{ payload: unknown }>`
      select payload from outbox where agency_id = ${agency} and payload->>'about' = ${about} order by message_id`.execute(
      tx,
    )
    return rows
  })
}

describe('an offer of the lead', () => {
  it('tells the other agency whom it is about, though it held nothing, and leaves a record of that sharing', async () => {
    const child = await aChild(ESSEX)
    await does(ESSEX, child.id, HERE)
    await expect(leadOf(ENFIELD, child.id)).rejects.toMatchObject({ code: 'not-found' })
    await does(ESSEX, child.id, OFFER)
    const { state, events, moves } = await as(ENFIELD, ctx => openCase(ctx, child.id))
    expect(openOffers(state.lead)).toMatchObject([
      { from: ESSEX, to: ENFIELD, words: 'He lives in Edmonton with his mother' },
    ])
    expect(moves).toEqual(expect.arrayContaining(['accept', 'decline', 'counter']))
    // What was not told to it stays closed: where he is was Essex's own note.
    expect(events[0]).toMatchObject({ kind: 'found-here', words: null, byName: null })
    expect((await as(ENFIELD, ctx => openPerson(ctx, child.id))).names).toEqual([`Robin ${child.name}`])
    expect((await as(ENFIELD, ctx => findPeople(ctx, child.name))).people).toHaveLength(1)
    const shares = await asOwner<{ gateway: string }>(
      hub.owner,
      `select gateway from share where agency_id = '${ESSEX}' and audience_agency = '${ENFIELD}' and subject_id = '${child.id}'`,
    )
    expect(shares).toHaveLength(1)
    expect(loadReference().legalBasisByCode.has(shares[0]?.gateway ?? '')).toBe(true)
    await expect(leadOf(KENT, child.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows nothing more to an agency that knows the child already', async () => {
    const child = await offered(ESSEX, ENFIELD)
    const opened = await asOwner(
      hub.owner,
      `select from record where agency_id = '${ESSEX}' and record_id = '${child.records[0]?.recordId}' and audience @> array['${ENFIELD}']`,
    )
    expect(opened).toEqual([])
    expect(offerIn(await leadOf(ENFIELD, child.id))).toBe(child.offerId)
  })

  it('cannot be made of a child whom one knows only from another, to somebody who does not know them', async () => {
    const child = await offered(ESSEX)
    await does(ENFIELD, child.id, accept(child.offerId))
    const toKent: LeadCommand = { ...OFFER, to: KENT as AgencyId } as LeadCommand
    await expect(does(ENFIELD, child.id, toKent)).rejects.toMatchObject({
      code: 'bad-request',
      fields: [{ field: 'to', message: expect.stringContaining('no record of the child') }],
    })
    expect((await leadOf(ENFIELD, child.id)).offers).toHaveLength(1)
  })

  it('can be read by both after it was accepted: the sender is not shut out', async () => {
    const child = await offered(ESSEX)
    await does(ENFIELD, child.id, accept(child.offerId))
    await does(ENFIELD, child.id, { kind: 'name', name: 'Selin Demir', phone: '07700 900456' })
    for (const agency of [ESSEX, ENFIELD]) {
      const { state, events } = await as(agency, ctx => openCase(ctx, child.id))
      expect(state.lead.lead).toMatchObject({
        agency: ENFIELD,
        practitioners: [{ name: 'Selin Demir', phone: '07700 900456' }],
      })
      expect(events.map(({ kind }) => kind)).toEqual(['found-here', 'offered', 'accepted', 'practitioner-named'])
      expect(events[2]?.words).toBe('We lead from today')
    }
    expect((await as(ESSEX, ctx => openPerson(ctx, child.id))).lead.lead?.agency).toBe(ENFIELD)
  })

  it('and its answers mail the team on duty of the other side, with nothing of the child in it', async () => {
    const before = [(await mailsTo(ENFIELD, 'case-offered')).length, (await mailsTo(ESSEX, 'case-told')).length]
    const child = await offered(ESSEX)
    await does(ENFIELD, child.id, decline(child.offerId))
    const [offers, told] = [await mailsTo(ENFIELD, 'case-offered'), await mailsTo(ESSEX, 'case-told')]
    expect([offers.length, told.length]).toEqual(before.map(n => n + 1))
    expect(offers.at(-1)?.payload).toEqual({ about: 'case-offered' })
    expect(told.at(-1)?.payload).toEqual({ about: 'case-told' })
  })

  it('waits on the list and the start page of the side that answers, and is gone from them once answered', async () => {
    const counted = async () => (await as(ENFIELD, whatWaits)).find(({ kind }) => kind === 'offers')?.number ?? 0
    const before = await counted()
    const child = await offered(ESSEX)
    expect(await counted()).toBe(before + 1)
    const [mine] = (await as(ENFIELD, listWaiting)).filter(one => one.matterId === child.offerId)
    expect(mine).toMatchObject({ kind: 'offer', agency: ESSEX, personId: child.id, person: { familyName: child.name } })
    expect((await as(ESSEX, listWaiting)).some(one => one.matterId === child.offerId)).toBe(true)
    expect((await as(KENT, listWaiting)).some(one => one.matterId === child.offerId)).toBe(false)
    await does(ENFIELD, child.id, accept(child.offerId))
    expect(await counted()).toBe(before)
  })

  it('is counted on the start page though a thousand other things are due sooner', async () => {
    const { id, records, offerId } = await offered(ESSEX, ENFIELD)
    const record = records.find(({ agency }) => agency === ENFIELD)?.recordId ?? ''
    await asOwner(
      hub.owner,
      `insert into case_matter (agency_id, matter_id, kind, record_agency, record_id, since, due_at)
       select '${ENFIELD}', gen_random_uuid(), 'action', '${ENFIELD}', '${record}', '${NOON}', '${NOON}'::timestamptz + interval '1 minute'
         from generate_series(1, 1100)`,
    )
    const waits = await as(ENFIELD, whatWaits)
    expect(waits).toContainEqual({ kind: 'actions', number: 100 })
    expect(waits.find(one => one.kind === 'offers')?.number).toBeGreaterThan(0)
    await asOwner(
      hub.owner,
      `update case_matter set ended_at = '${NOON}' where agency_id = '${ENFIELD}' and kind = 'action'`,
    )
    await does(ENFIELD, id, accept(offerId))
  })

  it('to an agency that was dissolved says whom to choose instead', async () => {
    const child = await aChild(ESSEX)
    await does(ESSEX, child.id, HERE)
    const gone = { ...OFFER, to: 'northamptonshire-council' as AgencyId } as LeadCommand
    await expect(does(ESSEX, child.id, gone)).rejects.toMatchObject({
      fields: [
        {
          field: 'to',
          message: expect.stringMatching(/dissolved in 2021.*North Northamptonshire.* or .*West Northamptonshire/),
        },
      ],
    })
  })

  it('is for children’s services alone', async () => {
    const child = await aChild('met-police')
    await expect(does('met-police', child.id, HERE)).rejects.toMatchObject({
      code: 'bad-request',
      fields: [{ field: 'lead' }],
    })
    expect((await leadOf('met-police', child.id)).lead).toBeUndefined()
  })

  it('is refused to a practitioner who may only read', async () => {
    const child = await aChild(ESSEX)
    const work = as(ESSEX, ctx => changeLead(ctx, child.id, 0, HERE), NOON, ['practitioner'])
    await expect(work).rejects.toMatchObject({ code: 'not-found' })
    expect((await as(ESSEX, ctx => openCase(ctx, child.id), NOON, ['practitioner'])).events).toEqual([])
  })
})

describe('at the same moment', () => {
  const outcomes = async (...work: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(work)).map(one =>
      one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code,
    )

  it('two offers leave one', async () => {
    for (let round = 0; round < 8; round += 1) {
      const child = await aChild(ESSEX, ENFIELD, KENT)
      await does(ESSEX, child.id, HERE)
      const { version } = await leadOf(ESSEX, child.id)
      const offers = [ENFIELD, KENT, ENFIELD, KENT].map(to =>
        as(ESSEX, ctx => changeLead(ctx, child.id, version, { ...OFFER, to: to as AgencyId } as LeadCommand)),
      )
      const came = await outcomes(...offers)
      expect(came.filter(one => one === 'done')).toHaveLength(1)
      expect(came.filter(one => one === 'stale-version')).toHaveLength(3)
      const { offers: made } = await leadOf(ESSEX, child.id)
      expect(made.map(({ state }) => state)).toEqual(['open'])
    }
  })

  it('an answer and a withdrawal that cross leave one of them, and one agency with the duty', async () => {
    const ways = new Set<string>()
    for (let round = 0; round < 12; round += 1) {
      const child = await offered(ESSEX, ENFIELD)
      const { version } = await leadOf(ESSEX, child.id)
      const withdraw: LeadCommand = { kind: 'withdraw', offerId: child.offerId, words: 'He is at home' }
      const both = [
        () => as(ENFIELD, ctx => changeLead(ctx, child.id, version, accept(child.offerId))),
        () => as(ESSEX, ctx => changeLead(ctx, child.id, version, withdraw)),
      ]
      const came = await outcomes(...(round % 2 === 0 ? both : both.toReversed()).map(go => go()))
      expect(came.toSorted()).toEqual(['done', 'stale-version'])
      const { offers, lead, host } = await leadOf(ESSEX, child.id)
      expect(host).toBeUndefined()
      expect([offers[0]?.state, lead?.agency]).toEqual(
        offers[0]?.state === 'accepted' ? ['accepted', ENFIELD] : ['withdrawn', ESSEX],
      )
      ways.add(offers[0]?.state ?? '')
    }
    expect(ways.size).toBe(2)
  })

  it('two areas that find the child leave one lead, and the other looks again', async () => {
    const child = await aChild(ESSEX, ENFIELD)
    const came = await outcomes(
      ...[ESSEX, ENFIELD].map(agency => as(agency, ctx => changeLead(ctx, child.id, 0, HERE))),
    )
    expect(came.toSorted()).toEqual(['done', 'stale-version'])
  })

  it('the table itself takes no second answer to an offer', async () => {
    const child = await offered(ESSEX, ENFIELD)
    await does(ENFIELD, child.id, decline(child.offerId))
    const again = JSON.stringify([
      {
        ...{ eventId: crypto.randomUUID(), matterId: child.offerId, tells: [] },
        ...{ part: 'lead', kind: 'accepted', facts: { offerId: child.offerId }, happenedAt: NOON, recordedAt: NOON },
        ...{ byUser: 'x', byName: 'x', gateway: 'x' },
      },
    ])
    const append = hub.database.transaction(ENFIELD, tx =>
      sql`select append_to_case(${child.id}::uuid, ${again}::jsonb)`.execute(tx),
    )
    await expect(append).rejects.toMatchObject({ code: '23505' })
  })
})

describe('the clock of an offer', () => {
  const LATER = '2026-03-06T09:00:00.000Z' as Instant

  it('runs out once for both sides, whoever looks, and the duty stays where it was', async () => {
    const child = await offered(ESSEX)
    const before = [(await mailsTo(ENFIELD, 'case-late')).length, (await mailsTo(ESSEX, 'case-late')).length]
    await expect(does(ENFIELD, child.id, accept(child.offerId), LATER)).rejects.toMatchObject({
      code: 'already-answered',
    })
    for (let run = 0; run < 2; run += 1) await forAgenciesWithDue(hub.database, LATER, 'case-clocks', sayWhatIsLate)
    for (const agency of [ESSEX, ENFIELD]) {
      const { offers, lead } = await leadOf(agency, child.id, LATER)
      expect([offers.map(({ state }) => state), lead?.agency]).toEqual([['expired'], ESSEX])
    }
    const ofChild = async (agency: string) =>
      (await as(agency, listWaiting, LATER)).filter(one => one.matterId === child.offerId).length
    expect(await ofChild(ESSEX)).toBe(0)
    const after = [(await mailsTo(ENFIELD, 'case-late')).length, (await mailsTo(ESSEX, 'case-late')).length]
    // Other offers of this file may run out with it; a second run says nothing again.
    expect(after.every((n, side) => n > (before[side] ?? 0))).toBe(true)
    await forAgenciesWithDue(hub.database, LATER, 'case-clocks', sayWhatIsLate)
    expect([(await mailsTo(ENFIELD, 'case-late')).length, (await mailsTo(ESSEX, 'case-late')).length]).toEqual(after)
  })

  it('of a dispute is said when it runs out, and counts as late on the start page until it is settled', async () => {
    const child = await offered(ESSEX, ENFIELD)
    await does(ENFIELD, child.id, decline(child.offerId))
    await does(ESSEX, child.id, { kind: 'escalate', words: 'He sleeps in Edmonton' })
    const late = async () =>
      (await as(ENFIELD, whatWaits, LATER)).find(({ kind }) => kind === 'cases-late')?.number ?? 0
    await forAgenciesWithDue(hub.database, LATER, 'case-clocks', sayWhatIsLate)
    const before = await late()
    expect((await as(ENFIELD, listWaiting, LATER)).find(one => one.personId === child.id)).toMatchObject({
      kind: 'dispute',
      step: 'team-manager',
    })
    await does(ENFIELD, child.id, { kind: 'settle', words: 'Essex finishes the enquiry' }, LATER)
    expect(await late()).toBe(before - 1)
  })
})

describe('the log', () => {
  it('goes with the record that it hangs on when a link is undone, and comes back with it', async () => {
    const child = await offered(ESSEX, ENFIELD)
    await does(ENFIELD, child.id, accept(child.offerId))
    const [ours, theirs] = child.records
    if (ours === undefined || theirs === undefined) throw new Error('There are two records')
    const essexOnly = await link(hub.database, ours)
    const enfieldOnly = await link(hub.database, theirs)
    // The acceptance went with Enfield's record: it was about somebody else, and Essex has the duty to its child still.
    expect(await leadOf(ESSEX, essexOnly)).toMatchObject({ lead: { agency: ESSEX }, version: 2 })
    expect(await leadOf(ENFIELD, enfieldOnly)).toMatchObject({ lead: undefined, version: 1 })
    const again = await link(hub.database, ours, theirs)
    expect(await leadOf(ESSEX, again)).toMatchObject({ lead: { agency: ENFIELD }, version: 3 })
  })

  it('stays with the child when the record that it hangs on is withdrawn', async () => {
    const child = await offered(ESSEX, ENFIELD)
    const gone = child.records[0]?.recordId ?? ''
    await as(ESSEX, ctx => withdrawRecords(ctx, [gone]), NOON, ['operator', 'safeguarding'])
    const { version, lead } = await leadOf(ENFIELD, child.id)
    expect([version, lead?.agency]).toEqual([2, ESSEX])
  })

  it('is known on any past day as it was, whatever is added later', async () => {
    const child = await offered(ESSEX)
    const friday = '2026-03-06T09:00:00.000Z' as Instant
    await does(ESSEX, child.id, { ...OFFER, to: ENFIELD as AgencyId } as LeadCommand, friday)
    const known = async (on: string, at: Instant) => {
      const { state, events, moves } = await as(ESSEX, ctx => openCase(ctx, child.id, on as PlainDate), at)
      return [events.length, state.lead.offers.map(({ state: of }) => of), moves.length]
    }
    expect(await known('2026-03-03', friday)).toEqual([0, [], 0])
    expect(await known('2026-03-05', friday)).toEqual([2, ['open'], 0])
    const before = await as(ESSEX, ctx => openCase(ctx, child.id, '2026-03-05' as PlainDate), friday)
    await does(ENFIELD, child.id, accept(offerIn(await leadOf(ESSEX, child.id, friday))), friday)
    expect(await as(ESSEX, ctx => openCase(ctx, child.id, '2026-03-05' as PlainDate), friday)).toEqual(before)
    expect((await known('2026-03-06', plusMinutes(friday, 1440)))[0]).toBe(5)
  })

  it('keeps the order in which things were recorded, though a clock was behind', async () => {
    const child = await offered(ESSEX, ENFIELD)
    await does(ENFIELD, child.id, accept(child.offerId), plusMinutes(NOON, -1))
    const { events } = await as(ESSEX, ctx => openCase(ctx, child.id))
    expect(events.map(({ kind }) => kind)).toEqual(['found-here', 'offered', 'accepted'])
    expect(events[2]).toMatchObject({ recordedAt: NOON, happenedAt: plusMinutes(NOON, -1) })
  })

  it('can be added to in no other way, and changed in none', async () => {
    await offered(ESSEX)
    for (const statement of [
      sql`update case_event set words = 'x'`,
      sql`delete from case_event`,
      sql`insert into case_event (agency_id) values (${ESSEX})`,
      sql`update case_matter set ended_at = now()`,
    ])
      await expect(hub.database.transaction(ESSEX, tx => statement.execute(tx))).rejects.toMatchObject({
        code: '42501',
      })
  })
})

describe('a placement at a distance', () => {
  it('is the placing authority’s own until it asks or notifies the area, which then sees all of it and warnings', async () => {
    const child = await aChild(ENFIELD)
    const startsOn = '2026-03-09' as PlainDate
    const place = {
      kind: 'place',
      area: ESSEX as AgencyId,
      atDistance: true,
      emergency: false,
      startsOn,
      words: 'Foster care',
    } as const
    const { placements } = await as(ENFIELD, ctx => changePlacement(ctx, child.id, place))
    const placementId = placements[0]?.placementId ?? ''
    expect((await as(ENFIELD, listWaiting)).find(one => one.matterId === placementId)).toMatchObject({ other: null })
    await expect(leadOf(ESSEX, child.id)).rejects.toMatchObject({ code: 'not-found' })
    const say = (
      agency: string,
      kind: 'check-risk' | 'consult' | 'answer' | 'notify' | 'warn' | 'acknowledge',
      words: string,
    ) => as(agency, ctx => changePlacement(ctx, child.id, { kind, placementId, words }))
    await say(ENFIELD, 'check-risk', 'Two boys of the same line live near')
    await say(ENFIELD, 'consult', 'Is the home known to you?')
    const file = await as(ESSEX, ctx => openCase(ctx, child.id))
    expect(file.state.placements).toMatchObject([
      { by: ENFIELD, area: ESSEX, words: 'Foster care', riskChecked: { words: 'Two boys of the same line live near' } },
    ])
    await say(ESSEX, 'answer', 'A line is run from the next street')
    await say(ENFIELD, 'notify', 'Ring Selin Demir')
    await say(ENFIELD, 'warn', 'He is looked for by a debt collector')
    await as(ENFIELD, ctx =>
      changePlacement(ctx, child.id, { kind: 'approve', placementId, senior: 'Dee Lane', post: 'Director' }),
    )
    await say(ESSEX, 'acknowledge', 'The exploitation team knows')
    await expect(say(ESSEX, 'acknowledge', 'again')).rejects.toMatchObject({ code: 'already-answered' })
    for (const agency of [ENFIELD, ESSEX]) {
      const [seen] = (await as(agency, ctx => openCase(ctx, child.id))).state.placements
      expect(seen).toMatchObject({
        consultationAnswered: { words: 'A line is run from the next street' },
        approved: { senior: 'Dee Lane' },
        warnings: [{ words: 'He is looked for by a debt collector' }],
        acknowledged: {},
      })
    }
    expect((await as(ESSEX, listWaiting)).some(one => one.matterId === placementId)).toBe(false)
  })

  it('is nothing to an agency that knows the child and was not told', async () => {
    const child = await aChild(ENFIELD, KENT)
    const startsOn = '2026-03-09' as PlainDate
    const place = {
      kind: 'place',
      area: ESSEX as AgencyId,
      atDistance: false,
      emergency: true,
      startsOn,
      words: 'Foster care',
    } as const
    await as(ENFIELD, ctx => changePlacement(ctx, child.id, place))
    const seen = await as(KENT, ctx => openCase(ctx, child.id))
    expect([seen.events, seen.state.placements]).toEqual([[], []])
    // What Kent does in the case leaves alone what it does not see.
    await does(KENT, child.id, HERE)
    expect((await as(ENFIELD, listWaiting)).filter(one => one.personId === child.id)).toHaveLength(1)
  })
})
