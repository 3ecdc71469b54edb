import { sql } from 'kysely'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** Something to send after the transaction. Holds ids and team codes, never a name. */
export type Message =
  | { readonly kind: 'mail'; readonly payload: MailPayload }
  | { readonly kind: 'canary'; readonly payload: { readonly canaryId: string } }

/** What a mail about something that is said of a person says. */
type SignMail = 'sign' | 'sign-answered' | 'sign-question' | 'sign-reply' | 'judgement' | 'order'

/** What a mail about a plan says. */
type PlanMail = 'plan-invited' | 'plan-action' | 'plan-visits' | 'plan-told'

/** What a mail about a referral from one agency to another says. */
type ReferralMail = 'referral-sent' | 'referral-told' | 'referral-answered' | 'referral-late'

/** What a mail about a meeting says. */
type MeetingMail = 'meeting-told' | 'meeting-minutes'

/** What a mail about a panel says. */
type PanelMail = 'panel-told' | 'panel-minutes'

/** A mail to a team: what it is about and where to read it. */
export interface MailPayload {
  readonly about:
    | 'alert'
    | 'escalated'
    | 'encounter'
    | 'share-asked'
    | 'share-answered'
    | 'concern'
    | 'case-offered'
    | 'case-told'
    | 'case-late'
    | PlanMail
    | MeetingMail
    | PanelMail
    | 'nrm-asked'
    | 'nrm-action'
    | 'adult-told'
    | 'adult-late'
    | ReferralMail
    | 'family'
    | SignMail
  readonly alertId?: string
  readonly encounterId?: string
  readonly requestId?: string
  readonly concernId?: string
  /** Of something that a guest wrote. */
  readonly messageId?: string
  /** Of a sign, a question about signs or a judgement. */
  readonly signId?: string
  /** The team on duty when absent. */
  readonly team?: string | null
}

/** A message that was claimed to be sent. */
export interface Claimed {
  readonly messageId: number
  readonly agency: AgencyId
  readonly message: Message
  /** Tries so far, this one included. */
  readonly attempts: number
}

/** Put a message in the outbox; the same key twice is one message. Gives whether it is new. */
export async function addMessage(
  tx: Tx,
  key: string,
  agency: AgencyId,
  { kind, payload }: Message,
  now: Instant,
): Promise<boolean> {
  const added = await sql`
    insert into outbox (key, agency_id, kind, payload, created_at, run_after)
    values (${key}, ${agency}, ${kind}, ${jsonText(payload)}::jsonb, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (key) do nothing`.execute(tx)
  return Number(added.numAffectedRows ?? 0) > 0
}

/**
 * Claim messages whose time has come, oldest first. A claimed message is not due again before `until`, so that a process that
 * dies while sending only delays it; others skip what is being claimed.
 */
export async function claimMessages(tx: Tx, now: Instant, until: Instant, most: number): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    update outbox o set attempts = o.attempts + 1, run_after = ${until}::timestamptz
      from (select message_id from outbox
             where done_at is null and dead_at is null and run_after <= ${now}::timestamptz
             order by run_after, message_id limit ${most} for update skip locked) due
     where o.message_id = due.message_id
    returning o.message_id as "messageId", o.agency_id as agency, o.attempts,
              jsonb_build_object('kind', o.kind, 'payload', o.payload) as message`.execute(tx)
  return rows.toSorted((a, b) => a.messageId - b.messageId)
}

/** The message is sent, or needs no sending; `remark` says why not. */
export async function markDone(tx: Tx, messageId: number, now: Instant, remark: string | null = null): Promise<void> {
  await tx.updateTable('outbox').set({ done_at: now, last_error: remark }).where('message_id', '=', messageId).execute()
}

/** Sending failed: try again at `again`, or never when that is undefined. */
export async function markFailed(
  tx: Tx,
  messageId: number,
  now: Instant,
  error: string,
  again: Instant | undefined,
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ last_error: error.slice(0, 500), ...(again === undefined ? { dead_at: now } : { run_after: again }) })
    .where('message_id', '=', messageId)
    .execute()
}

/** A message of an agency that could not be sent after every try. */
export interface DeadLetter {
  readonly messageId: number
  readonly about: string
  readonly createdAt: Instant
  readonly deadAt: Instant
  readonly attempts: number
  readonly lastError: string | null
}

/** Messages of an agency that were given up, newest first, at most 100. */
export async function listDeadLetters(tx: Tx, agency: AgencyId): Promise<readonly DeadLetter[]> {
  const { rows } = await sql<DeadLetter>`
    select message_id as "messageId", coalesce(payload->>'about', kind) as about, created_at as "createdAt", dead_at as "deadAt",
           attempts, last_error as "lastError"
      from outbox
     where agency_id = ${agency} and dead_at is not null and done_at is null
     order by dead_at desc limit 100`.execute(tx)
  return rows
}

/** Try a message that was given up again, from the first try on. Gives whether there was such a message. */
export async function reviveDeadLetter(tx: Tx, agency: AgencyId, messageId: number, now: Instant): Promise<boolean> {
  const revived = await tx
    .updateTable('outbox')
    .set({ dead_at: null, attempts: 0, run_after: now })
    .where('agency_id', '=', agency)
    .where('message_id', '=', messageId)
    .where('dead_at', 'is not', null)
    .executeTakeFirst()
  return Number(revived.numUpdatedRows) > 0
}

/** Where a team reads its mail, or undefined; the team on duty when none is named. */
export async function findMailbox(
  tx: Tx,
  agency: AgencyId,
  team: string | null | undefined,
): Promise<string | undefined> {
  const { rows } = await sql<{ email: string }>`
    select email from team
     where agency_id = ${agency} and email is not null and (team_id = ${team ?? null} or on_duty)
     order by team_id = ${team ?? null} desc nulls last, team_id
     limit 1`.execute(tx)
  return rows[0]?.email
}
