import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { aChild, alertWorld, type AlertWorld, CASE_WORK, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { openCohort } from './cohort.ts'
import { forAgenciesWithDue } from './due-work.ts'
import {
  endWatch,
  expireWatches,
  listOwnWatches,
  openWatch,
  renewWatch,
  setWatches,
  type WatchTerms,
} from './watches.ts'

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

const worker = (agency = 'met-police', at = NOON) => someone(agency, at, CASE_WORK)
const terms: WatchTerms = {
  reason: 'missing-repeatedly',
  legalBasis: 'ca2004-16la',
  reviewOn: '2026-06-01' as PlainDate,
  expiresOn: '2026-08-31' as PlainDate,
}

const cohort = async (agency = 'met-police') =>
  (await asked(world.database, worker(agency), ctx => openCohort(ctx, undefined, 100))).members

async function ofOurs(child: PersonInput, agency = 'met-police'): Promise<string> {
  await world.bringIn({ agency, person: child, event: missing(72, { endsAt: plusMinutes(NOON, -60) }) })
  const found = (await cohort(agency)).find(member => member.name === `${child.givenName} ${child.familyName}`)
  return found?.personId ?? ''
}

const set = (persons: readonly string[], more: Partial<WatchTerms> = {}, agency = 'met-police') =>
  asked(world.database, worker(agency), ctx => setWatches(ctx, persons, { ...terms, ...more }))

describe('openCohort', () => {
  it('holds everyone missing in 12 months, absent and no-apparent-risk episodes among them', async () => {
    const child = aChild()
    const absent = { facts: { status: 'absent' }, grade: 'very-low' }
    await world.bringIn({
      agency: 'kent-police',
      person: child,
      event: missing(100, { ...absent, endsAt: plusMinutes(NOON, -5000) }),
    })
    await world.bringIn({ agency: 'kent-police', person: child, event: missing(20) })
    await world.bringIn({
      agency: 'kent-police',
      person: aChild(),
      event: missing(24 * 500, { endsAt: plusMinutes(NOON, -60 * 24 * 400) }),
    })
    const members = await cohort('kent-police')
    expect(members).toMatchObject([
      { name: `${child.givenName} ${child.familyName}`, summary: { number: 2, absent: 1, missingNow: true } },
    ])
  })

  it('goes on where the page before ended', async () => {
    for (let n = 0; n < 5; n++) await world.bringIn({ agency: 'dorset-police', person: aChild(), event: missing(30) })
    const open = (after?: { number: number; personId: string }) =>
      asked(world.database, worker('dorset-police'), ctx => openCohort(ctx, after, 2))
    const seen: string[] = []
    for (let page = await open(); page.members.length > 0; ) {
      expect(page.total).toBe(5)
      seen.push(...page.members.map(member => member.personId))
      const last = page.members.at(-1)
      page = await open({ number: last?.held ?? 0, personId: last?.personId ?? '' })
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  })

  it('is nobody else’s', async () => {
    const members = await cohort('essex-police')
    expect(members).toEqual([])
    await expect(
      asked(world.database, someone('met-police', NOON), ctx => openCohort(ctx, undefined, 10)),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('setWatches', () => {
  it('lets every later encounter tell us, and those of the last day at once', async () => {
    const child = aChild()
    const personId = await ofOurs(child)
    const before = await world.meet('btp', child, {}, plusMinutes(NOON, -600))
    const long = await world.meet('btp', child, {}, plusMinutes(NOON, -3000))
    expect(before.told).toEqual([])
    expect(await set([personId])).toMatchObject({ set: [expect.any(String)], already: 0 })
    expect(await world.alertsOf('met-police', before)).toMatchObject([{ interestKind: 'watch', tells: 'encounter' }])
    expect(await world.alertsOf('met-police', long)).toEqual([])
    expect((await world.meet('essex-police', child)).told).toEqual([{ agency: 'met-police', tells: 'encounter' }])
  })

  it('does not watch twice', async () => {
    const personId = await ofOurs(aChild())
    await set([personId])
    expect(await set([personId, personId])).toEqual({ set: [], already: 1 })
  })

  it.each([
    [{ reason: 'because' }, 'reason'],
    [{ legalBasis: 'gut-feeling' }, 'legalBasis'],
    [{ expiresOn: '2036-01-01' as PlainDate }, 'expiresOn'],
    [{ reviewOn: '2020-01-01' as PlainDate }, 'reviewOn'],
  ])('refuses %j', async (more, field) => {
    const personId = await ofOurs(aChild())
    await expect(set([personId], more)).rejects.toMatchObject({ code: 'bad-request', fields: [{ field }] })
  })

  it('watches nobody of whom the agency holds nothing', async () => {
    const theirs = await ofOurs(aChild(), 'essex-police')
    await expect(set([theirs])).rejects.toMatchObject({ code: 'not-found' })
    await expect(set([])).rejects.toMatchObject({ fields: [{ field: 'persons' }] })
  })
})

describe('a watch', () => {
  async function aWatch() {
    const child = aChild()
    const {
      set: [watchId = ''],
    } = await set([await ofOurs(child)])
    return { child, watchId }
  }

  it('is renewed by whoever saw its last version', async () => {
    const { watchId } = await aWatch()
    const renew = (version: number) =>
      asked(world.database, worker(), ctx =>
        renewWatch(ctx, watchId, version, { ...terms, expiresOn: '2026-12-31' as PlainDate }),
      )
    await renew(1)
    await expect(renew(1)).rejects.toMatchObject({ code: 'stale-version' })
    const watch = await asked(world.database, worker(), ctx => openWatch(ctx, watchId))
    expect(watch).toMatchObject({ expiresAt: '2026-12-31T23:59:59.000Z', version: 2 })
  })

  it('lost the note that was written when it was renewed', async () => {
    const { watchId } = await aWatch()
    const renew = (version: number, note?: string) =>
      asked(world.database, worker(), ctx => renewWatch(ctx, watchId, version, { ...terms, note }))
    await renew(1, 'Ask the aunt first')
    await renew(2)
    const watch = await asked(world.database, worker(), ctx => openWatch(ctx, watchId))
    expect(watch).toMatchObject({ note: 'Ask the aunt first', version: 3 })
  })

  it('ends with a reason, and tells nothing from then on', async () => {
    const { child, watchId } = await aWatch()
    await expect(asked(world.database, worker(), ctx => endWatch(ctx, watchId, 1, ' '))).rejects.toMatchObject({
      fields: [{ field: 'endReason' }],
    })
    await asked(world.database, worker(), ctx => endWatch(ctx, watchId, 1, 'Safe in placement'))
    expect((await world.meet('btp', child)).told).toEqual([])
    const { ended } = await asked(world.database, worker(), listOwnWatches)
    expect(ended).toContainEqual(expect.objectContaining({ watchId, endedReason: 'Safe in placement' }))
  })

  it('runs out by itself', async () => {
    const { child, watchId } = await aWatch()
    const later = '2026-09-01T00:00:00.000Z' as typeof NOON
    expect((await world.meet('btp', child, {}, later)).told).toEqual([])
    await forAgenciesWithDue(world.database, later, 'expire-watches', expireWatches)
    const watch = await asked(world.database, worker(), ctx => openWatch(ctx, watchId))
    expect(watch).toMatchObject({ endedReason: 'expired', endedAt: watch.expiresAt })
  })

  it('is nobody else’s', async () => {
    const { watchId } = await aWatch()
    await expect(asked(world.database, worker('essex-police'), ctx => openWatch(ctx, watchId))).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(
      asked(world.database, worker('essex-police'), ctx => endWatch(ctx, watchId, 1, 'no')),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
