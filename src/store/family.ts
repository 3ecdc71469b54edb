import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type {
  ContactConditions,
  FamilyEntryKind,
  FamilyFacts,
  FamilyReplyKind,
  GuestDates,
  GuestKind,
  GuestLanguage,
  GuestMessage,
  Invitation,
  WordsReaders,
} from '#domain/family.ts'
import type { RecordRef } from '#domain/link.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { namedBy } from './persons.ts'
import { countAtMost } from './waiting.ts'

/** Somebody who was invited to a page about a child, as the team sees them. */
export interface FamilyGuest extends GuestDates {
  readonly guestId: string
  /** Who invited them. */
  readonly agency: AgencyId
  readonly kind: GuestKind
  readonly number: string
  readonly name: string
  readonly language: GuestLanguage
  readonly contact: ContactConditions
  readonly invitedName: string
  readonly invitedAt: Instant
  readonly endedName: string | null
  readonly endedWhy: string | null
}

/** An invitation as it is kept: link and code as hashes. */
export interface NewGuest extends Invitation {
  readonly guestId: string
  readonly guestKey: AgencyId
  readonly number: string
  readonly linkHash: Buffer
  readonly codeHash: Buffer
  readonly linkUntil: Instant
}

/** Who does something, and when. */
export interface Doer {
  readonly id: string
  readonly name: string
  readonly now: Instant
}

/** Most messages and entries that one page lists; the newest. */
const MOST = 100

const GUEST = sql`
  g.guest_id as "guestId", g.agency_id as agency, g.kind, g.number, g.name, g.language, g.contact, g.tries, g.link_until as "linkUntil",
  g.ends_on as "endsOn", g.invited_name as "invitedName", g.invited_at as "invitedAt", g.accepted_at as "acceptedAt",
  g.ended_at as "endedAt", g.ended_name as "endedName", g.ended_why as "endedWhy"`

/** Keep an invitation of the granted agency, hung on a record of the granted person. */
export async function insertGuest(
  tx: Tx,
  grant: Grant<'family.invite'>,
  anchor: RecordRef,
  guest: NewGuest,
  by: Doer,
): Promise<void> {
  const { guestId, guestKey, kind, number, name, language, contact, linkHash, codeHash, linkUntil, endsOn } = guest
  await sql`
    insert into family_guest (agency_id, guest_id, guest_key, record_agency, record_id, kind, number, name, language, contact, link, code,
                              link_until, ends_on, invited_by, invited_name, invited_at)
    values (${grant.agency}, ${guestId}, ${guestKey}, ${anchor.agency}, ${anchor.recordId}, ${kind}, ${number}, ${name}, ${language},
            ${jsonText(contact)}::jsonb, ${linkHash}, ${codeHash}, ${linkUntil}::timestamptz, ${endsOn}::date, ${by.id}, ${by.name},
            ${by.now}::timestamptz)`.execute(tx)
}

/** An agency of the team around a child, and why it is on it. */
export interface TeamMember {
  readonly agency: AgencyId
  readonly because: 'watch' | 'case' | 'invited'
}

/** The team around the granted person. An agency may be on it for several reasons. */
export async function listTeam(
  tx: Tx,
  grant: Grant<'family.invite'> | Grant<'family.read'>,
): Promise<readonly TeamMember[]> {
  return teamOf(tx, grant.subject.id)
}

/** The team around the child of the granted guest's page; nobody but who invited them when the child's record is gone. */
export async function listTeamOfGuest(
  tx: Tx,
  { subject: { owners, personId } }: Grant<'family.show'>,
): Promise<readonly AgencyId[]> {
  const team = personId === undefined ? [] : await teamOf(tx, personId)
  return [...new Set([...owners, ...team.map(({ agency }) => agency)])]
}

async function teamOf(tx: Tx, personId: string): Promise<readonly TeamMember[]> {
  const { rows } = await sql<TeamMember>`
    select agency_id as agency, because from family_team(${personId}::uuid) order by 1, 2`.execute(tx)
  return rows
}

/** Those invited to pages about the granted person, newest first, at most 50; none for an agency that is not on the team. */
export async function listGuests(tx: Tx, grant: Grant<'family.read'>): Promise<readonly FamilyGuest[]> {
  const { rows } = await sql<FamilyGuest>`select ${GUEST} from family_guests(${grant.subject.id}::uuid) g`.execute(tx)
  return rows
}

/** What a decision about a guest is about, for an agency: its own who invited them, shared with the rest of the team. */
export async function subjectOfGuest(tx: Tx, agency: AgencyId, guestId: string): Promise<Subject> {
  const { rows } = await sql<{ host: AgencyId; personId: string | null }>`
    select agency_id as host, person_id as "personId" from guest_access(${guestId}::uuid)`.execute(tx)
  const [found] = rows
  if (found === undefined) return { kind: 'guest', id: guestId, owners: [], sharedWith: [] }
  const subject = { kind: 'guest', id: guestId, owners: [found.host], sharedWith: [agency] } as const
  return found.personId === null ? subject : { ...subject, personId: found.personId }
}

/** Set the conditions for contact of the granted guest. */
export async function setContact(tx: Tx, grant: Grant<'family.change'>, contact: ContactConditions): Promise<void> {
  await sql`
    update family_guest set contact = ${jsonText(contact)}::jsonb
     where agency_id = ${grant.agency} and guest_id = ${grant.subject.id}::uuid`.execute(tx)
}

/** End the granted guest's page for good; the link is worth nothing from then on. Gives whether it had not ended before. */
export async function endGuest(tx: Tx, grant: Grant<'family.change'>, why: string, by: Doer): Promise<boolean> {
  const ended = await sql`
    update family_guest set ended_at = ${by.now}::timestamptz, ended_name = ${by.name}, ended_why = ${why}, link = null, code = null
     where agency_id = ${grant.agency} and guest_id = ${grant.subject.id}::uuid and ended_at is null`.execute(tx)
  return Number(ended.numAffectedRows ?? 0) > 0
}

/** What the team put on a guest's page. */
export interface FamilyEntry {
  readonly entryId: string
  readonly agency: AgencyId
  readonly guestId: string
  readonly kind: FamilyEntryKind
  readonly words: string
  readonly facts: FamilyFacts
  readonly byName: string
  readonly byPost: string
  readonly at: Instant
}

/** Put something on the granted guest's page, to be read by the guest and by these agencies. */
export async function insertEntry(
  tx: Tx,
  grant: Grant<'family.show'>,
  entry: Omit<FamilyEntry, 'agency' | 'guestId' | 'byName' | 'at'>,
  readers: readonly AgencyId[],
  by: Doer,
): Promise<void> {
  const { entryId, kind, words, facts, byPost } = entry
  await sql`
    insert into family_entry (agency_id, entry_id, guest_id, kind, words, facts, by_user, by_name, by_post, at, audience)
    values (${grant.agency}, ${entryId}, ${grant.subject.id}, ${kind}, ${words}, ${jsonText(facts)}::jsonb, ${by.id}, ${by.name}, ${byPost},
            ${by.now}::timestamptz, ${readers})`.execute(tx)
}

/** What a decision about an entry is about: of the agency that put it there, and nobody else's to take back. */
export async function subjectOfEntry(tx: Tx, agency: AgencyId, entryId: string): Promise<Subject> {
  const { rows } = await sql`
    select from family_entry where agency_id = ${agency} and entry_id = ${entryId}::uuid and ended_at is null`.execute(
    tx,
  )
  return { kind: 'guest', id: entryId, owners: rows.length > 0 ? [agency] : [], sharedWith: [] }
}

/** Take the granted entry off the guest's page. It stays on record. */
export async function endEntry(tx: Tx, grant: Grant<'family.change'>, by: Doer): Promise<void> {
  await sql`
    update family_entry set ended_at = ${by.now}::timestamptz, ended_name = ${by.name}
     where agency_id = ${grant.agency} and entry_id = ${grant.subject.id}::uuid`.execute(tx)
}

/** Entries on the pages of these guests that the reader may see, newest first, at most 100. The first argument is proof that they may read of them. */
export async function listEntries(
  tx: Tx,
  _grant: Grant<'family.read'> | Grant<'guest.read'>,
  guestIds: readonly string[],
): Promise<readonly FamilyEntry[]> {
  const { rows } = await sql<FamilyEntry>`
    select entry_id as "entryId", agency_id as agency, guest_id as "guestId", kind, words, facts, by_name as "byName", by_post as "byPost", at
      from family_entry where guest_id = any(${guestIds}::uuid[]) and ended_at is null
     order by at desc, entry_id limit ${MOST}`.execute(tx)
  return rows
}

/** What a guest wrote. */
export interface FamilyMessage {
  readonly messageId: string
  readonly guestId: string
  readonly kind: GuestMessage
  /** They said that somebody is in danger now. The page told them to ring 999. */
  readonly danger: boolean
  readonly words: string
  readonly language: GuestLanguage
  readonly at: Instant
  readonly answerBy: Instant
  readonly replies: readonly FamilyReply[]
}

/** That somebody has read a message, or what they answered. */
export interface FamilyReply {
  readonly replyId: string
  readonly agency: AgencyId
  readonly kind: FamilyReplyKind
  readonly words: string
  readonly byName: string
  readonly byPost: string
  readonly at: Instant
}

const MESSAGE = sql`
  x.message_id as "messageId", x.guest_id as "guestId", x.kind, x.danger, x.words, x.language, x.at, x.answer_by as "answerBy",
  coalesce((select jsonb_agg(jsonb_build_object('replyId', r.reply_id, 'agency', r.agency_id, 'kind', r.kind, 'words', r.words, 'byName',
              r.by_name, 'byPost', r.by_post, 'at', to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by r.at, r.reply_id)
              from family_reply r where r.message_id = x.message_id), '[]') as replies`

/** Messages of these guests that the reader may see, newest first, at most 100. The first argument is proof that they may read of them. */
export async function listMessages(
  tx: Tx,
  _grant: Grant<'family.read'> | Grant<'guest.read'>,
  guestIds: readonly string[],
): Promise<readonly FamilyMessage[]> {
  const { rows } = await sql<FamilyMessage>`
    select ${MESSAGE} from family_message x where x.guest_id = any(${guestIds}::uuid[])
     order by x.at desc, x.message_id limit ${MOST}`.execute(tx)
  return rows
}

/** A message as an agency that was sent it finds it in its inbox. */
export interface ReceivedMessage extends FamilyMessage {
  readonly guestKind: GuestKind
  readonly guestName: string
  /** Null when the agency reaches the child no more. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/**
 * Messages that the granted agency was sent: those that nobody has acknowledged first, the next to run out before others; at most 100.
 * Takes time in proportion to the messages that the agency was ever sent.
 */
export async function listReceived(tx: Tx, grant: Grant<'family.list'>): Promise<readonly ReceivedMessage[]> {
  return received(
    tx,
    grant.agency,
    sql`
      select m.*, done.done from family_message m
       cross join lateral (select exists (select from family_reply r where r.message_id = m.message_id) as done) done
       where m.audience @> array[${grant.agency}]
       order by done.done, case when not done.done then m.answer_by end, m.at desc, m.message_id
       limit ${MOST}`,
  )
}

/** The granted message; undefined when it is not there. */
export async function findMessage(
  tx: Tx,
  grant: Grant<'family.message'> | Grant<'family.answer'>,
): Promise<ReceivedMessage | undefined> {
  const chosen = sql`select m.*, true as done from family_message m where m.message_id = ${grant.subject.id}::uuid`
  return (await received(tx, grant.agency, chosen))[0]
}

async function received(tx: Tx, agency: AgencyId, chosen: ReturnType<typeof sql>): Promise<readonly ReceivedMessage[]> {
  const { rows } = await sql<ReceivedMessage>`
    with chosen as materialized (${chosen}),
    about as materialized (select * from people_of_guests(array(select distinct guest_id from chosen)))
    select ${MESSAGE}, a.kind as "guestKind", a.name as "guestName", a.person_id as "personId", named.person
      from chosen x
      join about a on a.guest_id = x.guest_id
      left join lateral (${namedBy(agency, sql`a.person_id`)}) named on true
     order by x.done, case when not x.done then x.answer_by end, x.at desc, x.message_id`.execute(tx)
  return rows
}

/** What a decision about a message is about: of the guest who wrote it, shared with whom it was sent to. */
export async function subjectOfMessage(tx: Tx, agency: AgencyId, messageId: string): Promise<Subject> {
  const { rows } = await sql<{ guest: AgencyId }>`
    select agency_id as guest from family_message
     where message_id = ${messageId}::uuid and audience @> array[${agency}]`.execute(tx)
  const owners = rows.map(({ guest }) => guest)
  return { kind: 'family-message', id: messageId, owners, sharedWith: owners.length > 0 ? [agency] : [] }
}

/** Say in somebody's name that the granted message was read, or answer it: for the guest, and for all whom it was sent to. */
export async function insertReply(
  tx: Tx,
  grant: Grant<'family.answer'>,
  reply: Pick<FamilyReply, 'replyId' | 'kind' | 'words' | 'byPost'>,
  by: Doer,
): Promise<void> {
  const { replyId, kind, words, byPost } = reply
  await sql`
    insert into family_reply (agency_id, reply_id, message_id, guest_id, kind, words, by_user, by_name, by_post, at, audience)
    select ${grant.agency}, ${replyId}::uuid, message_id, guest_id, ${kind}, ${words}, ${by.id}, ${by.name}, ${byPost}, ${by.now}::timestamptz,
           audience || agency_id
      from family_message where message_id = ${grant.subject.id}::uuid`.execute(tx)
}

/** Messages to the granted agency that nobody has acknowledged, at most 100 each: those in time, and those whose time has run out. */
export async function countFamilyMessages(
  tx: Tx,
  { agency }: Grant<'family.list'>,
  now: Instant,
): Promise<{ readonly waiting: number; readonly late: number }> {
  const open = sql`
    select from family_message m where m.audience @> array[${agency}]
       and not exists (select from family_reply r where r.message_id = m.message_id)`
  const [waiting, late] = await Promise.all([
    countAtMost(tx, sql`${open} and m.answer_by > ${now}::timestamptz`),
    countAtMost(tx, sql`${open} and m.answer_by <= ${now}::timestamptz`),
  ])
  return { waiting, late }
}

/** One version of a young person's own words. */
export interface OwnWords {
  readonly version: number
  readonly guestId: string
  readonly words: string
  readonly readers: WordsReaders
  readonly withFamily: boolean
  readonly at: Instant
}

/** A young person's own words, the newest version first, at most 100, of those pages and versions that the reader may see. */
export async function listOwnWords(
  tx: Tx,
  _grant: Grant<'family.read'> | Grant<'guest.read'> | Grant<'guest.write'>,
  guestIds: readonly string[] | 'any',
): Promise<readonly OwnWords[]> {
  const whose = guestIds === 'any' ? sql`true` : sql`guest_id = any(${guestIds}::uuid[])`
  const { rows } = await sql<OwnWords>`
    select version, guest_id as "guestId", words, readers, with_family as "withFamily", at
      from family_words where ${whose} order by version desc, guest_id limit ${MOST}`.execute(tx)
  return rows
}

// What guests do themselves. Row security shows them their own rows, whatever is asked.

/** Whose the invitation of a link is; undefined when no invitation has it. Asks across agencies, ids only. */
export async function guestOfLink(
  tx: Tx,
  linkHash: Buffer,
): Promise<{ readonly agency: AgencyId; readonly guestId: string } | undefined> {
  const { rows } = await sql<{ agency: AgencyId; guestId: string }>`
    select agency_id as agency, guest_id as "guestId" from guest_of_link(${linkHash})`.execute(tx)
  return rows[0]
}

/** Count a try before the code is looked at, and give what it takes to judge it; undefined when the invitation is gone. */
export async function claimTry(
  tx: Tx,
  grant: Grant<'guest.accept'>,
): Promise<(GuestDates & { readonly code: Buffer | null; readonly number: string }) | undefined> {
  const { rows } = await sql<GuestDates & { code: Buffer | null; number: string }>`
    update family_guest g set tries = g.tries + 1
     where g.agency_id = ${grant.agency} and g.guest_id = ${grant.subject.id}::uuid
    returning g.code, g.number, g.tries - 1 as tries, g.link_until as "linkUntil", g.ends_on as "endsOn", g.accepted_at as "acceptedAt",
              g.ended_at as "endedAt"`.execute(tx)
  return rows[0]
}

/** Take the invitation up: link and code are gone. Gives false when somebody did so meanwhile. */
export async function takeUp(tx: Tx, grant: Grant<'guest.accept'>, now: Instant): Promise<boolean> {
  const taken = await sql`
    update family_guest set accepted_at = ${now}::timestamptz, link = null, code = null
     where agency_id = ${grant.agency} and guest_id = ${grant.subject.id}::uuid and link is not null and accepted_at is null`.execute(
    tx,
  )
  return Number(taken.numAffectedRows ?? 0) > 0
}

/** The granted guest themselves; undefined when there is no such page. */
export async function findOwnGuest(
  tx: Tx,
  grant: Grant<'guest.read'> | Grant<'guest.write'>,
): Promise<FamilyGuest | undefined> {
  const { rows } = await sql<FamilyGuest>`
    select ${GUEST} from family_guest g where g.guest_id = ${grant.subject.id}::uuid`.execute(tx)
  return rows[0]
}

/** Agencies to which the granted guest may write: who invited them, and the team around the child as it is now. */
export async function listOwnTeam(tx: Tx, _grant: Grant<'guest.write'>): Promise<readonly AgencyId[]> {
  const { rows } = await sql<{ agency: AgencyId }>`select agency_id as agency from guest_team() order by 1`.execute(tx)
  return rows.map(({ agency }) => agency)
}

/** Pages of parents or carers of the same child, whom a young person may let read. Ids only. */
export async function listOwnParents(tx: Tx, _grant: Grant<'guest.write'>): Promise<readonly AgencyId[]> {
  const { rows } = await sql<{ guest: AgencyId }>`select guest_key as guest from guest_parents() order by 1`.execute(tx)
  return rows.map(({ guest }) => guest)
}

/** Keep what the granted guest wrote, for these readers. */
export async function insertMessage(
  tx: Tx,
  grant: Grant<'guest.write'>,
  message: Omit<FamilyMessage, 'guestId' | 'replies'>,
  readers: readonly AgencyId[],
): Promise<void> {
  const { messageId, kind, danger, words, language, at, answerBy } = message
  await sql`
    insert into family_message (agency_id, message_id, guest_id, kind, danger, words, language, at, answer_by, audience)
    values (${grant.agency}, ${messageId}, ${grant.subject.id}, ${kind}, ${danger}, ${words}, ${language}, ${at}::timestamptz,
            ${answerBy}::timestamptz, ${readers})`.execute(tx)
}

/** Keep a new version of the granted guest's own words. Those before stay, and are read by the same from now on. */
export async function insertOwnWords(
  tx: Tx,
  grant: Grant<'guest.write'>,
  { version, words, readers, withFamily, at }: Omit<OwnWords, 'guestId'>,
  audience: readonly AgencyId[],
): Promise<void> {
  await sql`update family_words set audience = ${audience} where agency_id = ${grant.agency}`.execute(tx)
  await sql`
    insert into family_words (agency_id, version, guest_id, words, readers, with_family, at, audience)
    values (${grant.agency}, ${version}, ${grant.subject.id}, ${words}, ${readers}, ${withFamily}, ${at}::timestamptz, ${audience})`.execute(
    tx,
  )
}
