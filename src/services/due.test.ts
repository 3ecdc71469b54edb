import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { SignTold } from '#domain/sign.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { aChild, alertWorld, type AlertWorld, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { withClient } from '#test/own-server.ts'
import { asked, someone } from '#test/people.ts'
import { beginCalendar, endCalendar, openCalendar, readCalendar } from './calendar.ts'
import { changeLead, openCase } from './cases.ts'
import { countWhatIsDue, listWhatIsDue, type StoredDue } from './due.ts'
import { judge } from './judgements.ts'
import { changeMissing, offerInterview } from './missing-changes.ts'
import { findPeople } from './search.ts'
import { recordSign } from './signs.ts'

const COUNCIL = 'enfield-council'
const ESSEX = 'essex-council'
const SCHOOL = 'hazelbrook-academy'
const INTERVIEW_MINUTES = 72 * 60

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

const as = <T>(
  agency: string,
  work: Parameters<typeof asked<T>>[2],
  at = NOON,
  roles: readonly Role[] = ['safeguarding'],
) => asked(world.database, someone(agency, at, roles), work)

const due = (agency: string, at = NOON, roles?: readonly Role[]) =>
  as(agency, ctx => listWhatIsDue(ctx, undefined, undefined, 500), at, roles)

const ofPerson = (items: readonly StoredDue[], personId: string) =>
  items.filter(one => one.personId === personId).map(({ kind, dueAt, waitsFor }) => ({ kind, dueAt, waitsFor }))

/** A child of whom these agencies hold a record each. */
async function child(...agencies: readonly string[]) {
  const person = aChild()
  for (const agency of agencies) await world.bringIn({ agency, person })
  const { people } = await as(agencies[0] ?? '', ctx => findPeople(ctx, `${person.givenName} ${person.familyName}`))
  return { person, id: people[0]?.personId ?? '' }
}

const SIGN: SignTold = {
  indicator: 'two-phones',
  words: 'A second phone rang in class',
  seenBy: 'Ms Hart, form tutor',
  seenOn: '2026-03-03' as PlainDate,
  grade: 'seen',
  origin: { kind: 'own' },
  askedAgency: COUNCIL as AgencyId,
}

describe('what is due', () => {
  it('is of every kind, the first due first, with whom it waits for on both sides', async () => {
    const { id } = await child(COUNCIL, ESSEX, SCHOOL)
    await as(SCHOOL, ctx => recordSign(ctx, id, SIGN), NOON, ['practitioner'])
    const version = async () => (await as(ESSEX, ctx => openCase(ctx, id))).state.lead.version
    const here = { kind: 'here', because: 'found', happenedAt: NOON, words: 'In custody' } as const
    const offer = { kind: 'offer', to: COUNCIL as AgencyId, words: 'Lives in Edmonton' } as const
    for (const command of [here, offer]) {
      const seen = await version()
      await as(ESSEX, ctx => changeLead(ctx, id, seen, command))
    }
    const items = ofPerson(await due(COUNCIL), id)
    expect(items.map(({ kind, waitsFor }) => [kind, waitsFor])).toEqual([
      ['offer', COUNCIL],
      ['sign', COUNCIL],
    ])
    expect(items.map(one => one.dueAt)).toEqual(items.map(one => one.dueAt).toSorted())
    expect(ofPerson(await due(ESSEX), id)).toMatchObject([{ kind: 'offer', waitsFor: COUNCIL }])
    expect(ofPerson(await due('kent-council'), id)).toEqual([])
  })

  it('is late from its moment on, and counted for whom it waits only', async () => {
    const { id } = await child(COUNCIL, SCHOOL)
    const before = await as(COUNCIL, ctx => countWhatIsDue(ctx))
    await as(SCHOOL, ctx => recordSign(ctx, id, SIGN), NOON, ['practitioner'])
    const [sign] = ofPerson(await due(COUNCIL), id)
    const dueAt = sign?.dueAt ?? NOON
    expect(await as(COUNCIL, ctx => countWhatIsDue(ctx))).toEqual({ late: before.late, coming: before.coming + 1 })
    const justBefore = await as(COUNCIL, ctx => countWhatIsDue(ctx), plusMinutes(dueAt, -1))
    const then = await as(COUNCIL, ctx => countWhatIsDue(ctx), dueAt)
    expect(then.late).toBeGreaterThan(justBefore.late)
  })

  it('has the return home interview of a child 72 hours after the return, for a council; none of an adult, and none once it was held or declined', async () => {
    const returned = plusMinutes(NOON, -60)
    const { person, id } = await child(COUNCIL)
    const episode = await world.bringIn({
      agency: COUNCIL,
      person,
      event: { ...missing(10), endsAt: returned },
    })
    const adult = { ...aChild(), dateOfBirth: '1990-01-01' }
    await world.bringIn({
      agency: COUNCIL,
      person: adult,
      event: { ...missing(10), endsAt: returned },
    })
    const interviews = async () => (await due(COUNCIL)).filter(one => one.kind === 'interview')
    expect((await interviews()).map(one => one.dueAt)).toContain(plusMinutes(returned, INTERVIEW_MINUTES))
    expect(ofPerson(await interviews(), id)).toHaveLength(1)
    expect((await interviews()).map(one => one.person?.['familyName'])).not.toContain(adult.familyName)
    const offered = { kind: 'offered', at: NOON, by: 'J. Rowan, Missing People', independent: true } as const
    const held = await as(
      COUNCIL,
      ctx => offerInterview(ctx, id, { agency: COUNCIL as AgencyId, recordId: episode }, offered),
      NOON,
      ['practitioner'],
    )
    expect(ofPerson(await interviews(), id)).toHaveLength(1)
    const declined = { kind: 'declined', at: NOON, reason: 'He does not want to talk' } as const
    await as(COUNCIL, ctx => changeMissing(ctx, held.recordId, 1, declined), NOON, ['practitioner'])
    expect(ofPerson(await interviews(), id)).toEqual([])
  })

  it('has the review of a judgement until a later one is there', async () => {
    const { id } = await child(COUNCIL)
    const given = {
      words: 'She is being exploited',
      reasons: 'Two phones, cash, found far away',
      exploitation: ['criminal'],
      reviewOn: '2026-03-10' as PlainDate,
      showTo: [],
    }
    await as(COUNCIL, ctx => judge(ctx, id, given))
    expect(ofPerson(await due(COUNCIL), id)).toEqual([
      { kind: 'judgement', dueAt: '2026-03-11T00:00:00.000Z', waitsFor: COUNCIL },
    ])
    await as(COUNCIL, ctx => judge(ctx, id, { ...given, reviewOn: '2026-03-20' as PlainDate }), plusMinutes(NOON, 5))
    expect(ofPerson(await due(COUNCIL), id)).toEqual([
      { kind: 'judgement', dueAt: '2026-03-21T00:00:00.000Z', waitsFor: COUNCIL },
    ])
  })

  it('goes on page by page without losing or repeating anything, and from nowhere else', async () => {
    for (let n = 0; n < 4; n += 1) {
      const { id } = await child(COUNCIL, SCHOOL)
      await as(SCHOOL, ctx => recordSign(ctx, id, SIGN), NOON, ['practitioner'])
    }
    const all = await due(COUNCIL)
    const seen: string[] = []
    let after: readonly string[] | undefined
    for (;;) {
      const from = after
      const page = await as(COUNCIL, ctx => listWhatIsDue(ctx, undefined, from, 3))
      const last = page.at(-1)
      if (last === undefined) break
      seen.push(...page.map(one => one.id))
      after = [last.dueAt, last.id]
    }
    expect(seen).toEqual(all.map(one => one.id))
    const odd = as(COUNCIL, ctx => listWhatIsDue(ctx, undefined, ['tomorrow', 'x'], 3))
    await expect(odd).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('shows a practitioner only kinds whose lists are theirs, and nobody else anything', async () => {
    const kinds = new Set((await due(COUNCIL, NOON, ['practitioner'])).map(one => one.kind))
    expect(kinds.has('judgement')).toBe(false)
    await expect(due(COUNCIL, NOON, ['auditor'])).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a calendar', () => {
  it('says when and what kind of thing, and nothing of anybody; ends when its user ends it or begins another', async () => {
    const { id, person } = await child(COUNCIL, SCHOOL)
    await as(SCHOOL, ctx => recordSign(ctx, id, SIGN), NOON, ['practitioner'])
    const user = await aUser()
    const who = {
      ...someone(COUNCIL, NOON, ['safeguarding']),
      actor: { ...someone(COUNCIL, NOON, ['safeguarding']).actor, id: user },
    }
    const read = (key: string) => readCalendar(world.database, key, NOON, 'request')
    const key = await asked(world.database, who, beginCalendar)
    const entries = (await read(key)) ?? []
    expect(entries.some(one => one.kind === 'sign')).toBe(true)
    const text = JSON.stringify(entries)
    for (const secret of [person.familyName ?? '-', person.givenName ?? '-', id]) expect(text).not.toContain(secret)
    expect(await read(key)).toEqual(entries)
    expect(await asked(world.database, who, openCalendar)).toMatchObject({ readAt: NOON })
    const another = await asked(world.database, who, beginCalendar)
    expect([await read(key), (await read(another))?.length]).toEqual([undefined, entries.length])
    await asked(world.database, who, endCalendar)
    expect([await read(another), await read('x'.repeat(43))]).toEqual([undefined, undefined])
  })

  it('gives nothing once the account is closed', async () => {
    const user = await aUser()
    const who = { ...someone(COUNCIL, NOON), actor: { ...someone(COUNCIL, NOON).actor, id: user } }
    const key = await asked(world.database, who, beginCalendar)
    await withClient(world.owner, client =>
      client.query('update app_user set active = false where user_id = $1', [user]),
    )
    expect(await readCalendar(world.database, key, NOON, 'request')).toBeUndefined()
  })
})

async function aUser(): Promise<UserId> {
  const id = crypto.randomUUID() as UserId
  await withClient(world.owner, client =>
    client.query(
      `insert into app_user (user_id, agency_id, email, name, roles, active) values ($1, $2, $3, 'Sam Reed', '{safeguarding}', true)`,
      [id, COUNCIL, `${id}@enfield-council.example`],
    ),
  )
  return id
}
