import { spawnSync } from 'node:child_process'
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseRefusal } from '../refusal.ts'
import type { Place } from './place.ts'

/** How to reach the embedded server, as its superuser. */
export interface ConnectionSettings {
  /** Folder of the unix socket. */
  readonly host: string
  readonly user: string
  readonly database: string
}

/** The settings for a place's server: its superuser, in the database that every server has. */
export function connectionTo(place: Place): ConnectionSettings {
  return { host: place.sockets, user: 'postgres', database: 'postgres' }
}

/** The process id of the server that runs on the place's files, or undefined. A file left by a server that died does not count. */
export async function findPostmaster(place: Place): Promise<number | undefined> {
  const text = await readFile(join(place.data, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (!(pid > 1) || !(await isAlive(pid))) return undefined
  return (await worksIn(pid, place.data)) ? pid : undefined
}

/**
 * Remove a postmaster.pid whose process id belongs to some other program by now. The server removes a file of a dead process
 * itself, but would take a living one of the same account for a server. Only to be called when nobody uses the server.
 */
export async function removeMistakenLock(place: Place): Promise<void> {
  const file = join(place.data, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  if (pid > 1 && (await isAlive(pid)) && !(await worksIn(pid, place.data))) await rm(file, { force: true })
}

/** Whether a process runs; one that ended and was not collected by its parent yet does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/\) [ZX] /u.test(stat)
}

/** A server and its helpers work in its data folder, and nothing else does. */
async function worksIn(pid: number, data: string): Promise<boolean> {
  const folder = await realpath(data).catch(() => data)
  if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === folder
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
  return stdout.includes(data) || stdout.includes(folder)
}

/** Helpers that outlived a killed server and still hold its memory. Known on Linux only. */
export async function leftoverHelpers(place: Place): Promise<number[]> {
  const processes = process.platform === 'linux' ? await readdir('/proc') : []
  const found: number[] = []
  for (const name of processes) {
    const pid = Number(name)
    if (pid > 1 && (await worksIn(pid, place.data))) found.push(pid)
  }
  return found
}

/** 'ready' when the place's own server answers; 'starting' when it asks to wait; 'silent' else. */
export async function askServer(place: Place): Promise<'ready' | 'starting' | 'silent'> {
  const client = new pg.Client({ ...connectionTo(place), connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return rows[0]?.data_directory === (await realpath(place.data)) || rows[0]?.data_directory === place.data
      ? 'ready'
      : 'silent'
  } catch (error) {
    const CANNOT_CONNECT_NOW = '57P03'
    return error instanceof Error && 'code' in error && error.code === CANNOT_CONNECT_NOW ? 'starting' : 'silent'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Stop the server: open transactions are rolled back, everything committed is written. Waits until it is gone. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    signalTo(pid, signal)
    if (await isGone(pid, patienceMs)) return
  }
  throw new DatabaseRefusal(`The embedded PostgreSQL (process ${pid}) does not stop. Stop it with: kill -QUIT ${pid}`)
}

async function isGone(pid: number, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (await isAlive(pid)) {
    if (performance.now() > deadline) return false
    await sleep(20)
  }
  return true
}

/** Send a signal; a process that is gone already is as good. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone
  }
}
