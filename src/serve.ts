import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AppDeps, buildApp } from '#app'
import { loadWorld } from '#cli/demo/load.ts'
import { type Config, ConfigError, environment, loadConfig, projectFolder } from '#config'
import { toInstant } from '#domain/values/time.ts'
import type { Readiness } from '#http/health.ts'
import { startJobs } from '#jobs/jobs.ts'
import { mailer } from '#jobs/mail.ts'
import { canaryWatch } from '#services/canary.ts'
import { prepareInstallation } from '#services/installation.ts'
import { openPeopleInMemory } from '#services/linkage/in-memory.ts'
import { openLive } from '#services/live.ts'
import { connectionFor, openServer } from '#store/connect.ts'
import { codeOf, openDatabase } from '#store/database.ts'
import { migrate } from '#store/migrate.ts'
import { loadReference } from '#store/reference.ts'
import { openSpool } from '#store/spool.ts'
import { DatabaseRefusal } from '#store/refusal.ts'
import { loadAssets } from '#web/assets.ts'
import { canaryBanner } from '#web/pages/alerts/words.ts'
import { createViews } from '#web/views.ts'

/** Undone in reverse when the service stops. */
type Closing = () => Promise<unknown>

/** Run the service until it is told to stop: configuration, database, migrations, app, listen. Ends the process. */
export async function serve(): Promise<void> {
  const closing: Closing[] = []
  const stop = (code: number) => closeAll(closing).finally(() => process.exit(code))
  stopOnSignal(() => stop(0))
  try {
    const config = loadConfig(environment(process.env))
    const address = await start(config, closing)
    process.stdout.write(`Throughline is ready at ${address}\n`)
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`)
    await stop(1)
  }
}

async function start(config: Config, closing: Closing[]): Promise<string> {
  const log = (text: string) => void process.stderr.write(`${text}\n`)
  const clock = () => toInstant(new Date())
  const reference = loadReference()
  const server = await openServer(config, log)
  closing.push(() => server.stop())
  await migrate(connectionFor(server, 'owner'), log)

  const database = openDatabase(connectionFor(server))
  closing.push(() => database.close())

  await prepareInstallation(database, reference, config.demo ? 'demonstration' : 'live')

  const live = await openLive(database)
  closing.push(() => live.close())
  const canary = canaryWatch(database, clock)

  const inMemory = openPeopleInMemory(connectionFor(server), error => log(`People in memory: ${sentenceFor(error)}`))
  closing.push(() => inMemory.close())

  const readiness: Readiness = { waitingFor: 'the demonstration world' }
  const deps: AppDeps = {
    config,
    version: versionOfPackage(),
    database,
    reference,
    clock,
    views: createViews({ paths: TEMPLATES }),
    assets: loadAssets(join(projectFolder, 'dist', 'assets')),
    readiness,
    live,
    inMemory,
    canary: async agency => canaryBanner(await canary(agency)),
  }
  const app = await buildApp(deps)
  closing.push(() => closeApp(app))
  await app.listen({ host: config.host, port: config.port })

  if (config.demo) await loadWorld({ database, dataDir: config.dataDir, people: config.demoPeople, clock, log })
  closing.push(
    startJobs({
      database,
      live,
      clock,
      send: mailer(config.smtpUrl, config.mailFrom),
      publicUrl: addressOf(config, app.server.address()),
      periods: reference.retentionPeriods,
      files: openSpool(join(config.dataDir, 'uploads')),
      failed: (job, error) => app.log.error({ err: error, job }, 'a job failed; it is tried again'),
    }),
  )
  readiness.waitingFor = undefined
  return addressOf(config, app.server.address())
}

const TEMPLATES = [join(projectFolder, 'src', 'web'), join(projectFolder, 'node_modules', 'govuk-frontend', 'dist')]

/** Answers under way get so long to finish. */
const LAST_ANSWERS_MS = 10_000

/** A connection that falls idle while the app closes is closed too: it would be waited for until it is too old, more than a minute. */
async function closeApp(app: Awaited<ReturnType<typeof buildApp>>): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), 100)
  const rest = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS)
  await app.close().finally(() => {
    clearInterval(idle)
    clearTimeout(rest)
  })
}

/** Latest opened, first closed: answers finish before the database goes. */
async function closeAll(closing: Closing[]): Promise<void> {
  for (const close of closing.splice(0).toReversed()) {
    await close().catch((error: unknown) => process.stderr.write(`While stopping: ${sentenceFor(error)}\n`))
  }
}

function stopOnSignal(stop: () => Promise<unknown>): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // The second time somebody means it.
      if (stopping) process.exit(1)
      stopping = true
      void stop()
    })
  }
}

/** One sentence for what an operator can mend; the whole error for what they cannot. */
function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseRefusal) return error.message
  const code = codeOf(error)
  if (code === 'EADDRINUSE') return 'Something else listens on this port already. Stop it, or set PORT to a free one.'
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return 'This address and port cannot be listened on. Set HOST and PORT to ones that can.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function addressOf(config: Config, address: string | { readonly port: number } | null): string {
  // With PORT=0 only the listening server knows its port.
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  return config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl
}

function versionOfPackage(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(projectFolder, 'package.json'), 'utf8'),
  )
  return version
}
