import type { PoolConfig } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Context } from '#services/context.ts'
import { prepareInstallation } from '#services/installation.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadReference } from '#store/reference.ts'
import { testDatabase } from './database.ts'
import { asked, hold, type HeldRecord, link, someone } from './people.ts'

/** When everything in these tests happens unless they say otherwise: a Wednesday. */
export const NOON = '2026-03-04T12:00:00.000Z' as Instant

/** A database of its own with the reference data in it and nobody else. */
export interface OpenHub {
  readonly database: Database
  readonly owner: PoolConfig
  close(): Promise<void>
}

/** Open one. A demonstration unless said otherwise, since only its teams have numbers and addresses; they are invented. */
export async function openHub(kind: 'live' | 'demonstration' = 'demonstration'): Promise<OpenHub> {
  const own = await testDatabase()
  const database = openDatabase({ ...own.connection, max: 6 })
  await prepareInstallation(database, loadReference(), kind)
  return {
    database,
    owner: own.owner,
    close: async () => {
      await database.close()
      await own.drop()
    },
  }
}

/** Somebody of whom agencies hold records. */
export interface Somebody {
  readonly id: string
  /** In the order of the agencies. */
  readonly records: readonly HeldRecord[]
  readonly familyName: string
}

/** What the tests of a service start with. */
export interface Hub {
  readonly database: Database
  readonly owner: PoolConfig
  /** Run a use case as somebody of an agency, at noon on a Wednesday and in safeguarding unless said otherwise. */
  as<T>(agency: string, work: (ctx: Context) => Promise<T>, at?: Instant, roles?: readonly Role[]): Promise<T>
  /** Robin, a child of fourteen unless said otherwise, of whom each of these agencies holds a record; at most 26 of them have names of their own. */
  somebody(agencies: readonly string[], dateOfBirth?: string): Promise<Somebody>
}

/** A hub for the tests of one file: opened before them and closed after them. */
export function hubOf(kind?: 'live' | 'demonstration'): Hub {
  let hub: OpenHub
  let people = 0
  beforeAll(async () => {
    hub = await openHub(kind)
  })
  afterAll(() => hub.close())
  return {
    get database() {
      return hub.database
    },
    get owner() {
      return hub.owner
    },
    as: (agency, work, at = NOON, roles = ['safeguarding']) => asked(hub.database, someone(agency, at, roles), work),
    somebody: async (agencies, dateOfBirth = '2011-06-07') => {
      people += 1
      const familyName = `Larchmont${'abcdefghijklmnopqrstuvwxyz'[people - 1]}`
      const person = { givenName: 'Robin', familyName, dateOfBirth }
      const records: HeldRecord[] = []
      for (const agency of agencies) records.push(await hold(hub.database, agency, { person }))
      return { id: await link(hub.database, ...records), records, familyName }
    },
  }
}
