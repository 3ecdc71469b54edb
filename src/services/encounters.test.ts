import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plusMinutes } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { aChild, alertWorld, type AlertWorld, missing, watched } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { answerAlert } from './alerts.ts'
import { openEncounter, tellDutyTeam } from './encounter-file.ts'
import { reportEncounter } from './encounters.ts'

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

describe('reportEncounter', () => {
  it('tells the agency that reported a child missing, and answers whom to ring', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', { ...child, givenName: child.givenName.toUpperCase() })
    expect(met.answer).toMatchObject({ kind: 'known', missing: { agency: 'Metropolitan Police Service' } })
    expect(met.told).toEqual([{ agency: 'met-police', tells: 'encounter' }])
    expect(await world.alertsOf('met-police', met)).toMatchObject([
      { interestKind: 'missing', tells: 'encounter', team: 'duty', place: 'Platform 2, Margate' },
    ])
  })

  it('tells it as well when the report of missing comes after the encounter', async () => {
    const child = aChild()
    const met = await world.meet('kent-police', child)
    expect(met.answer.kind).toBe('not-known')
    expect(met.told).toEqual([])
    await world.bringIn({ agency: 'essex-police', person: child, event: missing(-1), at: plusMinutes(NOON, 90) })
    expect(await world.alertsOf('essex-police', met)).toMatchObject([{ interestKind: 'missing', tells: 'encounter' }])
  })

  it('gave the reporter no number to ring when the report of missing came after the encounter', async () => {
    const child = aChild()
    const met = await world.meet('kent-police', child)
    await world.bringIn({ agency: 'essex-police', person: child, event: missing(-1), at: plusMinutes(NOON, 90) })
    const opened = await asked(world.database, someone('kent-police', NOON), ctx => openEncounter(ctx, met.encounterId))
    // Exactly as the answer says it to somebody who meets the child now.
    const { answer } = await world.meet('kent-police', child, {}, plusMinutes(NOON, 100))
    if (answer.kind !== 'known') throw new Error(`The answer is ${answer.kind}`)
    expect(opened.later).toEqual(
      JSON.parse(JSON.stringify(answer.ring.map(ring => ({ ...ring, reference: met.reference })))),
    )
    expect(opened.later).toMatchObject([
      {
        agency: 'essex-police',
        officeHours: expect.any(String),
        outOfHours: expect.any(String),
        because: 'reported missing to them',
      },
    ])
    const others = await asked(world.database, someone('essex-police', NOON), ctx =>
      openEncounter(ctx, met.encounterId),
    )
    expect([others.own, others.later, others.told]).toEqual([false, [], []])
  })

  it.each([
    [
      'it may be somebody else',
      (child: ReturnType<typeof aChild>) => ({ ...child, dateOfBirth: '', phone: '' }),
      false,
    ],
    ['the record is restricted', (child: ReturnType<typeof aChild>) => child, true],
  ])('gives a number afterwards and no reason when %s', async (_, said, restricted) => {
    const child = aChild()
    const met = await world.meet('kent-police', said(child))
    expect(met.answer.kind).toBe('not-known')
    const event = missing(-1)
    await world.bringIn({ agency: 'essex-police', person: child, event, restricted, at: plusMinutes(NOON, 90) })
    const opened = await asked(world.database, someone('kent-police', NOON), ctx => openEncounter(ctx, met.encounterId))
    expect(opened.told).toMatchObject([{ agency: 'essex-police', tells: 'contact-only', because: null }])
    expect(opened.later).toMatchObject([{ agency: 'essex-police', reference: met.reference, because: undefined }])
    expect(opened.later[0]?.outOfHours).toBeDefined()
  })

  it('gives no number of an agency that says it is somebody else', async () => {
    const child = aChild()
    const met = await world.meet('kent-police', child)
    await world.bringIn({ agency: 'essex-police', person: child, event: missing(-1), at: plusMinutes(NOON, 90) })
    const [alert] = await world.alertsOf('essex-police', met)
    await asked(world.database, someone('essex-police', NOON), ctx =>
      answerAlert(ctx, {
        alertId: alert?.alertId ?? '',
        version: 1,
        answer: { kind: 'not-ours', note: 'Ours is at home' },
      }),
    )
    const opened = await asked(world.database, someone('kent-police', NOON), ctx => openEncounter(ctx, met.encounterId))
    expect([opened.told.length, opened.later]).toEqual([1, []])
  })

  it('names nobody twice whom the answer named', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', child)
    const opened = await asked(world.database, someone('btp', NOON), ctx => openEncounter(ctx, met.encounterId))
    expect([opened.told.length, opened.later]).toEqual([1, []])
  })

  it('does not go back further than a day before they were reported missing', async () => {
    const child = aChild()
    const met = await world.meet('kent-police', child, {}, plusMinutes(NOON, -3 * 1440))
    await world.bringIn({ agency: 'essex-police', person: child, event: missing(0) })
    expect(await world.alertsOf('essex-police', met)).toEqual([])
  })

  it('sends one alert an agency for its most urgent interest, to its team, and none to the reporter', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: watched() })
    await world.bringIn({ agency: 'kent-police', person: child, event: watched('duty') })
    const met = await world.meet('kent-police', child)
    expect(await world.alertsOf('met-police', met)).toMatchObject([{ interestKind: 'watch', team: 'lewisham-missing' }])
    expect(await world.alertsOf('kent-police', met)).toEqual([])
    await world.bringIn({ agency: 'met-police', person: child, event: missing(1) })
    expect(await world.alertsOf('met-police', met)).toHaveLength(1)
  })

  it.each(['absent', 'away-without-authorisation'])('never passes over an episode recorded as %s', async status => {
    const child = aChild()
    await world.bringIn({
      agency: 'met-police',
      person: child,
      event: missing(3, { facts: { status }, grade: 'very-low' }),
    })
    expect((await world.meet('btp', child)).told).toMatchObject([{ agency: 'met-police' }])
  })

  it('tells nobody of an episode that has ended or a row that was withdrawn', async () => {
    const [found, withdrawn] = [aChild(), aChild()]
    await world.bringIn({ agency: 'met-police', person: found, event: missing(48), sourceId: 'ended' })
    await world.bringIn({
      agency: 'met-police',
      person: found,
      event: missing(48, { endsAt: NOON }),
      sourceId: 'ended',
    })
    await world.bringIn({ agency: 'met-police', person: withdrawn, event: missing(48), sourceId: 'taken-back' })
    await world.bringIn({ agency: 'met-police', person: withdrawn, sourceId: 'taken-back', withdraws: true })
    expect((await world.meet('btp', found)).told).toEqual([])
    expect((await world.meet('btp', withdrawn)).told).toEqual([])
  })

  it('failed for whoever reported when a reference was drawn a second time', async () => {
    const report = (person: PersonInput) => {
      let drawn = 0
      // The first draw of every report is the same one; each further one is new.
      const bytes = (count: number) => (drawn++ === 0 ? new Uint8Array(count).fill(7) : randomBytes(count))
      const said = { circumstance: 'duty-contact', place: 'Ely', person, observations: [] }
      return asked(world.database, { ...someone('kent-police', NOON), randomBytes: bytes }, ctx =>
        reportEncounter(ctx, said),
      )
    }
    const [first, second] = [await report(aChild()), await report(aChild())]
    expect(second.reference).not.toBe(first.reference)
    expect(second.answer.kind).toBe('not-known')
  })

  it('did not know a child by a family name given alone with the date of birth', async () => {
    const child = { ...aChild(), familyName: 'Campbell' }
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', { fullName: 'Campbell', dateOfBirth: child.dateOfBirth })
    expect(met.answer.kind).toBe('known')
  })

  it('says no name that the reporter did not give', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const { givenName: _, familyName: __, ...known } = child
    const met = await world.meet('btp', { ...known, aliases: [child.givenName] })
    const said = JSON.stringify(met.answer)
    expect(said).not.toContain(child.familyName)
    expect(said).not.toContain(child.dateOfBirth)
  })

  it('tells only whom to ring when the match is possible, and shares nothing', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', { givenName: child.givenName, familyName: child.familyName })
    expect(met.answer.kind).toBe('possibly-known')
    expect(met.answer).not.toHaveProperty('who')
    expect(met.told).toEqual([{ agency: 'met-police', tells: 'contact-only' }])
    const [alert] = await world.alertsOf('met-police', met)
    expect(alert).toMatchObject({ tells: 'contact-only', certainty: 'possible', place: null, occurredAt: null })
    await expect(
      asked(world.database, someone('met-police', NOON), ctx => openEncounter(ctx, met.encounterId)),
    ).rejects.toMatchObject({ code: 'not-found' })
    const shares = await world.database.transaction('met-police', tx => tx.selectFrom('share').selectAll().execute())
    expect(shares.filter(share => share.subject_id === met.encounterId)).toMatchObject([
      { withheld: true, agency_id: 'btp' },
    ])
  })

  it('tells only whom to ring for a restricted record', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10), restricted: true })
    const met = await world.meet('btp', child)
    expect(met.answer.kind).not.toBe('known')
    expect(met.told.every(one => one.tells === 'contact-only')).toBe(true)
  })

  it('lets the agency that was told open the encounter, and no other', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', child)
    const open = (agency: string) =>
      asked(world.database, someone(agency, NOON), ctx => openEncounter(ctx, met.reference.toLowerCase()))
    expect(await open('met-police')).toMatchObject({
      own: false,
      told: [],
      encounter: { place: 'Platform 2, Margate', answer: null },
    })
    expect(await open('btp')).toMatchObject({
      own: true,
      told: [{ agency: 'met-police', state: 'raised', seenAt: null }],
    })
    await expect(open('essex-police')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows both sides the same trail', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    await world.meet('kent-police', child, { circumstance: 'custody' }, plusMinutes(NOON, -120))
    const met = await world.meet('btp', child)
    const trail = async (agency: string) =>
      (await asked(world.database, someone(agency, NOON), ctx => openEncounter(ctx, met.encounterId))).trail
    expect((await trail('met-police')).map(one => [one.agency, one.circumstance])).toEqual([
      ['btp', 'duty-contact'],
      ['kent-police', 'custody'],
    ])
    expect((await trail('btp')).map(one => one.encounterId !== null)).toEqual([true, false])
  })

  it('gives the first answer again for the same key, and refuses the key for another report', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const send = (place: string) => world.meet('btp', child, { place }, NOON, 'train-0001')
    const [first, again] = await Promise.all([send('Margate'), send('Margate')])
    expect({ ...again, replayed: true }).toEqual({ ...first, replayed: true })
    expect(await world.alertsOf('met-police', first)).toHaveLength(1)
    await expect(send('Ramsgate')).rejects.toMatchObject({ code: 'idempotency-conflict' })
    const later = plusMinutes(NOON, 5)
    expect((await world.meet('btp', child, { place: 'Margate' }, later, 'train-0001')).reference).toBe(first.reference)
  })

  it.each([
    [{ occurredAt: plusMinutes(NOON, 300) }, 'occurredAt'],
    [{ occurredAt: plusMinutes(NOON, -32 * 1440) }, 'occurredAt'],
    [{ circumstance: 'teleported' }, 'circumstance'],
    [{ observations: ['aura'] }, 'observations'],
    [{ place: ' ' }, 'place'],
  ])('refuses %j and stores nothing', async (more, field) => {
    const failure = world.meet('btp', aChild(), more)
    await expect(failure).rejects.toMatchObject({ code: 'bad-request', fields: [{ field }] })
  })

  it.each([
    ['nothing but a description', {}, { description: 'tall, red coat' }],
    ['5,000 characters', { fullName: 'Å'.repeat(5000) }, {}],
    ['Arabic script', { fullName: 'فاطمة الزهراء' }, {}],
    ['an emoji', { fullName: '🦊', aliases: ['🦊🔥'] }, {}],
    ['a formula', { fullName: '=cmd()|A1' }, {}],
    ['half a character and a NUL', { fullName: 'A\ud800\u0000B' }, {}],
  ])('takes %s', async (_, person, more) => {
    expect((await world.meet('btp', person, more)).answer.kind).toBe('not-known')
  })

  it('keeps when it happened and when it was said', async () => {
    const occurredAt = plusMinutes(NOON, -180)
    const met = await world.meet('btp', aChild(), { occurredAt })
    const { encounter } = await asked(world.database, someone('btp', NOON), ctx => openEncounter(ctx, met.reference))
    expect(encounter).toMatchObject({ occurredAt, reportedAt: NOON })
  })

  it('lets a worried reporter tell the own team on duty, once', async () => {
    const met = await world.meet('btp', aChild())
    const tell = () => asked(world.database, someone('btp', NOON), ctx => tellDutyTeam(ctx, met.encounterId))
    await tell()
    await tell()
    const messages = await world.database.transaction('', tx =>
      tx.selectFrom('outbox').selectAll().where('key', '=', `duty:${met.encounterId}`).execute(),
    )
    expect(messages).toMatchObject([{ agency_id: 'btp', payload: { about: 'encounter' } }])
  })
})
