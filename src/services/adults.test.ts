import { describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { hold, link } from '#test/people.ts'
import { type AdultCommand, changeAdult, listAdultWork, openAdult } from './adults.ts'
import { changeLead, openCase, sayWhatIsLate } from './cases.ts'
import { openPerson } from './people.ts'
import { changeTurning, listTurningEighteen, openTurning, type TurningCommand } from './turning-18.ts'
import { whatWaits } from './waiting.ts'

const [ESSEX, ENFIELD, POLICE, HOMES] = [
  'essex-council',
  'enfield-council',
  'essex-police',
  'castlewick-homes',
] as const
const day = (text: string) => text as PlainDate

const hub = hubOf()
const { as } = hub

const GRAHAM = { givenName: 'Graham', familyName: 'Oakhanger', dateOfBirth: '1974-06-06' }
const DAY_MINUTES = 24 * 60
let homes = 0
const aHome = () => ({ address: `${(homes += 1)} Tanner Court`, postcode: 'CO1 2XB' })

async function held(agency: string, person: PersonInput, more: Partial<Parameters<typeof hold>[2]> = {}) {
  return link(hub.database, await hold(hub.database, agency, { person, ...more }))
}

const does = (agency: string, person: string, command: AdultCommand, at = NOON) =>
  as(agency, ctx => changeAdult(ctx, person, command), at)
const OPEN: AdultCommand = { kind: 'open', takenOver: true, words: 'People stay in his flat' }
const WISH: AdultCommand = { kind: 'wish', toldBy: 'self', outcome: 'My door back', words: 'I want them gone' }

/** The test as far as it can be decided as not met. */
async function tested(person: string, home: { address: string; postcode: string }): Promise<string> {
  const { enquiries } = await does(ESSEX, person, OPEN)
  const enquiryId = enquiries[0]?.enquiryId ?? ''
  await does(ESSEX, person, WISH)
  await does(ESSEX, person, { kind: 'check', ...home, words: 'The school was asked' })
  for (const [question, answer] of [
    ['needs', 'no'],
    ['at-risk', 'yes'],
    ['unable', 'no'],
  ] as const)
    await does(ESSEX, person, { kind: 'answer', enquiryId, question, answer, source: 'GP', words: 'by phone' })
  return enquiryId
}

const notMet = (enquiryId: string): AdultCommand => ({
  kind: 'not-met',
  enquiryId,
  words: 'No needs for care were found',
  way: 'housing-support',
  task: 'New locks, and a safe move if he wants it',
  agency: HOMES as AgencyId,
  owner: 'Dana Quill',
  dueOn: day('2026-03-10'),
})

describe('an adult whose home was taken over', () => {
  it('when the test is not met, somebody else is told what to do, and nothing else of it', async () => {
    const home = aHome()
    const person = await held(ESSEX, { ...GRAHAM, ...home })
    const enquiryId = await tested(person, home)
    await expect(as(HOMES, ctx => openAdult(ctx, person))).rejects.toMatchObject({ code: 'not-found' })
    await does(ESSEX, person, notMet(enquiryId))
    const theirs = await as(HOMES, ctx => openAdult(ctx, person))
    expect(theirs.state).toMatchObject({ wishes: [], enquiries: [], checks: [], noted: [] })
    expect(theirs.state.actions).toMatchObject([
      { owner: 'Dana Quill', agreed: { words: 'New locks, and a safe move if he wants it' } },
    ])
    expect((await as(HOMES, listAdultWork)).map(({ kind, other }) => [kind, other])).toEqual([['adult-action', HOMES]])
    const actionId = theirs.state.actions[0]?.actionId ?? ''
    await does(HOMES, person, { kind: 'done', actionId, words: 'Locks changed' })
    expect((await as(ESSEX, ctx => openAdult(ctx, person))).state.actions[0]?.done?.words).toBe('Locks changed')
    expect(await as(ESSEX, listAdultWork)).toEqual([])
  })

  it('is not closed with nothing, by whatever way it is asked', async () => {
    const home = aHome()
    const person = await held(ESSEX, { ...GRAHAM, ...home })
    const enquiryId = await tested(person, home)
    for (const over of [{ way: '' }, { owner: '' }, { task: '' }, { agency: 'nobody' as AgencyId }])
      await expect(does(ESSEX, person, { ...notMet(enquiryId), ...over } as AdultCommand)).rejects.toMatchObject({
        code: 'bad-request',
      })
    await expect(does(ESSEX, person, { kind: 'end', enquiryId, reached: 'no', words: 'Closed' })).rejects.toMatchObject(
      { code: 'already-answered' },
    )
    expect((await as(ESSEX, ctx => openAdult(ctx, person))).state.enquiries[0]?.decided).toBeUndefined()
  })

  it('has the children looked for who live or were met there, among what the agency may see, and nobody is linked', async () => {
    const home = aHome()
    const person = await held(ESSEX, { ...GRAHAM, ...home })
    const child = await held(ESSEX, { givenName: 'Ivy', familyName: 'Marsh', dateOfBirth: '2014-02-02', ...home })
    const unborn = await held(ESSEX, { givenName: 'Baby', familyName: 'Marsh', dateOfBirth: '2026-06-01', ...home })
    await held(ESSEX, { givenName: 'Old', familyName: 'Marsh', dateOfBirth: '1960-02-02', ...home })
    await held(ESSEX, { givenName: 'Una', familyName: 'Nkansah', ...home })
    await held(ESSEX, {
      givenName: 'Next',
      familyName: 'Door',
      dateOfBirth: '2014-02-02',
      address: '999 Tanner Court',
      postcode: 'CO1 2XB',
    })
    await held(POLICE, { givenName: 'Hid', familyName: 'Den', dateOfBirth: '2012-02-02', ...home })
    await held(
      ESSEX,
      { givenName: 'Tom', familyName: 'Visitor', dateOfBirth: '2011-02-02' },
      {
        event: {
          kind: 'encounter',
          startsAt: plusMinutes(NOON, -3000),
          endsAt: undefined,
          place: `${home.address}, Colchester`,
          outcode: 'CO1',
          facts: {},
          grade: undefined,
        },
      },
    )
    await does(ESSEX, person, OPEN)
    const { there } = await as(ESSEX, ctx => openAdult(ctx, person))
    expect(there?.children.map(({ name, how }) => [name, how])).toEqual([
      ['Baby Marsh', 'lives'],
      ['Ivy Marsh', 'lives'],
      ['Tom Visitor', 'met'],
    ])
    expect(there?.unsure.map(({ name }) => name)).toEqual(['Una Nkansah'])
    const { checks } = await does(ESSEX, person, { kind: 'check', ...home, words: 'Health visitor was asked' })
    expect(checks).toMatchObject([{ children: 3, unsure: 1, postcode: 'CO1 2XB' }])
    for (const one of [child, unborn]) expect((await as(ESSEX, ctx => openPerson(ctx, one))).records).toHaveLength(1)
  })

  it('where no child is known, says so as a recorded check', async () => {
    const home = aHome()
    const person = await held(ESSEX, { ...GRAHAM, ...home })
    const { checks } = await does(ESSEX, person, { kind: 'check', ...home, words: 'The school knows of none' })
    expect(checks).toMatchObject([{ children: 0, unsure: 0 }])
  })

  it('is late once its clock has run out, said once to both sides', async () => {
    const home = aHome()
    const person = await held(ESSEX, { ...GRAHAM, ...home })
    await does(ESSEX, person, notMet(await tested(person, home)))
    const later = '2026-03-11T09:00:00.000Z' as Instant
    expect((await as(ESSEX, whatWaits, later)).find(({ kind }) => kind === 'adults-late')).toMatchObject({ number: 1 })
    expect(await as(ESSEX, sayWhatIsLate, later, ['system'])).toBeGreaterThan(0)
    expect(await as(ESSEX, sayWhatIsLate, later, ['system'])).toBe(0)
  })

  it.each([
    ['a child', { dateOfBirth: '2010-06-07' }],
    ['a child under ten', { dateOfBirth: '2020-06-07' }],
    ['somebody whose birthday is in the future', { dateOfBirth: '2027-06-07' }],
    ['somebody who may still be a child this year', { dateOfBirth: '2008' }],
  ])('is never %s', async (_, born) => {
    const person = await held(ESSEX, { givenName: 'Robin', familyName: 'Elm', ...born })
    await expect(does(ESSEX, person, OPEN)).rejects.toMatchObject({ code: 'bad-request' })
    expect(await as(ESSEX, ctx => openAdult(ctx, person))).toMatchObject({ age: 'child', moves: [] })
  })

  it('is shown as known on a past day, when nothing recorded later was known and nothing can be done', async () => {
    const person = await held(ESSEX, { ...GRAHAM, ...aHome() })
    await does(ESSEX, person, OPEN, plusMinutes(NOON, -2 * DAY_MINUTES))
    await does(ESSEX, person, WISH)
    const onDay = (on?: string) => as(ESSEX, ctx => openAdult(ctx, person, on === undefined ? undefined : day(on)))
    const [before, between, now] = [await onDay('2026-03-01'), await onDay('2026-03-03'), await onDay()]
    expect([before.state.enquiries.length, before.state.wishes.length, before.moves]).toEqual([0, 0, []])
    expect([between.state.enquiries.length, between.state.wishes.length, between.moves]).toEqual([1, 0, []])
    expect([now.state.enquiries.length, now.state.wishes.length, now.moves.includes('act')]).toEqual([1, 1, true])
    expect(await onDay('2026-03-04')).toEqual(now)
  })

  it('keeps what another agency wrote when a third writes in the case', async () => {
    const person = await link(
      hub.database,
      await hold(hub.database, ESSEX, { person: GRAHAM }),
      await hold(hub.database, POLICE, { person: GRAHAM }),
    )
    await does(ESSEX, person, OPEN)
    await does(POLICE, person, WISH)
    expect((await as(ESSEX, listAdultWork)).some(one => one.personId === person)).toBe(true)
    expect((await as(POLICE, ctx => openAdult(ctx, person))).state.enquiries).toEqual([])
  })
})

const NAME: TurningCommand = {
  kind: 'name',
  to: ESSEX as AgencyId,
  name: 'Ash Rowan',
  post: 'Social worker, adults',
  phone: '01632 960111',
  words: 'She wants her own key',
}

describe('turning eighteen', () => {
  async function aGirl(dateOfBirth: string) {
    const person = await held(ENFIELD, { givenName: 'Nadia', familyName: 'Elmstead', dateOfBirth })
    const { state } = await as(ENFIELD, ctx => openCase(ctx, person))
    const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'With her aunt' } as const
    await as(ENFIELD, ctx => changeLead(ctx, person, state.lead.version, here))
    return person
  }
  const turns = (person: string, command: TurningCommand, agency: string = ENFIELD, at = NOON) =>
    as(agency, ctx => changeTurning(ctx, person, command), at)

  it('begins at seventeen, not before', async () => {
    const young = await aGirl('2009-03-05')
    await expect(turns(young, NAME)).rejects.toMatchObject({ code: 'bad-request' })
    expect(await as(ENFIELD, ctx => openTurning(ctx, young))).toMatchObject({ moves: [], steps: [] })
    const begun = await aGirl('2009-03-04')
    expect((await turns(begun, NAME)).leads).toHaveLength(1)
  })

  it('is listed by the day with who helps after, for those of the agency alone, and counted until somebody accepts', async () => {
    const [later, sooner] = [await aGirl('2008-11-20'), await aGirl('2008-04-01')]
    await aGirl('2012-04-01')
    const list = (at = NOON) => as(ENFIELD, listTurningEighteen, at)
    const mine = (await list()).map(one => one.personId).filter(id => id === later || id === sooner)
    expect(mine).toEqual([sooner, later])
    expect(await as(POLICE, listTurningEighteen)).toEqual([])
    const count = async () => (await as(ENFIELD, whatWaits)).find(({ kind }) => kind === 'turning-18')?.number ?? 0
    const before = await count()
    const { leads } = await turns(sooner, NAME)
    const accept: TurningCommand = {
      kind: 'accept',
      handoverId: leads[0]?.handoverId ?? '',
      name: 'Ash Rowan',
      words: 'Monday',
    }
    await turns(sooner, accept, ESSEX)
    expect(await count()).toBe(before - 1)
    expect((await list()).find(one => one.personId === sooner)).toMatchObject({
      settled: true,
      lead: { name: 'Ash Rowan' },
    })
  })

  it('ends nothing on the day: who leads goes on, and the case cannot be closed until it is settled', async () => {
    const person = await aGirl('2008-03-05')
    const dayAfter = '2026-03-06T12:00:00.000Z' as Instant
    const { state } = await as(ENFIELD, ctx => openCase(ctx, person), dayAfter)
    expect(state.lead.lead?.agency).toBe(ENFIELD)
    expect((await as(ENFIELD, ctx => openTurning(ctx, person), dayAfter)).stage).toMatchObject({ stage: 'turned' })
    expect((await as(ENFIELD, listTurningEighteen, dayAfter)).some(one => one.personId === person)).toBe(true)
    const close = () =>
      as(ENFIELD, ctx => changeLead(ctx, person, state.lead.version, { kind: 'close', words: 'She is 18' }), dayAfter)
    await expect(close()).rejects.toMatchObject({ code: 'bad-request' })
    const { leads } = await turns(person, NAME, ENFIELD, dayAfter)
    const accept: TurningCommand = {
      kind: 'accept',
      handoverId: leads[0]?.handoverId ?? '',
      name: 'Ash Rowan',
      words: 'Monday',
    }
    await turns(person, accept, ESSEX, dayAfter)
    expect((await close()).lead.lead).toBeUndefined()
  })
})
