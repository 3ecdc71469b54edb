import { parseArgs } from 'node:util'
import { ConfigError, environment, loadConfig } from '#config'
import { connectionFor, openServer } from '#store/connect.ts'
import { migrate as migrateDatabase } from '#store/migrate.ts'
import { DatabaseRefusal } from '#store/refusal.ts'
import { type Command, type Io, JobFailed } from './command.ts'

const help = `throughline migrate [--json]

Brings the database to the schema of this version: the PostgreSQL of DATABASE_URL, or else the embedded one. Starting the
service does the same. Wanted where the service's own login may not change the schema: run this with the login that may.

  --json   one JSON object: {"applied": ["0001_…", …]}

Exit codes: 0 done (or nothing to do), 1 the database cannot be migrated, 2 wrong use.
`

/** `throughline migrate`: bring the database to the schema of this version. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database to the schema of this version',
  help,
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } })
  try {
    const applied = await migrated(text => io.stderr(`${text}\n`))
    if (values.json) io.stdout(`${JSON.stringify({ applied })}\n`)
    else io.stdout(applied.length === 0 ? 'Nothing to do.\n' : `${applied.length} applied.\n`)
    return 0
  } catch (error) {
    if (error instanceof DatabaseRefusal || error instanceof ConfigError) throw new JobFailed(error.message)
    throw error
  }
}

async function migrated(say: (text: string) => void): Promise<string[]> {
  const server = await openServer(loadConfig(environment(process.env)), say)
  try {
    return await migrateDatabase(connectionFor(server, 'owner'), say)
  } finally {
    await server.stop()
  }
}
