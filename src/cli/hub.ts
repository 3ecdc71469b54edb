import { userInfo } from 'node:os'
import { type Config, ConfigError, environment, loadConfig } from '#config'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { connectionFor, openServer } from '#store/connect.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { migrate } from '#store/migrate.ts'
import { loadReference, type Reference } from '#store/reference.ts'
import { DatabaseRefusal } from '#store/refusal.ts'
import { type Io, JobFailed, WrongUse } from './command.ts'

/** What a command of the hub works on: the same database as the service, migrated and ready. */
export interface Hub {
  readonly config: Config
  readonly database: Database
  readonly reference: Reference
}

/** Open the hub's database, do the work, and let go of it. What an operator can mend becomes a JobFailed with a sentence. */
export async function withHub<T>(io: Io, work: (hub: Hub) => Promise<T>): Promise<T> {
  const say = (text: string) => io.stderr(`${text}\n`)
  try {
    const config = loadConfig(environment(process.env))
    const reference = loadReference()
    const server = await openServer(config, say)
    try {
      await migrate(connectionFor(server, 'owner'), say)
      const database = openDatabase(connectionFor(server))
      try {
        await prepareInstallation(database, reference, config.demo ? 'demonstration' : 'live')
        return await work({ config, database, reference })
      } finally {
        await database.close()
      }
    } finally {
      await server.stop()
    }
  } catch (error) {
    if (error instanceof DatabaseRefusal || error instanceof ConfigError) throw new JobFailed(error.message)
    throw error
  }
}

/** The name under which an operator's work is audited: `--operator`, or the login of the machine. */
export function operatorName(given: string | undefined): string {
  return (given ?? userInfo().username).slice(0, 60)
}

/** An agency by its code. Throws WrongUse when there is none. */
export function agencyOf(reference: Reference, code: string | undefined): AgencyId {
  if (code === undefined)
    throw new WrongUse('Say which agency: --agency CODE. The codes are in data/reference/agencies.json.')
  if (!reference.agencyByCode.has(code)) {
    throw new WrongUse(`There is no agency '${code.slice(0, 60)}'. The codes are in data/reference/agencies.json.`)
  }
  return code as AgencyId
}
