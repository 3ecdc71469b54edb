import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { loadConfig } from '#config'
import type { AgencyId } from '#domain/values/ids.ts'
import { toInstant } from '#domain/values/time.ts'
import { importFile, type Intake } from '#services/intake.ts'
import { operatorOf } from '#services/operators.ts'
import { prepareInstallation } from '#services/installation.ts'
import { connectionFor, openServer } from '#store/connect.ts'
import { openDatabase } from '#store/database.ts'
import { loadMappings } from '#store/mappings.ts'
import { migrate } from '#store/migrate.ts'
import { loadReference } from '#store/reference.ts'
import { bytesOf } from '#store/spool.ts'
import type { BenchOptions } from './run.ts'

const MEGABYTE = 2 ** 20
const FILES = [
  ['enfield-council', 'person-list'],
  ['essex-police', 'police-missing'],
  ['met-police', 'police-custody'],
  ['lewisham-council', 'school-attendance'],
] as const

/** Bring files of four agencies in, with linking, on a new embedded database: seconds, rows a second, memory as it goes. */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'))
  const say = json ? () => undefined : (text: string) => void process.stderr.write(`${text}\n`)
  try {
    await writeFiles(folder, records, seed)
    const server = await openServer(loadConfig({ THROUGHLINE_DATA: join(folder, 'var') }), () => undefined)
    try {
      await migrate(connectionFor(server, 'owner'), () => undefined)
      const database = openDatabase(connectionFor(server))
      try {
        await prepareInstallation(database, loadReference(), 'demonstration')
        const intake: Intake = { database, mappings: loadMappings(), now: () => toInstant(new Date()) }
        return await bringAllIn(intake, folder, records, say)
      } finally {
        await database.close()
      }
    } finally {
      await server.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What is really held, after a full collection: the process itself keeps room for garbage that is not collected yet. */
function liveMegabytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  const { heapUsed, external } = process.memoryUsage()
  return Math.round((heapUsed + external) / MEGABYTE)
}

/** In a thread of its own, so that making the rows does not count as memory of bringing them in. */
async function writeFiles(folder: string, records: number, seed: number): Promise<void> {
  const worker = new Worker(new URL('./ingest-files.ts', import.meta.url), { workerData: { folder, records, seed } })
  const [code]: unknown[] = await once(worker, 'exit')
  if (code !== 0) throw new Error('The files of the benchmark could not be written')
}

async function bringAllIn(intake: Intake, folder: string, records: number, say: (text: string) => void) {
  const memory: { readonly rows: number; readonly megabytes: number }[] = []
  const held: number[] = []
  let rows = 0
  let joined = 0
  let refused = 0
  let sizeBytes = 0
  const begun = performance.now()
  for (const [agency, mapping] of FILES) {
    const path = join(folder, `${mapping}.csv`)
    sizeBytes += (await stat(path)).size
    const before = rows
    const who = operatorOf(agency as AgencyId, 'bench', intake.now())
    const { batch } = await importFile(intake, who, {
      source: { open: () => bytesOf(path) },
      fileName: `${mapping}.csv`,
      mapping,
      onProgress: counts => {
        memory.push({ rows: before + counts.rows, megabytes: Math.round(process.memoryUsage.rss() / MEGABYTE) })
        if (before + counts.rows >= (held.length === 0 ? 0.1 : 0.5 * held.length) * records) held.push(liveMegabytes())
        const seconds = (performance.now() - begun) / 1000
        say(`${before + counts.rows} rows, ${seconds.toFixed(1)} s, ${memory.at(-1)?.megabytes} MB`)
      },
    })
    rows += batch.counts.rows
    joined += batch.counts.joined
    refused += batch.counts.refused
  }
  const seconds = (performance.now() - begun) / 1000
  held.push(liveMegabytes())
  const at = (share: number) => memory.find(point => point.rows >= share * records)?.megabytes ?? 0
  return {
    seconds: Number(seconds.toFixed(2)),
    rowsPerSecond: Math.round(rows / seconds),
    rows,
    refused,
    joined,
    fileMegabytes: Math.round(sizeBytes / MEGABYTE),
    heldMegabytes: { start: held[0] ?? 0, middle: held[1] ?? 0, end: held.at(-1) ?? 0 },
    rssMegabytes: { start: at(0.1), middle: at(0.5), end: memory.at(-1)?.megabytes ?? 0 },
  }
}
