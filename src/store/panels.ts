import { type RawBuilder, sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { RecordRef } from '#domain/link.ts'
import type { NewPanelEvent, PanelEvent, PanelWait, WaitStep } from '#domain/panel/panel.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { namedBy } from './persons.ts'
import { countAtMost } from './waiting.ts'

type PanelGrant = Grant<'panel.read'> | Grant<'panel.change'>

/** Access facts of a panel for the asking agency. Without any, nobody called it as far as policy can tell. */
export async function subjectOfPanel(tx: Tx, panelId: string): Promise<Subject> {
  const row = await tx
    .selectFrom('panel')
    .select(['agency_id', 'asked'])
    .where('panel_id', '=', panelId)
    .executeTakeFirst()
  return {
    kind: 'panel',
    id: panelId,
    owners: row === undefined ? [] : [row.agency_id as AgencyId],
    sharedWith: (row?.asked ?? []) as AgencyId[],
  }
}

/** The panel of an action that waits, or waited, for the asking agency. An access fact: no personal data. */
export async function panelOfAction(tx: Tx, actionId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('panel_wait')
    .select('panel_id')
    .where('wait_id', '=', actionId)
    .where('kind', '=', 'panel-action')
    .executeTakeFirst()
  return row?.panel_id
}

/** Nobody else changes the panel until the transaction is over. */
export async function lockPanel(tx: Tx, panelId: string): Promise<void> {
  await sql`select lock_panel(${panelId}::uuid)`.execute(tx)
}

/** What the granted agency may read of what happened about a panel, oldest first, at most 20,000. */
export async function listPanelEvents(tx: Tx, grant: PanelGrant): Promise<readonly PanelEvent[]> {
  const { rows } = await sql<PanelEvent>`
    select kind, item_id as "itemId", facts, words, by_agency as agency, by_name as "byName", at
      from panel_event where panel_id = ${grant.subject.id}::uuid order by seq limit 20000`.execute(tx)
  return rows.map(row => ({ ...row, itemId: row.itemId ?? undefined, words: row.words ?? undefined }))
}

/** Something to append: who does it when; of an item about a child, the record that says who that is. */
export interface PanelEntry {
  readonly event: NewPanelEvent
  readonly eventId: string
  readonly by: { readonly id: UserId; readonly name: string }
  readonly at: Instant
  readonly about?: RecordRef | undefined
}

/** Append what the granted agency does about a panel. Who reads it is decided by the database: those who see its item, or everybody. */
export async function appendToPanel(
  tx: Tx,
  _grant: Grant<'panel.call'> | Grant<'panel.change'>,
  panelId: string,
  entries: readonly PanelEntry[],
): Promise<void> {
  const rows = entries.map(({ event, eventId, by, at, about }) => ({
    ...event,
    eventId,
    byUser: by.id,
    byName: by.name,
    at,
    recordAgency: about?.agency,
    recordId: about?.recordId,
  }))
  await sql`select append_to_panel(${panelId}::uuid, ${jsonText(rows)}::jsonb)`.execute(tx)
}

/** Set what waits for the agencies of a panel, as far as the granted agency knows. */
export async function setPanelWaits(
  tx: Tx,
  _grant: Grant<'panel.call'> | Grant<'panel.change'>,
  panelId: string,
  waits: readonly PanelWait[],
): Promise<void> {
  await sql`select set_panel_waits(${panelId}::uuid, ${jsonText(waits)}::jsonb)`.execute(tx)
}

/** Somebody whom an item is about and whom the granted agency reaches, as it knows them. */
export interface PanelPerson {
  readonly itemId: string
  readonly personId: string
  readonly person: Readonly<Record<string, unknown>> | null
}

/** Whom items of the granted panel are about: only items that the granted agency sees, and people whom it reaches besides. */
export async function listPanelPeople(tx: Tx, grant: PanelGrant): Promise<readonly PanelPerson[]> {
  const { rows } = await sql<PanelPerson>`
    select p.item_id as "itemId", p.person_id as "personId", named.person
      from people_of_panel(${grant.subject.id}::uuid) p
      left join lateral (${namedBy(grant.agency, sql`p.person_id`)}) named on true
     order by p.item_id`.execute(tx)
  return rows
}

/** One panel in a list. */
export interface ListedPanel {
  readonly panelId: string
  readonly by: AgencyId
  /** Code of data/reference/panel-kinds.json. */
  readonly kind: string
  readonly area: string
  readonly at: Instant
  readonly state: 'called' | 'held' | 'cancelled'
  /** What the granted agency itself has to do next, and by when; null for nothing. */
  readonly step: WaitStep | null
  readonly dueAt: Instant | null
  /** Actions of its own that it has not answered. */
  readonly actions: number
}

/** Where a list of panels goes on: after this one. */
export type PanelCursor = Pick<ListedPanel, 'at' | 'panelId'>

/** Panels of the granted agency on either side: to be held, the next first; or over, the last first. */
export async function listPanels(
  tx: Tx,
  { agency }: Grant<'panel.list'>,
  isOver: boolean,
  after: PanelCursor | undefined,
  most: number,
): Promise<readonly ListedPanel[]> {
  const way = isOver ? sql`desc` : sql`asc`
  const beyond = isOver ? sql`<` : sql`>`
  const side = (mine: RawBuilder<unknown>) => sql`
    (select agency_id, panel_id, kind, area, at, state from panel
      where ${mine} and state ${isOver ? sql`<> 'called'` : sql`= 'called'`}
        and ${after === undefined ? sql`true` : sql`(at, panel_id) ${beyond} (${after.at}::timestamptz, ${after.panelId}::uuid)`}
      order by at ${way}, panel_id ${way} limit ${most})`
  const { rows } = await sql<ListedPanel>`
    select p.panel_id as "panelId", p.agency_id as by, p.kind, p.area, p.at, p.state, w.step, w.due_at as "dueAt", acts.n as actions
      from (${side(sql`agency_id = ${agency}`)} union all ${side(sql`asked @> array[${agency}::text]`)}) p
      left join panel_wait w on w.agency_id = ${agency} and w.wait_id = p.panel_id and w.ended_at is null
     cross join lateral (
       select count(*) as n from panel_wait a
        where a.agency_id = ${agency} and a.panel_id = p.panel_id and a.kind = 'panel-action' and a.ended_at is null) acts
     order by p.at ${way}, p.panel_id ${way} limit ${most}`.execute(tx)
  return rows
}

/** What waits of panels for the granted agency: what is late, and what else it has to do; each at most 100. Minutes wait from the day of the panel on. */
export async function countPanelWaits(
  tx: Tx,
  { agency }: Grant<'panel.list'>,
  now: Instant,
): Promise<{ readonly late: number; readonly waiting: number }> {
  const open = sql`select from panel_wait w where w.agency_id = ${agency} and w.ended_at is null`
  return {
    late: await countAtMost(tx, sql`${open} and w.due_at <= ${now}::timestamptz`),
    waiting: await countAtMost(
      tx,
      sql`${open} and w.due_at > ${now}::timestamptz
            and (w.step <> 'minutes' or exists (
              select from panel p where p.agency_id = w.agency_id and p.panel_id = w.panel_id and p.at <= ${now}::timestamptz))`,
    ),
  }
}
