import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rounded } from './figures.ts'
import { startService } from './service.ts'

/** `npm start` in a new data folder until /health answers 200, and a second start until the ready line. Seconds. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-start-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'var')
  try {
    const first = await start(data)
    const second = await start(data)
    return {
      firstHealthySeconds: first.healthy,
      firstReadySeconds: first.ready,
      secondReadySeconds: second.ready,
      secondHealthySeconds: second.healthy,
    }
  } finally {
    await removeDatabase(data)
    await rm(folder, { recursive: true, force: true })
  }
}

async function start(data: string): Promise<{ readonly ready: number; readonly healthy: number }> {
  const begun = performance.now()
  const env = { THROUGHLINE_DATA: data, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', DATABASE_URL: '' }
  const service = await startService('npm', ['start', '--silent'], env)
  try {
    while ((await fetch(`${service.address}/health`)).status !== 200) await sleep(100)
    return { ready: rounded(service.readyAfter / 1000), healthy: rounded((performance.now() - begun) / 1000) }
  } finally {
    await service.stop()
  }
}

/** Root may keep the database's files outside the data folder; the note there says where. */
async function removeDatabase(data: string): Promise<void> {
  const note = await readFile(join(data, 'embedded', 'place.json'), 'utf8').catch(() => undefined)
  if (note === undefined) return
  const { base }: { readonly base: string } = JSON.parse(note)
  await rm(resolve(data, base), { recursive: true, force: true })
}
