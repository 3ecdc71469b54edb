import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlertAnswer } from '#domain/alert-state.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { aChild, alertWorld, type AlertWorld, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { answerAlert, escalateDue, openAlert, openInbox } from './alerts.ts'
import { forAgenciesWithDue } from './due-work.ts'
import { openEncounter } from './encounter-file.ts'
import type { Reported } from './encounters.ts'
import { answerLink, decidePair } from './link-decisions.ts'

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

/** A child of the Met, missing, met by British Transport Police at noon; and the alert. */
async function anAlert(): Promise<{ readonly met: Reported; readonly alertId: string }> {
  const child = aChild()
  await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
  const met = await world.meet('btp', child)
  const [alert] = await world.alertsOf('met-police', met)
  return { met, alertId: alert?.alertId ?? '' }
}

function answer(alertId: string, version: number, given: AlertAnswer, agency = 'met-police', at: Instant = NOON) {
  return asked(world.database, someone(agency, at), ctx => answerAlert(ctx, { alertId, version, answer: given }))
}

const told = async (met: Reported) =>
  (await asked(world.database, someone('btp', NOON), ctx => openEncounter(ctx, met.encounterId))).told[0]

describe('answerAlert', () => {
  it('is seen by those who reported as it happens: opened, taken on, closed', async () => {
    const { met, alertId } = await anAlert()
    const at = plusMinutes(NOON, 3)
    await asked(world.database, someone('met-police', at), ctx => openAlert(ctx, alertId))
    expect(await told(met)).toMatchObject({ state: 'raised', seenAt: at })
    expect(await answer(alertId, 1, { kind: 'acknowledge' })).toBe('acknowledged')
    expect(await told(met)).toMatchObject({ state: 'acknowledged', acknowledgedAt: NOON })
    expect(await answer(alertId, 2, { kind: 'act', note: 'Rang the station' })).toBe('acknowledged')
    expect(await answer(alertId, 3, { kind: 'close', outcome: 'safe', note: 'With her mother' })).toBe('closed')
    expect(await told(met)).toMatchObject({ state: 'closed', outcome: 'safe' })
  })

  it('refuses an answer to a version that somebody has answered meanwhile, and says what they did', async () => {
    const { alertId } = await anAlert()
    await answer(alertId, 1, { kind: 'acknowledge' })
    await expect(answer(alertId, 1, { kind: 'act', note: 'late' })).rejects.toMatchObject({
      code: 'stale-version',
      message: expect.stringContaining('acknowledged by Kit Marlow'),
    })
  })

  it('lets one of two answers given in the same moment through', async () => {
    const { alertId } = await anAlert()
    const both = await Promise.allSettled([
      answer(alertId, 1, { kind: 'acknowledge' }),
      answer(alertId, 1, { kind: 'close', outcome: 'safe', note: 'Seen' }),
    ])
    expect(both.map(one => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('takes no further answer once it is closed', async () => {
    const { alertId } = await anAlert()
    await answer(alertId, 1, { kind: 'close', outcome: 'no-action', note: 'Ours, and home' })
    await expect(answer(alertId, 2, { kind: 'acknowledge' })).rejects.toMatchObject({ code: 'already-answered' })
  })

  it('hands on to a team of the own agency with no more time than was left', async () => {
    const { alertId } = await anAlert()
    const given = { kind: 'hand-on', team: 'lewisham-missing', note: 'Yours' } as const
    expect(await answer(alertId, 1, given)).toBe('raised')
    const { alert } = await asked(world.database, someone('met-police', NOON), ctx => openAlert(ctx, alertId))
    expect(alert).toMatchObject({ team: 'lewisham-missing', respondBy: plusMinutes(NOON, 60) })
    await expect(answer(alertId, 2, { ...given, team: 'custody-colchester' })).rejects.toMatchObject({
      fields: [{ field: 'team' }],
    })
  })

  it('gives back what was told when it is somebody else, keeps the two apart, and counts it', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', child)
    const [alert] = await world.alertsOf('met-police', met)
    const alertId = alert?.alertId ?? ''
    const before = await asked(world.database, someone('met-police', NOON), ctx => openInbox(ctx, { closed: true }))
    expect(await answer(alertId, 1, { kind: 'not-ours', note: 'Ours is at home, spoken to by phone' })).toBe('closed')
    const after = await asked(world.database, someone('met-police', NOON), ctx => openInbox(ctx, { closed: true }))
    expect(after.counts.notOurs).toBe(before.counts.notOurs + 1)
    expect(after.precision).toBeLessThan(1)
    await expect(
      asked(world.database, someone('met-police', NOON), ctx => openEncounter(ctx, met.encounterId)),
    ).rejects.toMatchObject({ code: 'not-found' })
    const opened = await asked(world.database, someone('met-police', NOON), ctx => openAlert(ctx, alertId))
    expect(opened).toMatchObject({ encounter: undefined, alert: { outcome: 'not-ours', place: null } })
    // The same child met again is news; the same encounter is not.
    expect(await world.alertsOf('met-police', met)).toHaveLength(1)
  })

  it('is for the agency that was told and nobody else, the reporter included', async () => {
    const { alertId } = await anAlert()
    for (const agency of ['btp', 'essex-police']) {
      await expect(answer(alertId, 1, { kind: 'acknowledge' }, agency)).rejects.toMatchObject({ code: 'not-found' })
      await expect(asked(world.database, someone(agency, NOON), ctx => openAlert(ctx, alertId))).rejects.toMatchObject({
        code: 'not-found',
      })
    }
  })
})

describe('a possible match', () => {
  it('tells the rest once somebody confirms it', async () => {
    const child = aChild()
    const recordId = await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const met = await world.meet('btp', { givenName: child.givenName, familyName: child.familyName })
    const [alert] = await world.alertsOf('met-police', met)
    expect(alert).toMatchObject({ tells: 'contact-only' })
    const theirs = { agency: 'btp', recordId: alert?.encounterRecord ?? '' }
    const ours = { agency: 'met-police', recordId }
    const say = (agency: string) =>
      asked(world.database, someone(agency, NOON, ['safeguarding']), ctx =>
        decidePair(ctx, ours, theirs, 'same', 'Rang: it is her'),
      )
    expect(await say('met-police')).toMatchObject({ status: 'proposed' })
    const { decisionId } = await say('met-police')
    await asked(world.database, someone('btp', NOON, ['safeguarding']), ctx => answerLink(ctx, decisionId, true))
    const [told] = await world.alertsOf('met-police', met)
    expect(told).toMatchObject({
      alertId: alert?.alertId,
      tells: 'encounter',
      certainty: 'confirmed',
      state: 'raised',
      place: 'Platform 2, Margate',
    })
  })
})

describe('escalateDue', () => {
  const escalate = (at: Instant) => forAgenciesWithDue(world.database, at, 'escalate-alerts', escalateDue)

  it('escalates what nobody took on in time, once, though two processes do it at once', async () => {
    const { met, alertId } = await anAlert()
    const taken = await anAlert()
    await answer(taken.alertId, 1, { kind: 'acknowledge' })
    await escalate(plusMinutes(NOON, 59))
    expect(await told(met)).toMatchObject({ state: 'raised' })
    const late = plusMinutes(NOON, 61)
    await Promise.all([escalate(late), escalate(late)])
    await escalate(late)
    expect(await told(met)).toMatchObject({ state: 'escalated' })
    expect(await told(taken.met)).toMatchObject({ state: 'acknowledged' })
    const { happenings } = await asked(world.database, someone('met-police', late), ctx => openAlert(ctx, alertId))
    expect(happenings.filter(one => one.kind === 'escalated')).toHaveLength(1)
    const mails = await world.database.transaction('', tx =>
      tx.selectFrom('outbox').selectAll().where('key', '=', `escalated:${alertId}`).execute(),
    )
    expect(mails).toMatchObject([{ agency_id: 'met-police', payload: { about: 'escalated', team: 'duty' } }])
  })
})

describe('openInbox', () => {
  it('puts the least time left first, and those in hand last', async () => {
    const { alerts } = await asked(world.database, someone('met-police', NOON), ctx =>
      openInbox(ctx, { closed: false }),
    )
    const waiting = alerts.filter(alert => alert.state !== 'acknowledged')
    expect(waiting.map(alert => alert.respondBy)).toEqual(waiting.map(alert => alert.respondBy).toSorted())
    expect(alerts.findIndex(alert => alert.state === 'acknowledged')).toBeGreaterThanOrEqual(waiting.length)
  })

  it('shows a team its own', async () => {
    const { alerts } = await asked(world.database, someone('met-police', NOON), ctx =>
      openInbox(ctx, { closed: false, team: 'lewisham-missing' }),
    )
    expect(new Set(alerts.map(alert => alert.team))).toEqual(new Set(['lewisham-missing']))
  })
})
