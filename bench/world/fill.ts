import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import type { PartPlan } from './part.ts'
import { TABLES } from './tables.ts'
import type { WorkerTask } from './worker.ts'

/** What is put into an empty, migrated database. */
export interface Filling {
  readonly records: number
  readonly seed: number
  readonly agencies: PartPlan['agencies']
  readonly today: string
}

const PART = 25_000
const WORKERS = 2

/** Fill the tables in parts, without their indexes, and make those again at the end. `superuser` is of an embedded server. */
export async function fillDatabase(
  superuser: pg.ClientConfig,
  filling: Filling,
  log: (text: string) => void,
): Promise<void> {
  const client = new pg.Client(superuser)
  await client.connect()
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'))
  try {
    await chmod(folder, 0o755)
    const remake = await dropIndexes(client)
    await runParts({ superuser, folder }, partsOf(filling), log)
    log('Indexes.')
    await inPairs(superuser, remake)
    await client.query('update linkage_size set records = $1, decided_for = $1', [filling.records])
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  } finally {
    await rm(folder, { recursive: true, force: true })
    await client.end()
  }
}

function partsOf({ records, seed, agencies, today }: Filling): PartPlan[] {
  return Array.from({ length: Math.ceil(records / PART) }, (_, number) => ({
    number,
    records: Math.min(PART, records - number * PART),
    among: records,
    seed,
    agencies,
    today,
  }))
}

async function runParts(task: WorkerTask, parts: PartPlan[], log: (text: string) => void): Promise<void> {
  const total = parts.length
  const one = async () => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task })
    for (let plan = parts.shift(); plan !== undefined; plan = parts.shift()) {
      worker.postMessage(plan)
      await once(worker, 'message')
      log(`${total - parts.length} of ${total} parts`)
    }
    worker.postMessage('end')
    await once(worker, 'exit')
  }
  await Promise.all(Array.from({ length: Math.min(WORKERS, total) }, one))
}

/** Drop keys and indexes of the tables that are filled; gives the statements that make them again, biggest tables first. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `select format('alter table %I drop constraint %I', t.relname, c.conname) as drop,
            format('alter table %I add constraint %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid)) as make, t.relname
       from pg_constraint c join pg_class t on t.oid = c.conrelid where c.contype in ('p', 'u') and t.relname = any($1)
     union all
     select format('drop index %I', i.relname), pg_get_indexdef(x.indexrelid), t.relname
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      where t.relname = any($1) and not exists (select from pg_constraint c where c.conindid = x.indexrelid and c.contype in ('p', 'u'))
      order by 3`,
    [TABLES],
  )
  for (const { drop } of rows) await client.query(drop)
  const heavy = (make: string) => Number(/match_key|search_token/.test(make))
  return rows.map(row => row.make).toSorted((a, b) => heavy(b) - heavy(a))
}

/** Two sessions, since one cannot make two indexes at once. Statements on one table wait for each other by themselves. */
async function inPairs(superuser: pg.ClientConfig, statements: string[]): Promise<void> {
  const one = async () => {
    const client = new pg.Client(superuser)
    await client.connect()
    await client.query(`set maintenance_work_mem = '768MB'`)
    for (let next = statements.shift(); next !== undefined; next = statements.shift()) await client.query(next)
    await client.end()
  }
  await Promise.all([one(), one()])
}
