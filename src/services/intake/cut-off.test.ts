import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { operatorOf } from '#services/operators.ts'
import { unitOfWork } from '#services/context.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadMappings } from '#store/mappings.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { withClient } from '#test/own-server.ts'
import { importFile } from '../intake.ts'
import { getBatch } from './batches.ts'
import { closeCutOff, holdBatch } from './cut-off.ts'

let own: TestDatabase
let database: Database
let agency: AgencyId
const children: ChildProcess[] = []
const now = '2026-03-04T12:00:00.000Z' as Instant

beforeAll(async () => {
  own = await testDatabase()
  database = openDatabase({ ...own.connection, max: 3 })
})
beforeEach(() => {
  agency = `agency-${randomUUID().slice(0, 8)}` as AgencyId
})
afterEach(async () => {
  if (children.length === 0) return
  for (const child of children.splice(0)) await kill(child)
  await sleep(200)
  await closeCutOff(database, now)
})
afterAll(async () => {
  await database.close()
  await own.drop()
})

/** Another process that reads a file without end, once it has stored this many rows. */
async function reader(rows: number): Promise<ChildProcess> {
  const script = join(projectFolder, 'test', 'support', 'reading-child.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(own.connection), agency], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let stored = 0
  child.stdout.on('data', text => (stored = Number(String(text).trim().split('\n').at(-1))))
  await until(async () => stored >= rows, 20)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const who = () => operatorOf(agency, 'test', now)

async function batches() {
  const rows = await database.transaction(agency, tx =>
    tx.selectFrom('batch').select(['batch_id', 'state', 'problem', 'counts']).execute(),
  )
  return await Promise.all(rows.map(row => unitOfWork(database, who(), ctx => getBatch(ctx, row.batch_id))))
}

/** Send a file of so many rows, two at a time; `after` is done once, when the first are in and before the rest. */
function send(rows: number, after?: () => Promise<unknown>) {
  let done: Promise<unknown> | undefined
  const source = {
    async *open() {
      yield Buffer.from('record_id,first_name,surname\n')
      for (let n = 1; n <= rows; n += 1) {
        await done
        yield Buffer.from(`${n},Ann,Example${n}\n`)
        if (after !== undefined) await sleep(20)
      }
    },
  }
  return importFile({ database, mappings: loadMappings(), now: () => now, chunkRows: 2 }, who(), {
    source,
    fileName: 'people.csv',
    mapping: 'person-list',
    onProgress: () => void (done ??= after?.()),
  })
}

async function until(isSo: () => Promise<boolean>, seconds = 4): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > seconds * 50) throw new Error(`It did not come about within ${seconds} seconds`)
    await sleep(20)
  }
}

describe('a file that is read', () => {
  it('stayed “coming in” for ever when its process was killed: it says at how many rows it was cut off', async () => {
    const child = await reader(3)
    expect(await closeCutOff(database, now)).toEqual([])
    await kill(child)
    await until(async () => (await closeCutOff(database, now)).length > 0)
    const [batch] = await batches()
    const rows = batch?.counts.rows ?? 0
    expect(rows).toBeGreaterThanOrEqual(3)
    expect(batch).toMatchObject({ state: 'failed', finishedAt: now })
    expect(batch?.problem).toBe(
      `It was cut off at ${rows} rows: whatever read it was stopped in the middle. The rows up to there are in. Sending the file again is harmless: it finishes it, and nothing is doubled.`,
    )
    // And so it is.
    const { batch: again } = await send(rows + 2)
    expect(again.counts).toMatchObject({ unchanged: rows, fresh: 2 })
  }, 30_000)

  it('is not marked while a living process reads it, however long nothing was heard of it', async () => {
    const child = await reader(1)
    child.kill('SIGSTOP')
    expect(await closeCutOff(database, plusMinutes(now, 60 * 24))).toEqual([])
    expect(await batches()).toMatchObject([{ state: 'reading' }])
    child.kill('SIGCONT')
  }, 30_000)

  it('says that nothing was changed when it was cut off before it was read', async () => {
    const ids = [randomUUID(), randomUUID()] as const
    await database.transaction(agency, async tx => {
      const row = { agency_id: agency, source_system: '', mapping: '', mapping_version: '', file_name: 'f.csv' }
      const made = { created_by: 'Test', created_at: now, updated_at: now }
      await tx
        .insertInto('batch')
        .values([
          { ...row, ...made, batch_id: ids[0], state: 'checking' },
          { ...row, ...made, batch_id: ids[1], state: 'reading' },
        ])
        .execute()
    })
    expect((await closeCutOff(database, now)).toSorted()).toEqual(ids.toSorted())
    const problems = (await batches()).map(batch => batch.problem).toSorted()
    expect(problems[0]).toMatch(/^It was cut off before its first rows were in/)
    expect(problems[1]).toMatch(
      /^It was cut off while it was checked: .* Nothing was changed\. Sending the file again is harmless/,
    )
  })

  it('is held by one process at a time, and free again when it is done', async () => {
    const id = randomUUID()
    const hold = await holdBatch(database, id)
    await expect(holdBatch(database, id)).rejects.toMatchObject({ code: 'already-answered' })
    await hold.release()
    await (await holdBatch(database, id)).release()
  })

  it('stops with whole chunks when the connection that holds it breaks', async () => {
    const broken = send(9, () =>
      withClient(own.connection, client =>
        client.query(
          `select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and a.datname = current_database() and a.state = 'idle'`,
        ),
      ),
    )
    await expect(broken).rejects.toThrow()
    const [batch] = await batches()
    expect(batch).toMatchObject({ state: 'failed', problem: expect.stringContaining('nothing is doubled') })
    expect(batch?.counts.rows).toBeLessThan(9)
  })

  it('stores nothing more once it was taken for cut off', async () => {
    const taken = send(9, () =>
      database.transaction(agency, tx => tx.updateTable('batch').set({ state: 'failed' }).execute()),
    )
    await expect(taken).rejects.toMatchObject({ code: 'already-answered' })
    const held = await database.transaction(agency, tx => tx.selectFrom('record').select('record_id').execute())
    expect(held.length).toBeLessThan(9)
    expect(held.length % 2).toBe(0)
  })
})
