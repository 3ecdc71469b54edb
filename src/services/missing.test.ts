import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MissingReported, MissingStep } from '#domain/missing-step.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { aChild, alertWorld, type AlertWorld, CASE_WORK, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone, share } from '#test/people.ts'
import { openCohort } from './cohort.ts'
import { type MissingFile, missingOf } from './missing.ts'
import { changeMissing, offerInterview, reportMissing } from './missing-changes.ts'
import { openPerson } from './people.ts'
import { findPeople } from './search.ts'

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

const HOUR = 60
const ago = (hours: number) => plusMinutes(NOON, -hours * HOUR)
const OURS = 'met-police'
const COUNCIL = 'enfield-council'

/** A child of whom these agencies hold a record each, of one person for both. */
async function aChildOf(
  ...agencies: readonly string[]
): Promise<{ child: PersonInput; personId: string; records: string[] }> {
  const child = aChild()
  const records: string[] = []
  for (const agency of agencies) records.push(await world.bringIn({ agency, person: child }))
  return { child, personId: await personOf(agencies[0] ?? '', child), records }
}

async function personOf(agency: string, child: PersonInput): Promise<string> {
  const { people } = await asked(world.database, someone(agency, NOON), ctx =>
    findPeople(ctx, `${child.givenName} ${child.familyName}`),
  )
  return people[0]?.personId ?? ''
}

const report = (more: Partial<MissingReported> = {}): MissingReported => ({
  kind: 'reported',
  status: 'missing',
  riskLevel: 'medium',
  why: 'took no coat and no phone',
  since: ago(5),
  place: 'home, Edmonton',
  toldBy: 'his mother',
  ...more,
})

const tell = (personId: string, said = report(), agency = OURS, at = NOON, key?: string) =>
  asked(world.database, someone(agency, at), ctx => reportMissing(ctx, personId, said, key))

const change = (recordId: string, version: number, step: MissingStep, agency = OURS, at = NOON) =>
  asked(world.database, someone(agency, at), ctx => changeMissing(ctx, recordId, version, step))

const offer = (personId: string, episode: { agency: string; recordId: string }, agency = OURS, at = NOON) =>
  asked(world.database, someone(agency, at), ctx =>
    offerInterview(ctx, personId, episode, { kind: 'offered', at, by: 'Safe Return', independent: true }),
  )

async function fileOf(personId: string, agency = OURS, at = NOON): Promise<MissingFile> {
  const file = await asked(world.database, someone(agency, at), ctx => openPerson(ctx, personId))
  return missingOf(file, agency as AgencyId, at)
}

const found = (at: Instant, more: Partial<Extract<MissingStep, { kind: 'found' }>> = {}): MissingStep => ({
  kind: 'found',
  at,
  place: 'railway station, Colchester',
  howFar: 'other-area',
  ...more,
})

describe('reportMissing', () => {
  it('is a record of the agency on the person’s page, and whoever meets them tells it from then on', async () => {
    const { child, personId } = await aChildOf(OURS)
    const { recordId, reference } = await tell(personId)
    expect(reference).toMatch(/^MIS-/)
    expect(await personOf(OURS, child)).toBe(personId)
    const { episodes } = await fileOf(personId)
    expect(episodes).toMatchObject([
      { agency: OURS, recordId, status: 'missing', madeHere: true, state: { riskLevel: 'medium', until: undefined } },
    ])
    const met = await world.meet('btp', child)
    expect(met.told).toEqual([{ agency: OURS, tells: 'encounter' }])
  })

  it('tells of an encounter that came before it', async () => {
    const { child, personId } = await aChildOf(OURS)
    const met = await world.meet('btp', child, {}, ago(1))
    expect(met.told).toEqual([])
    await tell(personId)
    expect(await world.alertsOf(OURS, met)).toHaveLength(1)
  })

  it.each(['absent', 'away-without-authorisation', 'unreported-absence'] as const)(
    'recorded as %s is in the cohort, on the page and in every count, whatever its risk level',
    async status => {
      const { child, personId } = await aChildOf('kent-police')
      await tell(personId, report({ status, riskLevel: 'very-low' }), 'kent-police')
      const { addsUp } = await fileOf(personId, 'kent-police')
      expect(addsUp).toMatchObject({ episodes: 1, absent: 1 })
      const cohort = await asked(world.database, someone('kent-police', NOON, CASE_WORK), ctx =>
        openCohort(ctx, undefined, 100),
      )
      expect(cohort.members.find(member => member.personId === personId)?.summary).toMatchObject({
        number: 1,
        missingNow: true,
      })
      expect((await world.meet('btp', child)).told).toHaveLength(1)
    },
  )

  it('of an absence that is over worries nobody any more, and counts', async () => {
    const { child, personId } = await aChildOf(OURS)
    await tell(personId, report({ status: 'unreported-absence', until: ago(1) }))
    expect((await fileOf(personId)).addsUp).toMatchObject({ episodes: 1, stayMinutes: [4 * HOUR] })
    expect((await world.meet('btp', child)).told).toEqual([])
  })

  it('by an agency that was only shown a record copies nothing of it, and is of the same person', async () => {
    const { personId, records } = await aChildOf(OURS)
    await share(world.owner, { agency: OURS, recordId: records[0] ?? '' }, 'btp')
    const { recordId } = await tell(personId, report(), 'btp')
    const file = await asked(world.database, someone('btp', NOON), ctx => openPerson(ctx, personId))
    expect(file.records.find(record => record.recordId === recordId)?.person).toEqual({})
    expect(file.facts.every(row => row.claims.length < 2 || row.claims.some(claim => claim.values.length > 0))).toBe(
      true,
    )
  })

  it('is refused to whoever has nothing of the person', async () => {
    const { personId } = await aChildOf(OURS)
    await expect(tell(personId, report(), 'dorset-police')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('sent twice with a key is one episode', async () => {
    const { personId } = await aChildOf(OURS)
    const first = await tell(personId, report(), OURS, NOON, 'a-key-of-the-form')
    expect(await tell(personId, report(), OURS, NOON, 'a-key-of-the-form')).toEqual(first)
    expect((await fileOf(personId)).episodes).toHaveLength(1)
  })

  it.each([
    [{ riskLevel: 'dreadful' }, ['riskLevel']],
    [{ why: ' ' }, ['why']],
    [{ since: plusMinutes(NOON, 11) }, ['since']],
    [{ since: ago(24 * 400) }, ['since']],
    [{ since: ago(2), until: ago(3) }, ['until']],
  ] as const)('refuses %j', async (wrong, fields) => {
    const { personId } = await aChildOf(OURS)
    const refusal = await tell(personId, report(wrong)).catch((error: { fields: { field: string }[] }) => error.fields)
    expect((refusal as { field: string }[]).map(({ field }) => field)).toEqual(fields)
  })
})

describe('changeMissing', () => {
  it('keeps every review of the risk with who and why, and the latest counts', async () => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    await change(recordId, 1, { kind: 'risk-reviewed', riskLevel: 'high', why: 'his debts came to light' })
    const [episode] = (await fileOf(personId)).episodes
    expect(episode?.state.riskLevel).toBe('high')
    expect(episode?.steps.map(({ said, byName }) => [said.kind, byName])).toEqual([
      ['reported', 'Kit Marlow'],
      ['risk-reviewed', 'Kit Marlow'],
    ])
    const file = await asked(world.database, someone(OURS, NOON), ctx => openPerson(ctx, personId))
    expect(file.records.find(record => record.recordId === recordId)?.event).toMatchObject({
      grade: 'high',
      facts: { riskLevel: 'high' },
    })
  })

  it('found ends the episode: what is known of the return is on it, and nobody is told any more', async () => {
    const { child, personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    await change(
      recordId,
      1,
      found(ago(1), { injuries: 'a cut on his hand', property: 'a second phone', withWhom: 'a man he would not name' }),
    )
    const { episodes, addsUp } = await fileOf(personId)
    expect(episodes[0]).toMatchObject({ foundOutOfArea: true, injured: true, state: { until: ago(1) } })
    expect(addsUp).toMatchObject({ foundOutOfArea: 1, injured: 1 })
    expect((await world.meet('btp', child)).told).toEqual([])
  })

  it('said again, a return is put right and what was said before stays', async () => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    await change(recordId, 1, found(ago(1)))
    await change(recordId, 2, found(ago(2), { howFar: 'home-area' }))
    const [episode] = (await fileOf(personId)).episodes
    expect(episode).toMatchObject({ foundOutOfArea: false, state: { until: ago(2) } })
    expect(episode?.steps).toHaveLength(3)
  })

  it('refuses what was written without seeing the last step', async () => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    await change(recordId, 1, found(ago(1)))
    await expect(change(recordId, 1, found(ago(2)))).rejects.toMatchObject({ code: 'stale-version' })
  })

  it('lets one of two at once through', async () => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    const both = await Promise.allSettled([change(recordId, 1, found(ago(1))), change(recordId, 1, found(ago(2)))])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('is for the agency that holds the episode, even when it was shared', async () => {
    const { personId } = await aChildOf(OURS, COUNCIL)
    const { recordId } = await tell(personId)
    await share(world.owner, { agency: OURS, recordId }, COUNCIL)
    await expect(change(recordId, 1, found(ago(1)), COUNCIL)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('takes what is learnt of an episode that came by file, and leaves its end to the file', async () => {
    const child = aChild()
    const open = await world.bringIn({ agency: OURS, person: child, event: missing(20) })
    const over = await world.bringIn({ agency: OURS, person: child, event: missing(90, { endsAt: ago(70) }) })
    const personId = await personOf(OURS, child)
    await expect(change(open, 0, found(ago(1)))).rejects.toMatchObject({ fields: [{ field: 'at' }] })
    await change(open, 0, { kind: 'risk-reviewed', riskLevel: 'high', why: 'nobody has heard from him' })
    await change(over, 0, found(ago(1), { injuries: 'bruises' }))
    const { episodes } = await fileOf(personId)
    const episodeOf = (recordId: string) => episodes.find(episode => episode.recordId === recordId)
    expect(episodeOf(open)?.state).toMatchObject({ riskLevel: 'high', until: undefined })
    expect(episodeOf(over)).toMatchObject({ injured: true, madeHere: false, state: { until: ago(70) } })
  })

  it.each([
    [
      'a prevention interview before the return',
      { kind: 'prevention-interview', at: ago(1), by: 'PC Hale', learnt: 'little' },
      'kind',
    ],
    ['a return before they went', found(ago(9)), 'at'],
    ['a second report', report(), 'kind'],
    ['an interview’s answer', { kind: 'accepted', at: ago(1) }, 'kind'],
  ] as const)('refuses %s', async (_, step, field) => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    await expect(change(recordId, 1, step)).rejects.toMatchObject({ fields: [{ field }] })
  })
})

describe('a return home interview', () => {
  /** Back for so many hours. */
  async function backFor(hours: number, ...agencies: string[]) {
    const child = await aChildOf(OURS, ...agencies)
    const { recordId } = await tell(child.personId, report({ since: ago(hours + 20) }))
    await change(recordId, 1, found(ago(hours)))
    return { ...child, recordId, episode: { agency: OURS, recordId } }
  }
  const clocksOf = async (personId: string, agency = OURS, at = NOON) => {
    const { offer: offered, held } = (await fileOf(personId, agency, at)).episodes[0]?.clocks ?? {}
    return [offered?.state, held?.state]
  }

  it('has 72 hours from the return, of which the last day is a warning', async () => {
    const { personId } = await backFor(1)
    expect(await clocksOf(personId)).toEqual(['running', 'running'])
    expect(await clocksOf(personId, OURS, plusMinutes(NOON, 48 * HOUR))).toEqual(['due-soon', 'due-soon'])
    expect(await clocksOf(personId, OURS, plusMinutes(NOON, 72 * HOUR))).toEqual(['breached', 'breached'])
  })

  it('declined may be held after all; the clock was met by the offer and late for the interview', async () => {
    const { personId, episode } = await backFor(40)
    const { recordId } = await offer(personId, episode)
    expect(await clocksOf(personId)).toEqual(['met', 'running'])
    await change(recordId, 1, { kind: 'declined', at: NOON, reason: 'he did not want to talk to anybody' })
    const later = plusMinutes(NOON, 60 * HOUR)
    expect(await clocksOf(personId, OURS, later)).toEqual(['met', 'breached'])
    const held = {
      kind: 'held',
      at: later,
      by: 'Ama Boateng',
      independent: true,
      before: 'a row about money',
      pull: 'an older friend',
    } as const
    await change(recordId, 2, held, OURS, later)
    const [episode2] = (await fileOf(personId, OURS, later)).episodes
    expect(await clocksOf(personId, OURS, later)).toEqual(['met', 'met-late'])
    expect(episode2?.interviews).toMatchObject([
      { state: { answer: 'declined', held: { by: 'Ama Boateng' } }, told: true },
    ])
    const file = await asked(world.database, someone(OURS, later), ctx => openPerson(ctx, personId))
    expect(file.chronology).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'return-interview',
          at: later,
          facts: expect.objectContaining({
            before: 'a row about money',
            declinedBecause: 'he did not want to talk to anybody',
          }),
        }),
      ]),
    )
    await expect(change(recordId, 3, held, OURS, later)).rejects.toMatchObject({ fields: [{ field: 'kind' }] })
  })

  it('of another agency counts for the one that holds the episode, which learns when and not what was said', async () => {
    const { personId, episode } = await backFor(10, COUNCIL)
    await share(world.owner, episode, COUNCIL)
    const { recordId } = await offer(personId, episode, COUNCIL)
    await change(
      recordId,
      1,
      { kind: 'held', at: NOON, by: 'Selin', independent: false, during: 'slept in a flat in Clacton' },
      COUNCIL,
    )
    expect(await clocksOf(personId)).toEqual(['met', 'met'])
    const [seen] = (await fileOf(personId)).episodes
    expect(seen?.interviews).toMatchObject([{ agency: COUNCIL, told: false }])
    expect(JSON.stringify(seen)).not.toMatch(/Clacton|Selin|Safe Return/)
    expect((await fileOf(personId, COUNCIL)).episodes[0]?.interviews).toMatchObject([
      { told: true, state: { held: { during: 'slept in a flat in Clacton' } } },
    ])
  })

  it('after one report of a time away is one after another agency’s report of the same time', async () => {
    const { personId, child } = await backFor(10, COUNCIL)
    const theirs = await world.bringIn({
      agency: OURS,
      person: child,
      event: missing(25, { endsAt: ago(9), facts: { status: 'absent' } }),
    })
    await offer(personId, { agency: OURS, recordId: theirs })
    const file = await fileOf(personId)
    expect(file.episodes.map(({ clocks }) => clocks?.offer.state)).toEqual(['met', 'met'])
  })

  it('is not owed to an adult, and is to somebody who turned 18 the day after', async () => {
    for (const [born, owed] of [
      ['2008-03-05', true],
      ['2008-03-03', false],
    ] as const) {
      const child = { ...aChild(), dateOfBirth: born }
      await world.bringIn({ agency: OURS, person: child, event: missing(20, { endsAt: ago(1) }) })
      const { episodes } = await fileOf(await personOf(OURS, child))
      expect(episodes[0]?.clocks !== undefined).toBe(owed)
    }
  })

  it('cannot be offered before the return, or on an episode of somebody else', async () => {
    const { personId } = await aChildOf(OURS)
    const { recordId } = await tell(personId)
    const episode = { agency: OURS, recordId }
    await expect(offer(personId, episode)).rejects.toMatchObject({ fields: [{ field: 'kind' }] })
    const other = await backFor(1)
    await expect(offer(personId, other.episode)).rejects.toMatchObject({ code: 'not-found' })
    await expect(offer(other.personId, other.episode, 'dorset-police')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('missingOf', () => {
  it('adds up over agencies as far as the viewer may see', async () => {
    const { personId, child } = await aChildOf(OURS, COUNCIL)
    const absent = { facts: { status: 'absent' }, grade: 'very-low' }
    await world.bringIn({
      agency: OURS,
      person: child,
      event: missing(24 * 40, { ...absent, endsAt: ago(24 * 40 - 5) }),
    })
    const { recordId } = await tell(
      personId,
      report({ status: 'absent', riskLevel: 'very-low', since: ago(24 * 9), until: ago(24 * 9 - 4) }),
      COUNCIL,
    )
    expect((await fileOf(personId)).addsUp).toMatchObject({ episodes: 1, absent: 1, agencies: 1 })
    await share(world.owner, { agency: COUNCIL, recordId }, OURS)
    expect((await fileOf(personId)).addsUp).toMatchObject({ episodes: 2, absent: 2, agencies: 2 })
    expect((await fileOf(personId)).episodes.map(({ agency }) => agency)).toEqual([COUNCIL, OURS])
  })

  it('knows from postcodes that somebody was found out of area', async () => {
    const child = { ...aChild(), postcode: 'N18 2XB' }
    const facts = (foundPostcode: string) => ({ endsAt: ago(24), facts: { status: 'missing', foundPostcode } })
    await world.bringIn({ agency: OURS, person: child, event: missing(72, facts('CO1 1AA')) })
    await world.bringIn({ agency: OURS, person: child, event: missing(48, facts('EN3 4AA')) })
    expect((await fileOf(await personOf(OURS, child))).addsUp.foundOutOfArea).toBe(1)
  })
})
