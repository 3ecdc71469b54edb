import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#test/database.ts'

/** Row security alone, by a raw connection with no policy function before it: what an injected query would meet. */

const HOLDER = 'essex-police'
const AUDIENCE = 'enfield-council'
const STRANGER = 'btp'

/** Tables that hold no case data: reference data, sign-in, the outbox (ids only), how many records are held, the migration ledger. */
const OPEN = [
  'agency',
  'app_user',
  'audit_head',
  'calendar_feed',
  'installation',
  'linkage_size',
  'outbox',
  'person',
  'schema_migration',
  'session',
  'team',
]

/** Who else may see a row that is the holder's, and by which column that is written in the row. */
const SHARED_BY: Readonly<Record<string, string>> = {
  record: 'audience',
  record_version: 'audience',
  event: 'audience',
  link_decision: 'audience',
  encounter: 'audience',
  alert: 'encounter_agency',
  share: 'audience_agency',
  share_request: 'asker_agency',
  case_event: 'audience',
  case_matter: 'other_agency',
  case_referral: 'to_agency',
  sign: 'asked_agency',
  sign_answer: 'by_agency',
  sign_question: 'asker_agency',
  judgement_dissent: 'judgement_agency',
  family_guest: 'guest_key',
  panel: 'asked',
  panel_item: 'audience',
  panel_event: 'audience',
  family_message: 'audience',
  family_reply: 'audience',
  family_entry: 'audience',
  family_words: 'audience',
}

interface Column {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly check: string | null
}

let database: TestDatabase
let owner: pg.Client
let app: pg.Client
const columnsOf = new Map<string, readonly Column[]>()

beforeAll(async () => {
  database = await testDatabase()
  owner = new pg.Client(database.owner)
  app = new pg.Client(database.connection)
  await owner.connect()
  await app.connect()
  const { rows } = await owner.query(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           a.attnotnull and not a.atthasdef and a.attidentity = '' as required,
           (select min(substring(pg_get_constraintdef(k.oid) from '''([^'']+)''::text')) from pg_constraint k
             where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]) as check
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
     order by c.relname, a.attnum`)
  for (const row of rows) columnsOf.set(row.table, [...(columnsOf.get(row.table) ?? []), row])
  await owner.query('set role throughline_owner')
  // Row security binds the owner too: it is lifted for one insert a table, in this database of the test's own.
  for (const table of protectedTables())
    await owner.query(
      `alter table ${table} no force row level security; ${insertFor(table)}; alter table ${table} force row level security`,
    )
})

afterAll(async () => {
  await owner?.end()
  await app?.end()
  await database?.drop()
})

function protectedTables(): string[] {
  return [...columnsOf.keys()].filter(table => !OPEN.includes(table))
}

/** An insert of one row of the holder's, with a made-up value in every column that needs one. */
function insertFor(table: string): string {
  const values = new Map<string, string>()
  for (const column of columnsOf.get(table) ?? []) if (column.required) values.set(column.name, made(column))
  values.set('agency_id', `'${HOLDER}'`)
  const sharing = SHARED_BY[table]
  const isList = columnsOf.get(table)?.some(({ name, type }) => name === sharing && type.endsWith('[]')) === true
  if (sharing !== undefined) values.set(sharing, isList ? `array['${AUDIENCE}']` : `'${AUDIENCE}'`)
  return `insert into ${table} (${[...values.keys()].join(', ')}) values (${[...values.values()].join(', ')})`
}

function made(column: Column): string {
  if (column.check !== null) return `'${column.check}'`
  if (column.type === 'uuid') return "'00000000-0000-4000-8000-000000000001'"
  if (column.type === 'date') return "'2026-01-01'"
  if (column.type.startsWith('timestamp')) return "'2026-01-01T00:00:00Z'"
  if (column.type.endsWith('[]')) return "'{}'"
  if (column.type === 'boolean') return 'false'
  if (column.type === 'jsonb') return "'{}'"
  if (column.type === 'bytea') return "'\\x00'"
  return "'1'"
}

async function asAgency<T>(agency: string, work: () => Promise<T>): Promise<T> {
  await app.query(`begin; set local role throughline_app; set local app.agency = '${agency}'`)
  try {
    return await work()
  } finally {
    await app.query('rollback')
  }
}

/** Rows that the agency sees, or 'refused' where it may not even ask. */
function seen(agency: string, table: string): Promise<number | 'refused'> {
  return asAgency(agency, () =>
    app.query(`select count(*)::int as seen from ${table}`).then(
      result => result.rows[0].seen as number,
      (error: { code?: string }) => {
        if (error.code !== '42501') throw error
        return 'refused' as const
      },
    ),
  )
}

function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => 'allowed',
    (error: { code?: string }) => error.code,
  )
}

describe('row security', () => {
  it('is on and forced on every table but those that hold no case data', async () => {
    const { rows } = await owner.query(`
      select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and not (relrowsecurity and relforcerowsecurity) order by relname`)
    expect(rows.map(row => row.relname)).toEqual(OPEN.filter(table => columnsOf.has(table)))
  })

  it('has no policy with a subquery, so that it can be distributed', async () => {
    const { rows } = await owner.query('select tablename, policyname, qual, with_check from pg_policies')
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter(row => /select/i.test(`${row.qual} ${row.with_check}`))).toEqual([])
  })

  it('keeps agency_id in the primary key of every table that grows', async () => {
    const { rows } = await owner.query(
      `
      select c.relname from pg_class c
       where c.relname = any($1) and not exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
             where i.indrelid = c.oid and i.indisprimary and a.attname = 'agency_id')`,
      [protectedTables()],
    )
    expect(rows).toEqual([])
  })

  it('shows the holder its own row in every table that it may read', async () => {
    for (const table of protectedTables()) expect([table, await seen(HOLDER, table)]).not.toEqual([table, 0])
  })

  it('shows another agency a row only where the row itself says so', async () => {
    for (const table of protectedTables()) {
      const held = await seen(HOLDER, table)
      const expected = held === 'refused' ? 'refused' : table in SHARED_BY ? 1 : 0
      expect([table, await seen(AUDIENCE, table)]).toEqual([table, expected])
    }
  })

  it('shows a stranger, and a connection with no agency, nothing at all', async () => {
    for (const table of protectedTables())
      for (const agency of [STRANGER, ''])
        expect([0, 'refused'], `${table} as ${agency || 'nobody'}`).toContain(await seen(agency, table))
  })

  it('refuses a row in another agency’s name', async () => {
    for (const table of protectedTables())
      expect([table, await asAgency(STRANGER, () => codeOf(app.query(insertFor(table))))]).toEqual([table, '42501'])
  })

  it('lets nobody change or delete another agency’s row, shared or not', async () => {
    for (const table of protectedTables())
      for (const agency of [AUDIENCE, STRANGER])
        for (const statement of [`delete from ${table}`, `update ${table} set agency_id = agency_id`]) {
          const changed = await asAgency(agency, () =>
            app.query(statement).then(
              result => result.rowCount,
              (error: { code?: string }) => error.code,
            ),
          )
          expect([0, '42501'], `${statement} as ${agency}`).toContain(changed)
        }
  })

  it('refuses all that would change the audit trail', async () => {
    for (const statement of [
      'update audit_entry set action = action',
      'delete from audit_entry',
      'truncate audit_entry',
      "insert into audit_entry (agency_id) values ('essex-police')",
      'update audit_head set seq = 0',
    ])
      expect([statement, await asAgency(HOLDER, () => codeOf(app.query(statement)))]).toEqual([statement, '42501'])
  })

  it('lets the application change nothing of what was said: versions and decisions are appended', async () => {
    for (const table of [
      'record_version',
      'link_decision',
      'alert_event',
      'encounter',
      'case_event',
      'case_matter',
      'sign',
      'sign_answer',
      'judgement',
      'judgement_dissent',
      'person_order',
      'order_step',
      'family_guest',
      'family_message',
      'family_reply',
      'family_entry',
      'family_words',
      'case_lead',
      'supervision_note',
      'panel',
      'panel_item',
      'panel_event',
      'panel_wait',
    ])
      for (const statement of [`delete from ${table}`, `truncate ${table}`])
        expect([statement, await asAgency(HOLDER, () => codeOf(app.query(statement)))]).toEqual([statement, '42501'])
  })
})
