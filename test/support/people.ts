import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { PoolConfig } from 'pg'
import type { Purpose, Role } from '#domain/actor.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { blockingKeys, type PersonInput, toComparable } from '#linkage/index.ts'
import { authorise, type Context, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import type { Database } from '#store/database.ts'
import type { IncomingEvent } from '#store/events.ts'
import { upsertRecords } from '#store/records.ts'
import { withClient } from './own-server.ts'

/** One record as a test states it. */
export interface HeldRecord {
  readonly agency: string
  readonly recordId: string
}

/** What a test says of a record; the rest is made up. */
export interface Told {
  readonly person: PersonInput
  readonly sourceId?: string
  readonly subjectRef?: string
  readonly feed?: string
  readonly event?: IncomingEvent
  readonly restricted?: boolean
  readonly withdraws?: boolean
  readonly marks?: readonly { readonly field: string; readonly reason: string }[]
}

/** Somebody who asks, with a role of a front-line worker unless others are given. */
export function someone(
  agency: string,
  now: Instant,
  roles: readonly Role[] = ['practitioner'],
  purpose: Purpose = 'safeguarding',
): Who {
  return {
    actor: { id: randomUUID() as UserId, name: 'Kit Marlow', agency: agency as AgencyId, team: undefined, roles },
    purpose,
    now,
    requestId: randomUUID(),
    newId: randomUUID,
    randomBytes,
  }
}

/** Run a use case as somebody of an agency. */
export function asked<T>(database: Database, who: Who, work: (ctx: Context) => Promise<T>): Promise<T> {
  return unitOfWork(database, who, work)
}

/** Let an agency hold a record, findable by its words and match keys, and linked to nobody yet. */
export async function hold(
  database: Database,
  agency: string,
  told: Told,
  now = '2026-03-01T09:00:00.000Z' as Instant,
): Promise<HeldRecord> {
  const who = someone(agency, now, ['data-steward'], 'data-quality')
  const comparable = toComparable(told.person)
  const recordId = await unitOfWork(database, who, async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch'))
    const row = {
      recordId: randomUUID(),
      sourceSystem: 'case-system',
      feed: told.feed ?? 'persons',
      sourceId: told.sourceId ?? randomUUID(),
      subjectRef: told.subjectRef,
      person: told.person,
      asGiven: { ...told.person },
      marks: told.marks ?? [],
      comparable,
      event: told.event,
      withdraws: told.withdraws ?? false,
      restricted: told.restricted ?? false,
    }
    const [stored] = await upsertRecords(ctx.tx, grant, [row], now)
    const id = stored?.recordId ?? row.recordId
    if (!row.withdraws) {
      const keys = blockingKeys(comparable).map(String)
      await sql`insert into match_key select key, ${agency}, ${id}::uuid from unnest(${keys}::bigint[]) key on conflict do nothing`.execute(
        ctx.tx,
      )
    }
    return id
  })
  return { agency, recordId }
}

/** Make records one person, and give its id. */
export async function link(database: Database, ...records: readonly HeldRecord[]): Promise<string> {
  const personId = randomUUID()
  const members = records.map(({ agency, recordId }) => ({ agency, record: recordId, person: personId }))
  await database.transaction(records[0]?.agency ?? '', tx =>
    sql`select set_members(${JSON.stringify(members)}::jsonb, ${JSON.stringify([{ person: personId, attention: [] }])}::jsonb,
                           '{}', '2026-03-01T09:00:00Z')`.execute(tx),
  )
  return personId
}

/** Let another agency see a record, as an alert does. `owner` is the login that may look behind row security. */
export async function share(owner: PoolConfig, record: HeldRecord, audience: string): Promise<void> {
  await withClient(owner, async client => {
    await client.query('set role throughline_linkage')
    for (const table of ['record', 'record_version', 'event'])
      await client.query(
        `update ${table} set audience = audience || $3::text where agency_id = $1 and record_id = $2`,
        [record.agency, record.recordId, audience],
      )
    await client.query(
      `insert into search_token select $3, token, holder, record_id from search_token where agency_id = $1 and holder = $1 and record_id = $2`,
      [record.agency, record.recordId, audience],
    )
  })
}
