import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runAs, spawnOptionsFor } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { DatabaseRefusal } from '../refusal.ts'
import {
  askServer,
  findPostmaster,
  leftoverHelpers,
  removeMistakenLock,
  signalTo,
  stopPostmaster,
} from './postmaster.ts'
import type { Place } from './place.ts'

/** Server settings by name. */
export type Settings = Readonly<Record<string, string | number>>

/** An eighth of the machine's memory, from 128 MB to 4 GB: only what is used of it is taken. */
function sharedMegabytes(): number {
  return Math.min(4096, Math.max(128, Math.floor(totalmem() / 8 / 2 ** 20)))
}

/** For a machine of 2 cores that does other things too; safe on a power cut; nothing of what people typed in the log. */
const SETTINGS: Settings = {
  listen_addresses: '',
  max_connections: 100,
  shared_buffers: `${sharedMegabytes()}MB`,
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_compression: 'off',
  min_wal_size: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  max_parallel_workers_per_gather: 1,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

/** A log bigger than this is put aside at the next start. */
const MOST_LOG_BYTES = 5_000_000

/**
 * See to it that a server runs on the place's files, and give its process id: adopt the one that runs, or start one. `shared`
 * says whether others use it now; then it is never stopped here. Only one process may do so at a time.
 */
export async function ensureServer(
  place: Place,
  shared: boolean,
  settings: Settings,
  log: (text: string) => void,
): Promise<number> {
  const args = argumentsFor(place, settings)
  const found = await findPostmaster(place)
  if (found !== undefined) {
    const ready = await isReadyWithin(place, shared ? 60_000 : 5000)
    if (ready && (shared || (await wasStartedWith(place, args)))) return found
    if (shared) {
      throw new DatabaseRefusal(
        `The embedded PostgreSQL (process ${found}) is in use by another Throughline and does not answer. Stop that one, then start again.`,
      )
    }
    await stopPostmaster(found)
  }
  if (!shared) await removeMistakenLock(place)
  const binaries = await findBinaries(place.account, place.copies)
  if (!existsSync(join(place.data, 'PG_VERSION'))) await createCluster(place, binaries)
  return startServer(place, binaries, args, log)
}

function argumentsFor(place: Place, settings: Settings): string[] {
  const all = {
    ...SETTINGS,
    unix_socket_directories: `"${place.sockets}"`,
    unix_socket_permissions: '0700',
    ...settings,
  }
  return ['-D', place.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** The server notes how it was started; an older Throughline may have left one with other settings. */
async function wasStartedWith(place: Place, args: readonly string[]): Promise<boolean> {
  const noted = await readFile(join(place.data, 'postmaster.opts'), 'utf8').catch(() => '')
  return noted.trimEnd().endsWith(args.map(text => `"${text}"`).join(' '))
}

/** Made beside and moved into place, so that a killed start leaves no half a cluster. */
async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  for (const name of await readdir(dirname(place.data))) {
    if (name.startsWith('data.new-')) await rm(join(dirname(place.data), name), { recursive: true, force: true })
  }
  const part = await mkdtemp(`${place.data}.new-`)
  if (place.account.dropped) await chown(part, place.account.uid, place.account.gid)
  const { code, output } = await runAs(place.account, binaries.initdb, [
    ...['-D', part, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
  ])
  if (code !== 0) {
    await rm(part, { recursive: true, force: true })
    const reason = output.split('\n').findLast(line => /error|fatal|could not/iu.test(line)) ?? output.slice(-300)
    throw new DatabaseRefusal(`A new database could not be made in ${place.data}: ${reason}`)
  }
  await rename(part, place.data)
}

async function startServer(
  place: Place,
  binaries: Binaries,
  args: readonly string[],
  log: (text: string) => void,
): Promise<number> {
  const deadline = performance.now() + 60_000
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryStart(place, binaries, args)
    if (typeof started === 'number') return started
    // A killed server leaves its lock until the system has collected it, and its memory until its helpers have ended.
    const passing = /lock file .* already exists|pre-existing shared memory block/u.test(started)
    if (!passing || performance.now() > deadline) {
      throw new DatabaseRefusal(`The embedded PostgreSQL did not start: ${started} Its log is ${logFile(place)}`)
    }
    if (attempt === 1) log('Waiting for the rest of a killed database server to end.')
    if (attempt === 5) for (const helper of await leftoverHelpers(place)) signalTo(helper, 'SIGQUIT')
    await sleep(300)
  }
}

/** The process id when the server is ready, or why it ended. */
async function tryStart(place: Place, binaries: Binaries, args: readonly string[]): Promise<number | string> {
  const file = logFile(place)
  const before = await trimmedLog(file)
  const output = await open(file, 'a', 0o600)
  let ended: string | undefined
  try {
    // A session of its own: Ctrl-C in the terminal is for us, and we stop the server when we are done with it.
    const child = spawn(binaries.postgres, args, {
      ...spawnOptionsFor(place.account),
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    })
    child.on('error', error => (ended = error.message))
    child.on('exit', () => (ended ??= ''))
    child.unref()
    const deadline = performance.now() + 600_000
    while (ended === undefined && performance.now() < deadline) {
      if (existsSync(join(place.sockets, '.s.PGSQL.5432')) && (await askServer(place)) === 'ready')
        return child.pid ?? -1
      await sleep(15)
    }
    if (ended === undefined && child.pid !== undefined) await stopPostmaster(child.pid)
  } finally {
    await output.close()
  }
  return ended || (await lastComplaint(file, before))
}

async function isReadyWithin(place: Place, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while ((await askServer(place)) !== 'ready') {
    if (performance.now() > deadline) return false
    await sleep(100)
  }
  return true
}

function logFile(place: Place): string {
  return join(place.notes, 'postgres.log')
}

async function trimmedLog(file: string): Promise<number> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0
  if (size <= MOST_LOG_BYTES) return size
  await rename(file, `${file}.old`)
  return 0
}

async function lastComplaint(file: string, from: number): Promise<string> {
  const lines = (await readFile(file)).subarray(from).toString().split('\n')
  const complaint = lines.findLast(line => /FATAL|PANIC/u.test(line)) ?? lines.findLast(line => line.trim() !== '')
  return `${complaint?.replace(/^.*?(?=FATAL|PANIC)/u, '').trim() ?? 'it ended without a word'}.`
}
