import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Files that were sent and are not brought in yet, readable by this service alone. */
export interface Spool {
  /** Keep a file. Nothing is left of one that is cut off. Gives its size in bytes. */
  keep(id: string, pieces: AsyncIterable<Uint8Array>): Promise<number>
  /** The bytes of a kept file, as often as they are wanted. */
  source(id: string): { open(): AsyncIterable<Uint8Array> }
  /** Note something beside a kept file, such as its preview. */
  note(id: string, value: unknown): Promise<void>
  /** The note beside a kept file, or undefined. */
  readNote(id: string): Promise<unknown>
  remove(id: string): Promise<void>
  /** Remove what was last written before a moment, but for these ids. Gives the ids that were removed. */
  sweep(before: string, keep: ReadonlySet<string>): Promise<readonly string[]>
}

const ID = /^[0-9a-f-]{36}$/

/** Open the spool folder; it is made when it is not there. */
export function openSpool(folder: string): Spool {
  const path = (id: string, suffix: 'part' | 'file' | 'json') => {
    if (!ID.test(id)) throw new Error('A spooled file is named by a UUID')
    return join(folder, `${id}.${suffix}`)
  }
  const ready = () => mkdir(folder, { recursive: true, mode: 0o700 })
  return {
    async keep(id, pieces) {
      await ready()
      try {
        await pipeline(pieces, createWriteStream(path(id, 'part'), { mode: 0o600, flags: 'wx' }))
        await rename(path(id, 'part'), path(id, 'file'))
      } catch (error) {
        await rm(path(id, 'part'), { force: true })
        throw error
      }
      return (await stat(path(id, 'file'))).size
    },
    source: id => ({ open: () => bytesOf(path(id, 'file')) }),
    async note(id, value) {
      await writeFile(path(id, 'json'), JSON.stringify(value), { mode: 0o600 })
    },
    async readNote(id) {
      const text = await readFile(path(id, 'json'), 'utf8').catch(() => undefined)
      return text === undefined ? undefined : JSON.parse(text)
    },
    async remove(id) {
      for (const suffix of ['part', 'file', 'json'] as const) await rm(path(id, suffix), { force: true })
    },
    sweep: (before, keep) => sweep(folder, Date.parse(before), keep),
  }
}

async function sweep(folder: string, before: number, keep: ReadonlySet<string>): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  const removed = new Set<string>()
  for (const name of names) {
    const id = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    if (!ID.test(id) || keep.has(id)) continue
    const file = join(folder, name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || found.mtimeMs >= before) continue
    await rm(file, { force: true })
    removed.add(id)
  }
  return [...removed]
}

/** The bytes of a file, in pieces of 256 kB. */
export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<unknown> = createReadStream(file, { highWaterMark: 1 << 18 })
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece
}
