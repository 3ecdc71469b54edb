import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import {
  addToConcern,
  answerConcern,
  councilFor,
  followConcern,
  listOwnConcerns,
  openConcern,
  receiveConcern,
  type ToldConcern,
} from '#services/concerns.ts'
import { unitOfWork } from '#services/context.ts'
import { whatWaits } from '#services/waiting.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { someone } from '#test/people.ts'

const NOW = '2026-03-01T21:00:00.000Z' as Instant
const LATER = '2026-03-02T09:00:00.000Z' as Instant

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

function told(agency: string, worry: string): ToldConcern {
  const said = { worry, name: 'Sam', contact: '07700 900555', danger: false }
  const key = randomBytes(16).toString('base64url')
  return { agency: agency as AgencyId, language: 'en', sender: 'neighbour', said, key }
}

function as<T>(agency: string, work: Parameters<typeof unitOfWork<T>>[2], now = LATER): Promise<T> {
  return unitOfWork(database, someone(agency, now, ['safeguarding'], 'safeguarding'), work)
}

async function rows(text: string): Promise<unknown[]> {
  const client = new pg.Client(test.owner)
  await client.connect()
  try {
    await client.query('set role throughline_owner; alter table concern no force row level security')
    return (await client.query(text)).rows
  } finally {
    await client.query('alter table concern force row level security')
    await client.end()
  }
}

describe('a concern', () => {
  it('is received once however often the form is sent, and its team is told once without a name', async () => {
    const form = told('enfield-council', 'He has two phones')
    const [one, other] = await Promise.all([receiveConcern(database, form, NOW), receiveConcern(database, form, NOW)])
    expect(other).toBe(one)
    expect(await receiveConcern(database, form, LATER)).toBe(one)
    const concerns = await as('enfield-council', listOwnConcerns)
    expect(concerns).toHaveLength(1)
    expect(one.startsWith(concerns[0]?.reference ?? 'none')).toBe(true)
    const mails = await rows(`select payload::text as payload from outbox where key like 'concern:%'`)
    expect(mails).toHaveLength(1)
    expect(JSON.stringify(mails)).not.toMatch(/Sam|phones|900555/)
  })

  it('is kept without its receipt', async () => {
    const receipt = await receiveConcern(database, told('enfield-council', 'A car waits for her'), NOW)
    const kept = JSON.stringify(await rows(`select c.*, encode(c.receipt, 'escape') as plain from concern c`))
    expect(kept).toContain('A car waits for her')
    expect(kept).not.toContain(receipt)
  })

  it('waits until somebody reads it, and again when more is added', async () => {
    const receipt = await receiveConcern(database, told('kent-council', 'She is not at school'), NOW)
    const waits = async () => (await as('kent-council', whatWaits)).find(one => one.kind === 'concerns')?.number ?? 0
    const [concern] = await as('kent-council', listOwnConcerns)
    const id = concern?.concernId ?? ''
    expect(await waits()).toBe(1)
    await as('kent-council', ctx => answerConcern(ctx, id, 'seen', ''), NOW)
    expect(await waits()).toBe(0)
    expect(await addToConcern(database, receipt, 'The car was there again', LATER)).toBe(true)
    expect(await waits()).toBe(1)
    await as('kent-council', ctx => answerConcern(ctx, id, 'note', 'Ask the school'), plusMinutes(LATER, 1))
    await as(
      'kent-council',
      ctx => answerConcern(ctx, id, 'closed', 'She is safe, and we look after her'),
      plusMinutes(LATER, 2),
    )
    expect(await waits()).toBe(0)
    const followed = await followConcern(database, receipt, LATER)
    expect(followed?.state).toBe('closed')
    expect(followed?.entries.map(({ kind, words }) => [kind, words])).toEqual([
      ['seen', ''],
      ['added', 'The car was there again'],
      ['closed', 'She is safe, and we look after her'],
    ])
    expect(JSON.stringify(followed)).not.toContain('Ask the school')
    await addToConcern(database, receipt, 'It is back', LATER)
    expect((await followConcern(database, receipt, LATER))?.state).toBe('waiting')
  })

  it('opens to its receipt and its council, and to nobody else', async () => {
    const receipt = await receiveConcern(database, told('essex-council', 'Men come and go'), NOW)
    const [concern] = await as('essex-council', listOwnConcerns)
    const id = concern?.concernId ?? ''
    expect((await as('essex-council', ctx => openConcern(ctx, id))).concern.said.worry).toBe('Men come and go')
    await expect(as('kent-council', ctx => openConcern(ctx, id))).rejects.toThrow('Page not found')
    await expect(as('kent-council', ctx => answerConcern(ctx, id, 'reply', 'Hello'))).rejects.toThrow('Page not found')
    expect(await as('kent-council', listOwnConcerns)).not.toContainEqual(expect.objectContaining({ concernId: id }))
    const wrong = receipt.replace(/.$/, last => (last === '7' ? '8' : '7'))
    expect(await followConcern(database, wrong, NOW)).toBeUndefined()
    expect(await addToConcern(database, wrong, 'Let me in', NOW)).toBe(false)
    expect(JSON.stringify(await followConcern(database, receipt, NOW))).not.toMatch(/Men come|900555/)
  })

  it('wants words for all but having read it', async () => {
    await receiveConcern(database, told('cardiff-council', 'He is afraid'), NOW)
    const [concern] = await as('cardiff-council', listOwnConcerns)
    const id = concern?.concernId ?? ''
    for (const step of ['reply', 'note', 'closed'] as const)
      await expect(as('cardiff-council', ctx => answerConcern(ctx, id, step, '  '))).rejects.toThrow(
        'Nothing was stored',
      )
    expect((await as('cardiff-council', ctx => openConcern(ctx, id))).entries).toEqual([])
  })
})

describe('the council of a concern', () => {
  it.each([
    [undefined, 'EN1 3XA', 'enfield-council'],
    [undefined, 'cf10', 'cardiff-council'],
    ['kent-council', 'EN1', 'kent-council'],
    ['essex-police', 'EN1', 'enfield-council'],
    [undefined, 'ZZ1', undefined],
    [undefined, undefined, undefined],
  ])('of the choice %j and the postcode %j is %j', (chosen, postcode, code) => {
    expect(councilFor(chosen, postcode)?.code).toBe(code)
  })
})
