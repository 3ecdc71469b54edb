import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'

/** The account of the operating system that the server runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
  /** Whether we are root and drop to this account; else it is our own. */
  readonly dropped: boolean
}

/** nobody: PostgreSQL refuses to run as root, and this account exists everywhere. */
const UNPRIVILEGED = 65_534

/**
 * The account for a server whose files are in `base`: our own; as root the owner of `base`, or nobody when root owns it or
 * it does not exist yet.
 */
export async function accountFor(base: string | undefined): Promise<Account> {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) return { uid, gid, dropped: false }
  const owner = base === undefined ? undefined : await stat(base).catch(() => undefined)
  if (owner === undefined || owner.uid === 0) return { uid: UNPRIVILEGED, gid: UNPRIVILEGED, dropped: true }
  return { uid: owner.uid, gid: owner.gid, dropped: true }
}

/** What a program said and how it ended; `code` is null when it could not be started or was killed. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** Options of a child process that make it run as the account, with none of our own environment. */
export function spawnOptionsFor(account: Account) {
  return {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(account.dropped ? { uid: account.uid, gid: account.gid } : {}),
  }
}

/** Run a program as the account until it ends. Never throws; a program that cannot be started has code null. */
export function runAs(account: Account, program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise(done => {
    const child = spawn(program, args, { ...spawnOptionsFor(account), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = (text: Buffer) => (output += text.toString())
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', error => done({ code: null, output: error.message }))
    child.on('close', code => done({ code, output: output.trim() }))
  })
}

/** Whether the account may enter the folder and write in it. */
export async function canWriteIn(account: Account, folder: string): Promise<boolean> {
  const { code } = await runAs(account, '/bin/sh', ['-c', 'cd -- "$1" && test -w .', 'sh', folder])
  return code === 0
}
