import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { accountFor } from './account.ts'
import { isAlive, signalTo } from './postmaster.ts'
import { type Embedded, startEmbedded } from './start.ts'

const isRoot = process.getuid?.() === 0

let folder: string
let dataDir: string
let said: string[]
const log = (text: string) => void said.push(text)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline test '))
  await chmod(folder, 0o755)
  dataDir = join(folder, 'var')
  said = []
})

afterEach(async () => {
  const place = await notedPlace()
  const pid = await postmasterPid()
  if (pid !== undefined && (await isAlive(pid))) signalTo(pid, 'SIGQUIT')
  if (place?.base.startsWith('/')) await rm(place.base, { recursive: true, force: true })
  if (place !== undefined) await rm(place.sockets, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
})

describe('the embedded database', () => {
  it('is a PostgreSQL 18 that waits for the disk, knows UTF-8 and opens no port', async () => {
    const embedded = await startEmbedded(dataDir, log)
    expect(await ask(embedded, 'show fsync')).toBe('on')
    expect(await ask(embedded, 'show synchronous_commit')).toBe('on')
    expect(await ask(embedded, 'show listen_addresses')).toBe('')
    expect(await ask(embedded, 'show server_version')).toMatch(/^18\./u)
    expect(await ask(embedded, `select lower('ŴYN ÉŁŻ')`)).toBe('ŵyn éłż')
    const sockets = await stat(embedded.connection.host)
    expect(sockets.mode & 0o777).toBe(0o700)
    await embedded.stop()
    expect(await postmasterPid()).toBeUndefined()
    expect(said).toEqual([])
  })

  it('keeps what was written, and its address, over a restart', async () => {
    const first = await startEmbedded(dataDir, log)
    await ask(first, 'create table kept as select 7 as x')
    await first.stop()
    const second = await startEmbedded(dataDir, log)
    expect(second.connection).toEqual(first.connection)
    expect(await ask(second, 'select x from kept')).toBe(7)
    await second.stop()
  })

  it('is shared by two that start at once, and runs until the last one stops', async () => {
    const both = await Promise.all([startEmbedded(dataDir, log), startEmbedded(dataDir, log)])
    const pid = await postmasterPid()
    await both[0].stop()
    expect(await ask(both[1], 'select 1')).toBe(1)
    expect(await postmasterPid()).toBe(pid)
    await both[1].stop()
    expect(await postmasterPid()).toBeUndefined()
  })

  it('is shared by processes that start at once, and outlives the one that started it', async () => {
    const children = [1, 2, 3].map(() => childProcess(dataDir))
    const sockets = await Promise.all(children.map(child => child.says('ready')))
    expect(new Set(sockets).size).toBe(1)
    children[0]?.process.kill('SIGKILL')
    await children[0]?.ended
    for (const child of children.slice(1)) {
      expect(await postmasterPid()).toBeDefined()
      child.process.stdin?.write('stop\n')
      await child.says('stopped')
      await child.ended
    }
    expect(await postmasterPid()).toBeUndefined()
  })

  it('is adopted when the process that started it was killed', async () => {
    const child = childProcess(dataDir)
    await child.says('ready')
    const orphan = await postmasterPid()
    child.process.kill('SIGKILL')
    await child.ended
    const embedded = await startEmbedded(dataDir, log)
    expect(await postmasterPid()).toBe(orphan)
    await embedded.stop()
    expect(await postmasterPid()).toBeUndefined()
  })

  it('starts an orphan anew when it runs with other settings', async () => {
    const child = childProcess(dataDir)
    await child.says('ready')
    const orphan = await postmasterPid()
    child.process.kill('SIGKILL')
    await child.ended
    const embedded = await startEmbedded(dataDir, log, { work_mem: '5MB' })
    expect(await postmasterPid()).not.toBe(orphan)
    expect(await ask(embedded, 'show work_mem')).toBe('5MB')
    await embedded.stop()
  })

  it('comes back by itself, with every committed row, when the server is killed', async () => {
    const embedded = await startEmbedded(dataDir, log)
    await ask(embedded, 'create table committed as select 1 as x')
    signalTo((await postmasterPid()) ?? -1, 'SIGKILL')
    await expect
      .poll(() => ask(embedded, 'select x from committed').catch(() => undefined), { timeout: 15_000 })
      .toBe(1)
    expect(said[0]).toMatch(/starting it again/u)
    await embedded.stop()
  })

  it('starts when server and process were killed, whatever helpers are left', async () => {
    const child = childProcess(dataDir)
    const host = await child.says('ready')
    const client = new pg.Client({ host, user: 'postgres', database: 'postgres' })
    client.on('error', () => undefined)
    await client.connect()
    const busy = client.query('select pg_sleep(60)').catch(() => undefined)
    child.process.kill('SIGKILL')
    signalTo((await postmasterPid()) ?? -1, 'SIGKILL')
    const embedded = await startEmbedded(dataDir, log)
    expect(await ask(embedded, 'select 1')).toBe(1)
    await busy
    await embedded.stop()
  })

  it('takes no notice of a process id that belongs to another program by now', async () => {
    const first = await startEmbedded(dataDir, log)
    await first.stop()
    const account = await accountFor(undefined)
    const other = spawn('/bin/sleep', ['60'], {
      cwd: '/',
      ...(account.dropped ? { uid: account.uid, gid: account.gid } : {}),
    })
    const data = join(dataDir, 'postgresql', 'data')
    await writeFile(join(data, 'postmaster.pid'), `${other.pid}\n${data}\n1\n5432\n\n\n\nready\n`)
    const second = await startEmbedded(dataDir, log)
    expect(await ask(second, 'select 1')).toBe(1)
    expect(await isAlive(other.pid ?? -1)).toBe(true)
    await second.stop()
    other.kill()
  })

  it('is whole or absent when a first start is killed', async () => {
    for (const after of [60, 150, 300, 450]) {
      const child = childProcess(dataDir)
      await sleep(after)
      child.process.kill('SIGKILL')
      await child.ended
    }
    const embedded = await startEmbedded(dataDir, log)
    expect(await ask(embedded, 'select 1')).toBe(1)
    await embedded.stop()
  }, 60_000)

  it('says which file tells where the database was when that is gone', async () => {
    const embedded = await startEmbedded(dataDir, log)
    await embedded.stop()
    await rm(join(dataDir, 'postgresql'), { recursive: true })
    await expect(startEmbedded(dataDir, log)).rejects.toThrow(/missing.*backup.*place\.json/u)
  })

  it('says why the server refuses its files', async () => {
    const embedded = await startEmbedded(dataDir, log)
    await embedded.stop()
    await writeFile(join(dataDir, 'postgresql', 'data', 'PG_VERSION'), '15\n')
    await expect(startEmbedded(dataDir, log)).rejects.toThrow(/did not start: FATAL.*incompatible.*postgres\.log/u)
  })
})

describe.runIf(isRoot)('the embedded database, started by root', () => {
  it('runs as an unprivileged account that owns nothing but the database', async () => {
    const embedded = await startEmbedded(dataDir, log)
    const pid = await postmasterPid()
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\s65534\s65534/mu)
    expect((await stat(join(dataDir, 'postgresql'))).uid).toBe(65_534)
    expect((await stat(join(dataDir, 'embedded'))).mode & 0o777).toBe(0o700)
    await embedded.stop()
  })

  it('works in a folder that only root can enter, with its files elsewhere, and finds them again', async () => {
    await chmod(folder, 0o700)
    const first = await startEmbedded(dataDir, log)
    await ask(first, 'create table kept as select 7 as x')
    await first.stop()
    expect((await notedPlace())?.base).toMatch(/^\/var\/lib\/throughline-/u)
    const second = await startEmbedded(dataDir, log)
    expect(await ask(second, 'select x from kept')).toBe(7)
    await second.stop()
  })

  it('goes on as the account that the files belong to', async () => {
    await mkdir(join(dataDir, 'postgresql'), { recursive: true })
    await mkdir(join(dataDir, 'embedded'))
    await chown(join(dataDir, 'postgresql'), 1, 1)
    await writeFile(
      join(dataDir, 'embedded', 'place.json'),
      JSON.stringify({ base: 'postgresql', sockets: '/nowhere' }),
    )
    const embedded = await startEmbedded(dataDir, log)
    expect(await readFile(`/proc/${await postmasterPid()}/status`, 'utf8')).toMatch(/^Uid:\s1\s1/mu)
    await embedded.stop()
  })

  it('is not to be had by another account, which is told so', async () => {
    const embedded = await startEmbedded(dataDir, log)
    await embedded.stop()
    await chmod(join(dataDir, 'embedded'), 0o777)
    expect(startedByAnother(dataDir)).toMatch(/belongs to another account\. Start as the account/u)
    await chmod(join(dataDir, 'embedded'), 0o700)
    expect(startedByAnother(dataDir)).toMatch(/may not write.*THROUGHLINE_DATA/u)
  })
})

/** What another account is told that starts the database of the folder. It loads the code before it stops being root. */
function startedByAnother(data: string): string {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'start.ts'))})
    process.setgroups([]); process.setgid(1); process.setuid(1)
    await startEmbedded(${JSON.stringify(data)}, console.log).catch(error => console.log(error.message))`
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout
}

async function ask(embedded: Embedded, question: string): Promise<unknown> {
  const client = new pg.Client({ ...embedded.connection, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query({ text: question, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function notedPlace(): Promise<{ base: string; sockets: string } | undefined> {
  const text = await readFile(join(dataDir, 'embedded', 'place.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

async function postmasterPid(): Promise<number | undefined> {
  const place = await notedPlace()
  const base = place === undefined || !place.base.startsWith('/') ? join(dataDir, 'postgresql') : place.base
  const text = await readFile(join(base, 'data', 'postmaster.pid'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

interface Child {
  readonly process: ChildProcess
  readonly ended: Promise<void>
  /** What follows the word, once the process has said it. */
  says(word: string): Promise<string>
}

function childProcess(data: string): Child {
  const script = join(projectFolder, 'test', 'support', 'embedded-child.ts')
  const child = spawn(process.execPath, [script, data], { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  const ended = new Promise<void>(done => child.on('exit', () => done()))
  const says = async (word: string) => {
    const line = () => new RegExp(`^${word}(.*)$`, 'mu').exec(output)
    await expect.poll(line, { timeout: 30_000, message: `${word} in: ${output}` }).not.toBeNull()
    return line()?.[1]?.trim() ?? ''
  }
  return { process: child, ended, says }
}

describe.runIf(process.platform === 'linux')('a process that ended', () => {
  it('is not alive while its parent has not collected it', async () => {
    // The shell starts a child that ends at once, and turns into a program that never collects it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const pid = await new Promise<number>(done =>
      parent.stdout.once('data', (text: Buffer) => done(Number(text.toString()))),
    )
    await expect.poll(() => spawnSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8' }).stdout).toContain(') Z ')
    expect(await isAlive(pid)).toBe(false)
    parent.kill()
  })
})
