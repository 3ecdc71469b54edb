import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { buildAssets } from '../../scripts/build-assets.ts'
import { seeded } from '../../src/cli/demo/random.ts'

/**
 * The process and its database are killed at twenty random moments while encounters are reported and a file comes in. After each
 * restart the senders send again what was not acknowledged, as senders do. Nothing acknowledged may be lost, nothing doubled.
 */

const KILLS = 20
const CHILDREN = 30
const ROWS = 600
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)

const PASSWORD = 'a long enough password'
const MET = { agency: 'met-police', email: 'met@police.example' }
const BTP = { agency: 'btp', email: 'btp@police.example' }

let dataDir = ''
let port = 0
let server: ChildProcess | undefined
const random = seeded(SEED)

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'throughline-kill-'))
  // Started as root, the database runs as somebody else, who must be able to come here.
  await chmod(dataDir, 0o755)
  await buildAssets()
  await start()
  for (const { agency, email } of [MET, BTP]) await addUser(agency, email)
})

afterAll(async () => {
  server?.kill('SIGTERM')
  if (server !== undefined && server.exitCode === null) await once(server, 'exit')
  await rm(dataDir, { recursive: true, force: true })
})

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    THROUGHLINE_DATA: dataDir,
    THROUGHLINE_DEMO: 'false',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: undefined,
  }
}

async function start(): Promise<void> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: projectFolder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  for await (const text of child.stdout) {
    said += String(text)
    const address = /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
    if (address === null) continue
    port = Number(address[1])
    server = child
    child.stdout.resume()
    return
  }
  throw new Error(`The service did not start again: ${said.slice(-2000)}`)
}

async function addUser(agency: string, email: string): Promise<void> {
  const args = [
    'bin/throughline',
    'user',
    'add',
    '--agency',
    agency,
    '--email',
    email,
    '--name',
    'Test',
    '--roles',
    'practitioner,safeguarding,data-steward',
  ]
  const child = spawn(process.execPath, args, {
    cwd: projectFolder,
    env: environment(),
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin?.end(`${PASSWORD}\n`)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`user add ended with ${code}`)
}

function postmaster(): { readonly pid: number; readonly sockets: string } {
  const lines = readFileSync(join(dataDir, 'postgresql', 'data', 'postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lines[0]), sockets: lines[4] ?? '' }
}

/** The process, the database or both, as a machine without power would take them. */
async function killSomething(): Promise<string> {
  const what = random.pick(['process', 'database', 'both'] as const)
  const { pid } = postmaster()
  if (what !== 'process') process.kill(pid, 'SIGKILL')
  if (what !== 'database') server?.kill('SIGKILL')
  // Without its database the process is of no use: whoever watches over it restarts it.
  else server?.kill('SIGTERM')
  if (server !== undefined && server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  server = undefined
  return what
}

async function send(
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, { method: 'POST', body, headers })
  return { status: response.status, body: await response.text() }
}

async function signIn(email: string): Promise<string> {
  const answer = await send('/sessions', JSON.stringify({ email, password: PASSWORD, purpose: 'safeguarding' }), {
    'content-type': 'application/json',
  })
  const { token }: { readonly token?: string } = JSON.parse(answer.body)
  if (token === undefined) throw new Error(`Sign-in answered ${answer.status} ${answer.body}`)
  return token
}

interface Report {
  readonly key: string
  readonly child: number
  acknowledged?: { readonly encounterId: string; readonly told: readonly string[] }
}

function childAt(n: number) {
  return {
    given: `Kid${'abcdefghijklmnopqrstuvwxyz'[n % 26]}${'aeiou'[n % 5]}n`,
    family: `Testersen${'bcdfghjklm'[n % 10]}`,
    day: String(1 + (n % 28)).padStart(2, '0'),
    year: 2008 + (n % 5),
  }
}

function watchRows(): string {
  const header =
    'watch_id,subject_ref,given_name,family_name,date_of_birth,phone,reason,legal_basis,added_on,review_on,expires_on'
  const today = new Date()
  const day = (from: number) => new Date(today.getTime() + from * 86_400_000).toISOString().slice(0, 10)
  const rows = Array.from({ length: CHILDREN }, (_, n) => {
    const { given, family, day: born, year } = childAt(n)
    return `W${n},S${n},${given},${family},${year}-05-${born},077009001${String(n).padStart(2, '0')},missing-repeatedly,ca2004-16la,${day(-5)},${day(60)},${day(200)}`
  })
  return [header, ...rows, ''].join('\n')
}

function personRows(): string {
  const rows = Array.from(
    { length: ROWS },
    (_, n) =>
      `R${n},Given${n % 97},Family${n % 89},${1990 + (n % 30)}-0${1 + (n % 9)}-1${n % 10},SE${1 + (n % 20)} ${n % 10}AB`,
  )
  return ['record_id,given_name,family_name,date_of_birth,postcode', ...rows, ''].join('\n')
}

async function sendReport(report: Report, token: string): Promise<void> {
  const { given, family, day, year } = childAt(report.child)
  const body = {
    circumstance: 'found-on-train',
    place: `Platform ${report.child}`,
    person: {
      givenName: given,
      familyName: family,
      dateOfBirth: `${year}-05-${day}`,
      phone: `077009001${String(report.child).padStart(2, '0')}`,
    },
    observations: [],
  }
  const answer = await send('/encounters', JSON.stringify(body), {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'idempotency-key': report.key,
  })
  if (answer.status >= 400) throw new Error(`POST /encounters answered ${answer.status}: ${answer.body}`)
  const acknowledged: { readonly encounterId: string; readonly told: readonly { readonly agency: string }[] } =
    JSON.parse(answer.body)
  report.acknowledged = { encounterId: acknowledged.encounterId, told: acknowledged.told.map(one => one.agency) }
}

/** Sends reports until the service goes away. */
async function reportUntilGone(reports: Report[], token: string): Promise<void> {
  for (;;) {
    const waiting = reports.find(one => one.acknowledged === undefined)
    const report = waiting ?? { key: randomUUID(), child: random.int(CHILDREN) }
    if (waiting === undefined) reports.push(report)
    try {
      await sendReport(report, token)
    } catch (error) {
      // fetch says TypeError when the other end is gone; anything else is an answer that should not have been.
      if (error instanceof TypeError || /answered 5\d\d/.test(String(error))) return
      throw error
    }
  }
}

/** Waits until one more report is acknowledged than now, ten seconds at most. */
async function acknowledgedAfter(senders: readonly Report[][]): Promise<void> {
  const count = () => senders.flat().filter(one => one.acknowledged !== undefined).length
  const before = count()
  for (let waited = 0; waited < 10_000 && count() === before; waited += 20) await sleep(20)
}

async function bringInUntilGone(rows: string, token: string): Promise<void> {
  const headers = { 'content-type': 'text/csv', authorization: `Bearer ${token}` }
  await send('/batches?mapping=person-list', rows, headers).catch(() => undefined)
}

it(`loses and doubles nothing over ${KILLS} kills (seed ${SEED})`, { timeout: 1_200_000 }, async () => {
  const tokens = { met: await signIn(MET.email), btp: await signIn(BTP.email) }
  const watched = await send('/batches?mapping=watch-cohort', watchRows(), {
    'content-type': 'text/csv',
    authorization: `Bearer ${tokens.met}`,
  })
  expect([watched.status, watched.body]).toEqual([201, expect.stringContaining(`"good":${CHILDREN}`)])

  const senders: Report[][] = [[], []]
  const people = personRows()
  const killed: string[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const sending = [
      ...senders.map(reports => reportUntilGone(reports, tokens.btp)),
      bringInUntilGone(people, tokens.met),
    ]
    // Three in four kills come once something was acknowledged since the restart; the others while the service is still cold.
    if (random.chance(0.75)) await acknowledgedAfter(senders)
    await sleep(random.int(700))
    killed.push(await killSomething())
    await Promise.all(sending)
    await start()
  }

  // Everybody sends again what was never acknowledged, once the service stays up.
  for (const report of senders.flat()) if (report.acknowledged === undefined) await sendReport(report, tokens.btp)
  const again = await send('/batches?mapping=person-list', people, {
    'content-type': 'text/csv',
    authorization: `Bearer ${tokens.met}`,
  })
  expect([201, 202]).toContain(again.status)
  const reports = senders.flat()
  expect(reports.length).toBeGreaterThanOrEqual(KILLS / 2)

  const database = new pg.Client({ host: postmaster().sockets, user: 'postgres', database: 'throughline' })
  await database.connect()
  try {
    const count = async (text: string) => Number((await database.query(text)).rows[0].count)
    await expect
      .poll(() => count(`select count(*) from record where feed = 'person-list'`), { timeout: 60_000 })
      .toBe(ROWS)

    const { rows: encounters } = await database.query('select encounter_id from encounter')
    expect(encounters.map(row => row.encounter_id).toSorted()).toEqual(
      reports.map(one => one.acknowledged?.encounterId ?? '').toSorted(),
    )
    const { rows: alerts } = await database.query(
      'select agency_id, encounter_id from alert order by encounter_id, agency_id',
    )
    const promised = reports.flatMap(
      one =>
        one.acknowledged?.told.map(agency => ({ agency_id: agency, encounter_id: one.acknowledged?.encounterId })) ??
        [],
    )
    expect(alerts).toEqual(promised.toSorted((a, b) => (a.encounter_id ?? '').localeCompare(b.encounter_id ?? '')))
    expect(alerts.length).toBe(reports.length)

    expect(
      await count(
        'select count(*) from (select from record_version group by agency_id, record_id having count(*) <> 1) twice',
      ),
    ).toBe(0)
    expect(
      await count(
        'select count(*) from record r left join member m using (agency_id, record_id) where m.person_id is null and r.withdrawn_at is null',
      ),
    ).toBe(0)
    // Batches that were cut off say so on their page; the last one, sent again, is whole.
    expect(await count(`select count(*) from batch where state = 'done' and mapping = 'person-list'`)).toBeGreaterThan(
      0,
    )
    expect(await count('select count(*) from outbox where done_at is null and dead_at is null and attempts > 8')).toBe(
      0,
    )
    expect(new Set(killed).size).toBeGreaterThan(1)
  } finally {
    await database.end()
  }

  const verify = spawn(process.execPath, ['bin/throughline', 'audit', 'verify', '--json'], {
    cwd: projectFolder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let answer = ''
  verify.stdout?.on('data', (text: Buffer) => (answer += text.toString()))
  await once(verify, 'close')
  expect(JSON.parse(answer)).toMatchObject({ whole: true, broken: [] })
})
