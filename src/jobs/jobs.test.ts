import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { canaryState } from '#services/canary.ts'
import { type Live, openLive } from '#services/live.ts'
import { deliverDue, listUnsent, sendAgain } from '#services/outbox.ts'
import { addUser } from '#services/users.ts'
import { addMessage, markDone } from '#store/outbox.ts'
import { loadReference } from '#store/reference.ts'
import { openSpool } from '#store/spool.ts'
import { aChild, alertWorld, type AlertWorld, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { openPostbox, type Postbox } from '#test/postbox.ts'
import { clearLeftovers } from './clear-leftovers.ts'
import { closeCutOff } from './close-cut-off.ts'
import { type Job, type JobDeps, startJobs } from './jobs.ts'
import { mailer } from './mail.ts'

const met = 'met-police' as AgencyId
const publicUrl = 'https://throughline.example'
let world: AlertWorld
let live: Live
let postbox: Postbox
let now: Instant
let folder: string

beforeAll(async () => {
  world = await alertWorld()
  live = await openLive(world.database)
  postbox = await openPostbox()
  folder = await mkdtemp(join(tmpdir(), 'throughline-jobs-'))
})
afterAll(async () => {
  await postbox.close()
  await live.close()
  await world.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  now = NOON
  await world.database.transaction('', tx =>
    tx.updateTable('outbox').set({ done_at: NOON }).where('done_at', 'is', null).execute(),
  )
})

const send = (url: string) => mailer(url, 'Throughline <no-reply@throughline.example>')
const deliver = (url = postbox.url) => deliverDue(world.database, () => now, { send: send(url), publicUrl })

async function mailTo(team: string, key: string): Promise<void> {
  const payload = { about: 'alert', alertId: 'a1', team } as const
  await world.database.transaction('', tx =>
    addMessage(tx, key, met, { kind: 'mail', payload }, NOON).then(() => undefined),
  )
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 200) throw new Error('It did not come about within 4 seconds')
    await wait(20)
  }
}

describe('deliverDue', () => {
  it('writes to the team on duty, with a link and no personal data', async () => {
    const child = aChild()
    await world.bringIn({ agency: 'met-police', person: child, event: missing(10) })
    const { told } = await world.meet('btp', child)
    expect(told).toHaveLength(1)
    const before = postbox.letters.length
    expect(await deliver()).toBe(1)
    const letter = postbox.letters[before]
    expect(letter?.to).toEqual(['duty@met-police.example'])
    expect(letter?.text).toMatch(/urgent alert[\s\S]*https:\/\/throughline\.example\/alerts\/[0-9a-f-]{36}/)
    for (const word of [...Object.values(child), 'Margate', 'British Transport'])
      expect(letter?.text).not.toContain(word)
    expect(await deliver()).toBe(0)
  })

  it('tries again later, longer each time, when the mail server is away, and then delivers', async () => {
    await mailTo('lewisham-missing', 'away-1')
    const before = postbox.letters.length
    const nowhere = 'smtp://127.0.0.1:1'
    expect(await deliver(nowhere)).toBe(1)
    expect(await deliver(nowhere)).toBe(0)
    now = plusMinutes(NOON, 1)
    expect(await deliver(nowhere)).toBe(1)
    now = plusMinutes(NOON, 2)
    expect(await deliver(nowhere)).toBe(0)
    now = plusMinutes(NOON, 3)
    expect(await deliver()).toBe(1)
    expect(postbox.letters.slice(before)).toMatchObject([{ to: ['lewisham-missing@met-police.example'] }])
  })

  it('gives up after ten tries, lists it for managers, and tries again when they say so', async () => {
    await mailTo('duty', 'dead-1')
    for (let tries = 0; tries < 10; tries += 1) {
      await deliver('smtp://127.0.0.1:1')
      now = plusMinutes(now, 61)
    }
    expect(await deliver()).toBe(0)
    const manager = someone('met-police', now, ['manager'])
    const [dead] = await asked(world.database, manager, listUnsent)
    expect(dead).toMatchObject({ about: 'alert', attempts: 10, lastError: expect.stringContaining('ECONNREFUSED') })
    await expect(asked(world.database, someone('met-police', now), listUnsent)).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await asked(world.database, someone('essex-police', now, ['manager']), listUnsent)).toEqual([])
    await asked(world.database, manager, ctx => sendAgain(ctx, dead?.messageId ?? 0))
    expect(await deliver()).toBe(1)
    expect(await asked(world.database, manager, listUnsent)).toEqual([])
  })

  it('sends each message once though two processes do it at once', async () => {
    for (let n = 0; n < 30; n += 1) await mailTo('duty', `both-${n}`)
    const before = postbox.letters.length
    const drain = async () => {
      while ((await deliver()) > 0);
    }
    await Promise.all([drain(), drain()])
    expect(postbox.letters.length - before).toBe(30)
  })

  it('says beside the message that no mail is sent when no server is set', async () => {
    await mailTo('duty', 'none-1')
    expect(mailer(undefined, 'x@example.org')).toBeUndefined()
    await deliverDue(world.database, () => now, { send: undefined, publicUrl })
    const row = await world.database.transaction('', tx =>
      tx.selectFrom('outbox').selectAll().where('key', '=', 'none-1').executeTakeFirstOrThrow(),
    )
    expect(row).toMatchObject({ done_at: NOON, last_error: 'not sent: SMTP_URL is not set' })
  })
})

describe('startJobs', () => {
  const deps = (more: Partial<JobDeps> = {}): JobDeps => ({
    database: world.database,
    live,
    clock: () => now,
    send: undefined,
    publicUrl,
    periods: loadReference().retentionPeriods,
    files: openSpool(folder),
    failed: (job, error) => {
      throw new Error(job, { cause: error })
    },
    ...more,
  })

  it('proves alerting for every agency in use: a canary goes by the outbox and arrives', async () => {
    const email = 'canary@met-police.example'
    await addUser(
      world.database,
      { email, name: 'Kit Marlow', agency: met, roles: ['practitioner'] },
      'a long enough password',
    )
    const state = () => canaryState(world.database, met, now)
    expect(await state()).toEqual({ works: false, lastAt: undefined })
    const stop = startJobs(deps())
    const second = startJobs(deps())
    await until(async () => (await state()).works)
    await Promise.all([stop(), second()])
    now = plusMinutes(NOON, 119)
    expect((await state()).works).toBe(true)
    now = plusMinutes(NOON, 121)
    expect(await state()).toEqual({ works: false, lastAt: NOON })
    const sent = await world.database.transaction(met, tx => tx.selectFrom('canary').selectAll().execute())
    expect(sent).toHaveLength(1)
    expect(await canaryState(world.database, 'essex-police' as AgencyId, NOON)).toMatchObject({ works: false })
  })

  it('once left a killed upload “being checked” for ever, and sent messages too: both are settled when it starts', async () => {
    const batchId = randomUUID()
    await writeFile(join(folder, `${batchId}.file`), 'x')
    await world.database.transaction(met, async tx => {
      const row = { source_system: '', mapping: '', mapping_version: '', file_name: 'f.csv', created_by: 'Test' }
      await tx
        .insertInto('batch')
        .values({ ...row, agency_id: met, batch_id: batchId, state: 'checking', created_at: NOON, updated_at: NOON })
        .execute()
    })
    await mailTo('duty', 'old-1')
    await world.database.transaction('', async tx => {
      const { message_id: id } = await tx
        .selectFrom('outbox')
        .select('message_id')
        .where('key', '=', 'old-1')
        .executeTakeFirstOrThrow()
      await markDone(tx, id, NOON)
    })
    now = plusMinutes(NOON, 60 * 24 * 31)
    const stop = startJobs(deps(), [closeCutOff, clearLeftovers])
    const state = () =>
      world.database.transaction(met, tx =>
        tx.selectFrom('batch').select(['state', 'problem']).where('batch_id', '=', batchId).executeTakeFirstOrThrow(),
      )
    const messages = () =>
      world.database.transaction('', tx => tx.selectFrom('outbox').select('key').where('key', '=', 'old-1').execute())
    await until(async () => (await state()).state === 'failed' && (await messages()).length === 0)
    await stop()
    expect((await state()).problem).toContain('Sending the file again is harmless')
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on after a failure, reports it, and stops when what is under way is done', async () => {
    let runs = 0
    const failures: unknown[] = []
    const job: Job = {
      name: 'sometimes',
      everySeconds: 0.01,
      run: async () => {
        runs += 1
        await wait(20)
        if (runs === 1) throw new Error('once')
      },
    }
    const stop = startJobs(deps({ failed: (_, error) => failures.push(error) }), [job])
    await until(() => runs >= 3)
    await stop()
    const after = runs
    await wait(60)
    expect(runs).toBe(after)
    expect(failures).toMatchObject([{ message: 'once' }])
  })
})
