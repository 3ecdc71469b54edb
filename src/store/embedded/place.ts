import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rmdir,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Account, accountFor, canWriteIn } from './account.ts'
import { DatabaseRefusal } from '../refusal.ts'

/** Where one embedded database lives, and as whom. */
export interface Place {
  /** Our own notes: locks, server log, this record. Absolute. */
  readonly notes: string
  /** The database's files. Absolute. */
  readonly data: string
  /** Folder of the unix socket, only the account may enter it. Absolute and short. */
  readonly sockets: string
  /** Where a copy of the programs goes when they cannot be run where npm put them. */
  readonly copies: string
  readonly account: Account
}

/** As kept in place.json: `base` relative to the data folder when inside it, so that a project can be moved. */
interface Noted {
  readonly base: string
  readonly sockets: string
}

/** Root keeps here what the unprivileged account must reach and cannot reach in the project. */
const SYSTEM_FOLDER = '/var/lib'

/** The kernel's limit for a socket's path is 107 bytes on Linux, 103 on macOS; the file's name takes 15. */
const MOST_SOCKET_FOLDER_BYTES = 103 - '/.s.PGSQL.5432'.length

/** Folder of our notes in a data folder; made when missing. */
export async function notesFolder(dataDir: string): Promise<string> {
  const notes = join(dataDir, 'embedded')
  try {
    // The unprivileged account passes through the data folder, so it is open to pass, not to list.
    await mkdir(dataDir, { recursive: true, mode: 0o711 })
    await mkdir(notes, { recursive: true, mode: 0o700 })
    await access(notes, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    throw new DatabaseRefusal(
      `This account may not write in ${notes}. Start as the account that started it first, or choose another folder in THROUGHLINE_DATA.`,
    )
  }
  return notes
}

/** Find or choose the place of the database of a data folder, and write it down. Only one process may do so at a time. */
export async function placeFor(dataDir: string): Promise<Place> {
  const notes = await notesFolder(dataDir)
  const file = join(notes, 'place.json')
  const noted = await readNoted(file)
  const base =
    noted === undefined ? await chooseBase(dataDir) : await checkedBase(dataDir, resolve(dataDir, noted.base), file)
  const account = await accountFor(base)
  const sockets =
    noted !== undefined && (await isOurs(noted.sockets, account)) ? noted.sockets : await chooseSockets(account)
  const next: Noted = { base: base === join(dataDir, 'postgresql') ? 'postgresql' : base, sockets }
  if (next.base !== noted?.base || next.sockets !== noted.sockets) {
    await writeFile(`${file}.new`, `${JSON.stringify(next, null, 2)}\n`)
    await rename(`${file}.new`, file)
  }
  return { notes, data: join(base, 'data'), sockets, copies: account.dropped ? SYSTEM_FOLDER : notes, account }
}

async function readNoted(file: string): Promise<Noted | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const noted: Partial<Noted> = JSON.parse(text)
  if (typeof noted.base === 'string' && typeof noted.sockets === 'string')
    return { base: noted.base, sockets: noted.sockets }
  throw new DatabaseRefusal(`${file} does not say where the database is. Restore it from a backup.`)
}

async function chooseBase(dataDir: string): Promise<string> {
  const account = await accountFor(undefined)
  const inside = join(dataDir, 'postgresql')
  await mkdir(inside, { recursive: true, mode: 0o700 })
  await give(inside, account)
  if (await canWriteIn(account, inside)) return inside
  await rmdir(inside)
  await mkdir(SYSTEM_FOLDER, { recursive: true })
  const outside = await mkdtemp(join(SYSTEM_FOLDER, 'throughline-'))
  await give(outside, account)
  return outside
}

async function checkedBase(dataDir: string, base: string, file: string): Promise<string> {
  if ((await lstat(base).catch(() => undefined)) === undefined) {
    throw new DatabaseRefusal(
      `The database of ${dataDir} should be in ${base}, which is missing. Put it back from a backup, or delete ${file} to begin with an empty database.`,
    )
  }
  if (await canWriteIn(await accountFor(base), base)) return base
  throw new DatabaseRefusal(
    `The database in ${base} belongs to another account. Start as the account that started it first, or choose another folder in THROUGHLINE_DATA.`,
  )
}

/** Sockets stay in one place over restarts, so that a program connected before finds the server again. */
async function chooseSockets(account: Account): Promise<string> {
  const own = account.dropped ? [] : [process.env['XDG_RUNTIME_DIR']]
  for (const parent of [...own, tmpdir(), '/tmp']) {
    if (parent === undefined || parent === '') continue
    const folder = join(parent, `throughline-${randomBytes(6).toString('hex')}`)
    if (Buffer.byteLength(folder) > MOST_SOCKET_FOLDER_BYTES) continue
    const made = await mkdir(folder, { mode: 0o700 }).then(
      () => true,
      () => false,
    )
    if (!made) continue
    await give(folder, account)
    if (await canWriteIn(account, folder)) return folder
    await rmdir(folder)
  }
  throw new DatabaseRefusal("No folder for the database's socket: make /tmp writable, or set TMPDIR to a short path.")
}

async function isOurs(folder: string, account: Account): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  return found?.isDirectory() === true && found.uid === account.uid && (found.mode & 0o077) === 0
}

async function give(folder: string, account: Account): Promise<void> {
  await chmod(folder, 0o700)
  if (account.dropped) await chown(folder, account.uid, account.gid)
}
