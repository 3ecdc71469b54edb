import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { aChild, alertWorld, type AlertWorld } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { withClient } from '#test/own-server.ts'
import { asked, someone } from '#test/people.ts'
import type { Context } from './context.ts'
import { listWhatIsDue } from './due.ts'
import { findPeople } from './search.ts'
import { noteSupervision, openSupervisionOf, type SupervisionGiven } from './supervision.ts'
import { whatWaits } from './waiting.ts'
import { countWork } from './workload.ts'

const COUNCIL = 'enfield-council'
const SCHOOL = 'hazelbrook-academy'
const LATER = plusMinutes(NOON, 8 * 24 * 60)

let world: AlertWorld
let boss: Colleague
let worker: Colleague
let other: Colleague

interface Colleague {
  readonly id: UserId
  readonly name: string
  readonly agency: string
  readonly roles: readonly Role[]
}

beforeAll(async () => {
  world = await alertWorld()
  boss = await aUser('Bea Morris', COUNCIL, 'manager')
  worker = await aUser('Wil Tate', COUNCIL, 'practitioner')
  other = await aUser('Oz Lane', COUNCIL, 'safeguarding')
})
afterAll(() => world.close())

async function aUser(name: string, agency: string, ...roles: readonly Role[]): Promise<Colleague> {
  const id = randomUUID() as UserId
  await withClient(world.owner, client =>
    client.query(`insert into app_user (user_id, agency_id, email, name, roles) values ($1, $2, $3, $4, $5)`, [
      ...[id, agency, `${id}@example.example`, name, roles],
    ]),
  )
  return { id, name, agency, roles }
}

function as<T>({ id, name, agency, roles }: Colleague, work: (ctx: Context) => Promise<T>, at = NOON): Promise<T> {
  const who = someone(agency, at, roles)
  return asked(world.database, { ...who, actor: { ...who.actor, id, name, agency: agency as AgencyId } }, work)
}

/** A child of whom the council and the school hold a record. */
async function child(): Promise<string> {
  const person = aChild()
  for (const agency of [COUNCIL, SCHOOL]) await world.bringIn({ agency, person })
  const { people } = await as(boss, ctx => findPeople(ctx, `${person.givenName} ${person.familyName}`))
  return people[0]?.personId ?? ''
}

const note = (more: Partial<SupervisionGiven> = {}): SupervisionGiven => ({
  heldOn: '2026-03-04' as PlainDate,
  worker: worker.id,
  supervisor: boss.id,
  reflection: 'She listens when her nan is there',
  agreed: 'Go together on Friday',
  ...more,
})
const NEXT = { nextOn: '2026-03-10' as PlainDate }

describe('supervision', () => {
  it('is read by the two who were there and by managers of the agency, and by nobody else', async () => {
    const id = await child()
    await as(worker, ctx => noteSupervision(ctx, id, note(NEXT)))
    const second = await aUser('Max Penn', COUNCIL, 'manager')
    const readBy = async (who: Colleague) => (await as(who, ctx => openSupervisionOf(ctx, id))).notes.length
    expect(await Promise.all([boss, worker, second, other].map(readBy))).toEqual([1, 1, 1, 0])
    const head = await aUser('Kemi Stone', SCHOOL, 'manager')
    expect(await readBy(head)).toBe(0)
    const far = await aUser('Far Away', 'kent-council', 'manager')
    await expect(readBy(far)).rejects.toMatchObject({ code: 'not-found' })
    expect(await as(head, ctx => listWhatIsDue(ctx, 'supervision', undefined, 500))).toEqual([])
    await as(worker, ctx => noteSupervision(ctx, id, note()))
    expect(await as(boss, ctx => listWhatIsDue(ctx, 'supervision', undefined, 500))).toEqual([])
  })

  it('is corrected by a later note and never changed, by somebody who may read it', async () => {
    const id = await child()
    const noteId = await as(boss, ctx => noteSupervision(ctx, id, note()))
    const theirs = note({ worker: other.id, corrects: noteId })
    await expect(as(other, ctx => noteSupervision(ctx, id, theirs))).rejects.toMatchObject({ code: 'not-found' })
    const right = note({ agreed: 'Go together on Thursday', corrects: noteId })
    await as(worker, ctx => noteSupervision(ctx, id, right), plusMinutes(NOON, 5))
    const { notes } = await as(boss, ctx => openSupervisionOf(ctx, id))
    expect(notes.map(({ agreed, corrects }) => [agreed, corrects])).toEqual([
      ['Go together on Thursday', noteId],
      ['Go together on Friday', null],
    ])
  })

  it('is refused where its fields are wrong', async () => {
    const id = await child()
    const wrong = as(other, ctx => noteSupervision(ctx, id, note()))
    await expect(wrong).rejects.toMatchObject({ code: 'bad-request', fields: [{ field: 'worker' }] })
  })

  it('is due on its next day for the two and for managers, until it was held', async () => {
    const id = await child()
    await as(boss, ctx => noteSupervision(ctx, id, note(NEXT)))
    const due = async (who: Colleague, at = NOON) =>
      (await as(who, ctx => listWhatIsDue(ctx, 'supervision', undefined, 500), at))
        .filter(one => one.personId === id)
        .map(one => one.dueAt)
    const counted = async (who: Colleague, at = NOON) =>
      (await as(who, whatWaits, at)).filter(one => one.kind.startsWith('supervision')).map(one => one.kind)
    for (const who of [boss, worker]) {
      expect(await due(who)).toEqual(['2026-03-11T00:00:00.000Z'])
      expect(await counted(who)).toEqual(['supervision'])
      expect(await counted(who, LATER)).toEqual(['supervision-late'])
    }
    expect([await due(other), await counted(other)]).toEqual([[], []])
    const late = async () =>
      (await as(boss, ctx => countWork(ctx, { kind: 'supervision', team: undefined, order: 'name' }), LATER)).all.late
    expect(await late()).toBe(1)
    await as(worker, ctx => noteSupervision(ctx, id, note({ heldOn: '2026-03-11' as PlainDate })), LATER)
    expect([await due(boss, LATER), await counted(boss, LATER), await late()]).toEqual([[], [], 0])
  })
})
