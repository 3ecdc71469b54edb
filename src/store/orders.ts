import { type RawBuilder, sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { Nation } from '#domain/clock.ts'
import type { Conditions } from '#domain/condition.ts'
import type { OrderState, OrderStep, ProtectedChild, WrittenStep } from '#domain/order.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { type About, personOf } from './signs.ts'
import { countAtMost } from './waiting.ts'

/** An order as those who may see it read it: as it was made, and as it stands. */
export interface StoredOrder {
  readonly orderId: string
  readonly agency: AgencyId
  readonly reference: string
  readonly kind: string
  readonly isInterim: boolean
  readonly nation: Nation
  readonly issuedBy: string
  readonly issuedOn: PlainDate
  readonly from: PlainDate
  readonly born: PlainDate
  readonly youthViews: string | null
  readonly protects: ProtectedChild | null
  readonly recordedName: string
  readonly recordedAt: Instant
  readonly state: OrderState['state']
  readonly until: PlainDate | null
  readonly conditions: Conditions
  /** When it was last looked at. */
  readonly reviewedOn: PlainDate
  readonly reviewBy: Instant | null
  /** Possible breaches of which nobody has decided what they were. */
  readonly undecided: number
  readonly version: number
}

const ORDER = sql`
  o.order_id as "orderId", o.agency_id as agency, o.reference, o.kind, o.interim as "isInterim", o.nation, o.issued_by as "issuedBy",
  o.issued_on as "issuedOn", o.from_on as "from", o.born, o.youth_views as "youthViews", o.protects, o.recorded_name as "recordedName",
  o.recorded_at as "recordedAt", o.state, o.until_on as "until", o.conditions, o.reviewed_on as "reviewedOn", o.review_by as "reviewBy", o.undecided, o.version`

/** An order to store. Its id is that of the record that it stands on. */
export interface NewOrder
  extends Omit<StoredOrder, 'agency' | 'state' | 'undecided' | 'version' | 'recordedAt' | 'recordedName'> {
  readonly kindVersion: string
}

/** Store an order of the granted agency, and that it needs to know when the person is met while the order lasts. */
export async function insertOrder(
  tx: Tx,
  grant: Grant<'order.record'>,
  order: NewOrder,
  by: { readonly id: string; readonly name: string; readonly team: string | undefined },
  ends: Instant | undefined,
  at: Instant,
): Promise<void> {
  await sql`
    insert into person_order (agency_id, order_id, reference, kind, kind_version, interim, nation, issued_by, issued_on, from_on, made_until,
                              born, youth_views, protects, made_as, recorded_by, recorded_name, recorded_at, until_on, conditions, reviewed_on,
                              review_by)
    select ${grant.agency}, o."orderId", o.reference, o.kind, o."kindVersion", o."isInterim", o.nation, o."issuedBy", o."issuedOn", o."from",
           o."until", o.born, o."youthViews", o.protects, o.conditions, ${by.id}, ${by.name}, ${at}::timestamptz, o."until", o.conditions,
           o."reviewedOn", o."reviewBy"
      from jsonb_to_record(${jsonText(order)}::jsonb) as o ("orderId" uuid, reference text, kind text, "kindVersion" text,
           "isInterim" boolean, nation text, "issuedBy" text, "issuedOn" date, "from" date, "until" date, born date, "youthViews" text,
           protects jsonb, conditions jsonb, "reviewedOn" date,
           "reviewBy" timestamptz)`.execute(tx)
  await sql`
    insert into interest (agency_id, interest_id, record_id, kind, since, expires_at, owner_name, team_id, source)
    values (${grant.agency}, gen_random_uuid(), ${order.orderId}::uuid, 'order', ${at}::timestamptz, ${ends ?? null}::timestamptz,
            ${by.name}, ${by.team ?? null}, 'person')`.execute(tx)
}

/** Orders of the granted person that the granted agency holds or was shown, the newest first; at most 50. */
export async function listOrdersAbout(tx: Tx, grant: Grant<'person.read'>): Promise<readonly StoredOrder[]> {
  const { rows } = await sql<StoredOrder>`select ${ORDER} from orders_about(${grant.subject.id}::uuid) o`.execute(tx)
  return rows
}

/** Orders that the person of an encounter was under on its day, as far as the granted agency holds them or was shown them. */
export async function listOrdersAt(
  tx: Tx,
  _grant: Grant<'encounter.read'>,
  personId: string,
  day: PlainDate,
): Promise<readonly StoredOrder[]> {
  const { rows } = await sql<StoredOrder>`
    select ${ORDER}
      from orders_about(${personId}::uuid) o
     where o.state = 'made' and o.from_on <= ${day}::date and (o.until_on is null or o.until_on >= ${day}::date)`.execute(
    tx,
  )
  return rows
}

/** The order that the grant is for, or undefined. */
export async function findOrder(
  tx: Tx,
  grant: Grant<'order.read'> | Grant<'order.note'> | Grant<'order.change'>,
): Promise<(StoredOrder & About) | undefined> {
  const { rows } = await sql<StoredOrder & About>`
    select ${ORDER}, whose.person_id as "personId", named.person
      from order_open(${grant.subject.id}::uuid) o
      ${personOf(grant.agency, sql`o.agency_id`, sql`o.order_id`)}`.execute(tx)
  return rows[0]
}

/** How an order was made, before anything happened to it. */
export interface MadeAs {
  readonly until: PlainDate | null
  readonly conditions: Conditions
}

/** How an order of the granted agency was made, and what happened to it, in order; undefined for another agency's. */
export async function findHistory(
  tx: Tx,
  grant: Grant<'order.read'> | Grant<'order.note'> | Grant<'order.change'>,
): Promise<{ readonly made: MadeAs; readonly steps: readonly WrittenStep[] } | undefined> {
  const { id } = grant.subject
  const { rows: made } = await sql<MadeAs>`
    select made_until as "until", made_as as conditions from person_order
     where agency_id = ${grant.agency} and order_id = ${id}::uuid`.execute(tx)
  if (made[0] === undefined) return undefined
  const { rows: steps } = await sql<WrittenStep>`
    select step_no as "stepNo", said, at, by_name as "byName" from order_step
     where agency_id = ${grant.agency} and order_id = ${id}::uuid
     order by step_no limit 1000`.execute(tx)
  return { made: made[0], steps }
}

/** What an order comes to after a step. */
export interface OrderStands {
  readonly state: OrderState['state']
  readonly until: PlainDate | undefined
  readonly conditions: Conditions
  readonly reviewedOn: PlainDate
  readonly reviewBy: Instant | undefined
  readonly undecided: number
  /** Until when its agency needs to know when the person is met. */
  readonly ends: Instant | undefined
}

/** Append a step to an order of the granted agency, if nobody did since. Gives whether it was appended. */
export async function appendOrderStep(
  tx: Tx,
  grant: Grant<'order.note'> | Grant<'order.change'>,
  version: number,
  step: { readonly said: OrderStep; readonly by: { readonly id: string; readonly name: string }; readonly at: Instant },
  stands: OrderStands,
): Promise<boolean> {
  const { id } = grant.subject
  const { said, by, at } = step
  const { state, until, conditions, reviewedOn, reviewBy, undecided, ends } = stands
  const changed = await sql`
    update person_order
       set state = ${state}, until_on = ${until ?? null}::date, conditions = ${jsonText(conditions)}::jsonb,
           reviewed_on = ${reviewedOn}::date, review_by = ${reviewBy ?? null}::timestamptz, undecided = ${undecided}::int, version = version + 1
     where agency_id = ${grant.agency} and order_id = ${id}::uuid and version = ${version}::int`.execute(tx)
  if (changed.numAffectedRows !== 1n) return false
  await sql`
    insert into order_step (agency_id, order_id, step_no, kind, said, at, by_user, by_name)
    values (${grant.agency}, ${id}::uuid, ${version + 1}::int, ${said.kind}, ${jsonText(said)}::jsonb, ${at}::timestamptz, ${by.id}, ${by.name})`.execute(
    tx,
  )
  await sql`
    update interest
       set expires_at = ${ends ?? null}::timestamptz, version = version + 1,
           ended_at = case when ${state} <> 'made' then ${at}::timestamptz when ${ends ?? null}::timestamptz <= ${at}::timestamptz then ended_at end,
           ended_reason = case when ${state} <> 'made' then ${state} end
     where agency_id = ${grant.agency} and record_id = ${id}::uuid and kind = 'order'`.execute(tx)
  return true
}

/** Where a list of orders is: those that nobody has ended, the first to be thought of first; or those that are over, the newest first. */
export type OrderList = 'open' | 'closed'

/** Orders of the granted agency, at most 200. */
export async function listOrders(
  tx: Tx,
  grant: Grant<'order.list'>,
  which: OrderList,
): Promise<readonly (StoredOrder & About)[]> {
  const wanted =
    which === 'open'
      ? sql`o.state = 'made' order by o.undecided = 0, least(o.until_on::timestamptz, o.review_by), o.order_id`
      : sql`o.state <> 'made' order by o.issued_on desc, o.order_id`
  const { rows } = await sql<StoredOrder & About>`
    select listed.*, whose.person_id as "personId", named.person
      from (select ${ORDER}, row_number() over () as place from (
              select o.* from person_order o where o.agency_id = ${grant.agency} and ${wanted} limit 200) o) listed
      ${personOf(grant.agency, sql`listed.agency`, sql`listed."orderId"`)}
     order by listed.place`.execute(tx)
  return rows
}

/** How many orders of the granted agency ask for something: each at most 100. */
export async function countOrders(
  tx: Tx,
  { agency }: Grant<'order.list'>,
  by: { readonly now: Instant; readonly soon: Instant; readonly lastDay: PlainDate },
): Promise<{ readonly late: number; readonly due: number; readonly undecided: number }> {
  const count = (which: RawBuilder<unknown>) =>
    countAtMost(tx, sql`select from person_order where agency_id = ${agency} and ${which}`)
  const late = sql`state = 'made' and review_by <= ${by.now}::timestamptz`
  return {
    late: await count(late),
    due: await count(
      sql`state = 'made' and (until_on <= ${by.lastDay}::date or review_by <= ${by.soon}::timestamptz) and not (${late})`,
    ),
    undecided: await count(sql`undecided > 0`),
  }
}

/** Access facts of an order: whether the agency holds it, or was shown it. No personal data. */
export async function subjectOfOrder(tx: Tx, agency: AgencyId, orderId: string): Promise<Subject> {
  const { rows } = await sql<{ agency: AgencyId; personId: string | null }>`
    select o.agency_id as agency, whose.person_id as "personId"
      from order_open(${orderId}::uuid) o
      left join lateral people_of_records(array[o.agency_id], array[o.order_id]) whose on true`.execute(tx)
  const [row] = rows
  return {
    kind: 'order',
    id: orderId,
    owners: row?.agency === agency ? [agency] : [],
    sharedWith: row === undefined || row.agency === agency ? [] : [agency],
    ...(row?.personId ? { personId: row.personId } : {}),
  }
}
