import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { makePart, type PartPlan } from './part.ts'
import { COLUMNS, TABLES } from './tables.ts'

/** What a worker is told at its start. */
export interface WorkerTask {
  readonly superuser: pg.ClientConfig
  /** Where the server can read what we write. */
  readonly folder: string
}

// Makes one part of a world for each plan that it is sent, and copies its tables into the database. Says 'done' after each.
const { superuser, folder }: WorkerTask = workerData

const client = new pg.Client(superuser)
await client.connect()
await client.query('set synchronous_commit = off')

async function bringIn(plan: PartPlan): Promise<void> {
  const lines = makePart(plan)
  for (const table of TABLES) {
    const text = lines.textOf(table)
    if (text === '') continue
    const file = join(folder, `${plan.number}-${table}.tsv`)
    await writeFile(file, text, { mode: 0o644 })
    await client.query(`copy ${table} (${COLUMNS[table]}) from ${pg.escapeLiteral(file)}`)
    await writeFile(file, '')
  }
}

async function take(plan: PartPlan | 'end'): Promise<void> {
  if (plan === 'end') {
    await client.end()
    parentPort?.close()
  } else {
    await bringIn(plan)
    parentPort?.postMessage('done')
  }
}

// A failure is left unhandled here: it ends the worker, and whoever waits for it hears of it.
parentPort?.on('message', (plan: PartPlan | 'end') => void take(plan))
