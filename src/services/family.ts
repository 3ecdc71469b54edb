import { caseParts } from './case-parts.ts'
import { clockDue } from './clocks.ts'
import { createHash } from 'node:crypto'
import type { LeadState } from '#domain/case/lead.ts'
import {
  type ContactConditions,
  contactProblems,
  entryProblems,
  type FamilyReplyKind,
  guestKey,
  type Invitation,
  invitationProblems,
  makeCode,
  mayInvite,
  type NewFamilyEntry,
  replyProblems,
} from '#domain/family.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { findNamed } from '#store/cases.ts'
import {
  type Doer,
  endEntry,
  endGuest,
  type FamilyEntry,
  type FamilyGuest,
  type FamilyMessage,
  type FamilyReply,
  findMessage,
  insertEntry,
  insertGuest,
  insertReply,
  listEntries,
  listGuests,
  listMessages,
  listOwnWords,
  listReceived,
  listTeam,
  listTeamOfGuest,
  type OwnWords,
  type ReceivedMessage,
  setContact,
  subjectOfEntry,
  subjectOfGuest,
  subjectOfMessage,
} from '#store/family.ts'
import { findAnchor } from '#store/own-records.ts'
import { deleteSessionsOf } from '#store/sessions.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { nameOf } from './search.ts'

export type { FamilyEntry, FamilyGuest, FamilyMessage, FamilyReply, OwnWords, ReceivedMessage }

/** What a team sees of the family's pages of one child. */
export interface FamilyFile {
  readonly personId: string
  readonly name: string
  /** Agencies on the team around the child. */
  readonly team: readonly AgencyId[]
  readonly guests: readonly FamilyGuest[]
  /** Newest first. */
  readonly entries: readonly FamilyEntry[]
  readonly messages: readonly FamilyMessage[]
  /** Newest version first, of those that the agency may read. */
  readonly words: readonly OwnWords[]
  /** Agencies that have the case: that lead, or have the duty. Only they may invite; while there is none, whoever watches the child. */
  readonly has: readonly AgencyId[]
  /** The actor's agency may invite. */
  readonly mayInvite: boolean
}

/** An invitation that was just made. Link and code are given once and kept nowhere. */
export interface Invited {
  readonly guestId: string
  readonly link: string
  readonly code: string
  readonly until: Instant
}

const LINK_BYTES = 16
const CODE_BYTES = 8

/** The family's pages of a person, as the actor's agency may see them. Empty for an agency that is not on the team. Throws when refused. */
export async function openFamily(ctx: Context, personId: string): Promise<FamilyFile> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  const grant = authorise(ctx, 'family.read', subject)
  const caseGrant = authorise(ctx, 'case.read', subject)
  const [guests, team, { lead }, person] = await Promise.all([
    listGuests(ctx.tx, grant),
    listTeam(ctx.tx, grant),
    caseParts(ctx, caseGrant, ['lead']),
    findNamed(ctx.tx, caseGrant),
  ])
  const ids = guests.map(({ guestId }) => guestId)
  const [entries, messages, words] = await Promise.all([
    listEntries(ctx.tx, grant, ids),
    listMessages(ctx.tx, grant, ids),
    listOwnWords(ctx.tx, grant, ids),
  ])
  disclosed(ctx, grant, [...ids, ...messages.map(({ messageId }) => messageId)])
  const watches = team.filter(({ because }) => because === 'watch').map(({ agency }) => agency)
  return {
    personId,
    name: nameOf(person ?? {}),
    team: [...new Set(team.map(({ agency }) => agency))],
    guests,
    entries,
    messages,
    words,
    has: hasCase(lead),
    mayInvite: mayInvite(ctx.actor.agency, hasCase(lead), watches),
  }
}

/**
 * Invite somebody to a page about a person. Throws when refused; Problem 'bad-request' naming the fields, and for an agency that neither has
 * the case nor, while nobody has it, watches the child.
 */
export async function inviteGuest(ctx: Context, personId: string, invitation: Invitation): Promise<Invited> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  const grant = authorise(ctx, 'family.invite', subject)
  const caseGrant = authorise(ctx, 'case.read', subject)
  const [team, { lead }, anchor] = await Promise.all([
    listTeam(ctx.tx, grant),
    caseParts(ctx, caseGrant, ['lead']),
    findAnchor(ctx.tx, grant),
  ])
  const watches = team.filter(({ because }) => because === 'watch').map(({ agency }) => agency)
  if (!mayInvite(ctx.actor.agency, hasCase(lead), watches)) {
    const message =
      'Only the agency that leads or has the duty can invite; while nobody does, one that watches the child'
    throw new Problem('bad-request', `Nothing was stored. ${message}.`, [{ field: 'name', message }])
  }
  checkFields(invitationProblems(invitation, londonDay(ctx.now)))
  if (anchor === undefined) throw new Problem('not-found')
  const link = Buffer.from(ctx.randomBytes(LINK_BYTES)).toString('base64url')
  const code = makeCode(ctx.randomBytes(CODE_BYTES))
  const guestId = ctx.newId()
  const until = clockDue('family-invitation', ctx.actor.agency, ctx.now)
  const kept = { linkHash: secretHash(link), codeHash: secretHash(code), linkUntil: until }
  const made = {
    ...invitation,
    guestId,
    guestKey: guestKey(guestId),
    number: makeCode(ctx.randomBytes(CODE_BYTES)),
    ...kept,
  }
  await insertGuest(ctx.tx, grant, anchor, made, doerOf(ctx))
  disclosed(ctx, grant, [guestId])
  return { guestId, link, code, until }
}

/** Change what to know before a guest is rung. */
export async function changeContact(ctx: Context, guestId: string, contact: ContactConditions): Promise<void> {
  const grant = authorise(ctx, 'family.change', await subjectOfGuest(ctx.tx, ctx.actor.agency, guestId))
  checkFields(contactProblems(contact))
  await setContact(ctx.tx, grant, contact)
}

/**
 * End a guest's page for good, signed out everywhere at once. What was written stays. The guest learns only that the page is closed and whom
 * to ring. Throws Problem 'already-answered' when it had ended.
 */
export async function endAccess(ctx: Context, guestId: string, why: string): Promise<void> {
  const grant = authorise(ctx, 'family.change', await subjectOfGuest(ctx.tx, ctx.actor.agency, guestId))
  if (why.trim() === '')
    throw new Problem('bad-request', 'Nothing was changed.', [
      { field: 'why', message: 'Write why: the guest never reads it' },
    ])
  if (!(await endGuest(ctx.tx, grant, why.trim(), doerOf(ctx))))
    throw new Problem('already-answered', 'This page was closed already.')
  await deleteSessionsOf(ctx.tx, guestId as UserId)
}

/** Put something on a guest's page, in the actor's own name. The rest of the team sees that it is there. */
export async function addEntry(ctx: Context, guestId: string, entry: NewFamilyEntry): Promise<string> {
  const grant = authorise(ctx, 'family.show', await subjectOfGuest(ctx.tx, ctx.actor.agency, guestId))
  checkFields(entryProblems(entry))
  const entryId = ctx.newId()
  const { kind, facts, words, post } = entry
  const team = await listTeamOfGuest(ctx.tx, grant)
  const kept = { entryId, kind, facts, words: words.trim(), byPost: post.trim() }
  await insertEntry(ctx.tx, grant, kept, [guestKey(guestId), ...team], doerOf(ctx))
  return entryId
}

/** Take something that the actor's agency put on a guest's page off it again. Throws when refused, and when it is not there. */
export async function takeEntryBack(ctx: Context, entryId: string): Promise<void> {
  const grant = authorise(ctx, 'family.change', await subjectOfEntry(ctx.tx, ctx.actor.agency, entryId))
  await endEntry(ctx.tx, grant, doerOf(ctx))
}

/** What families wrote to the actor's agency: what nobody has acknowledged first. */
export async function listFamilyMessages(ctx: Context): Promise<readonly ReceivedMessage[]> {
  const grant = authorise(ctx, 'family.list', ownSubject(ctx, 'family-message'))
  const messages = await listReceived(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    messages.map(({ messageId }) => messageId),
  )
  return messages
}

/** A message with what to know before its writer is rung. */
export interface OpenedMessage {
  readonly message: ReceivedMessage
  /** Absent when the agency reaches the child no more. */
  readonly guest: FamilyGuest | undefined
}

/** One message to the actor's agency. Throws when refused. */
export async function openMessage(ctx: Context, messageId: string): Promise<OpenedMessage> {
  const grant = authorise(ctx, 'family.message', await subjectOfMessage(ctx.tx, ctx.actor.agency, messageId))
  const message = await findMessage(ctx.tx, grant)
  if (message === undefined) throw new Problem('not-found')
  if (message.personId === null) return { message, guest: undefined }
  const readGrant = authorise(ctx, 'family.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, message.personId))
  const guests = await listGuests(ctx.tx, readGrant)
  return { message, guest: guests.find(({ guestId }) => guestId === message.guestId) }
}

/** A reply as staff write it. */
export interface NewReply {
  readonly kind: FamilyReplyKind
  readonly words: string
  /** What the writer does, as the family reads it. */
  readonly post: string
}

/** Acknowledge a message or answer it, in the actor's own name. Throws when refused; Problem 'bad-request' naming the fields. */
export async function replyToFamily(ctx: Context, messageId: string, { kind, words, post }: NewReply): Promise<void> {
  const grant = authorise(ctx, 'family.answer', await subjectOfMessage(ctx.tx, ctx.actor.agency, messageId))
  checkFields(replyProblems(kind, words, post))
  const reply = { replyId: ctx.newId(), kind, words: words.trim(), byPost: post.trim() }
  await insertReply(ctx.tx, grant, reply, doerOf(ctx))
}

/** How a link or a code is kept. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function hasCase({ lead, host }: LeadState): readonly AgencyId[] {
  return [lead, host].flatMap(duty => (duty === undefined ? [] : [duty.agency]))
}

function doerOf({ actor, now }: Context): Doer {
  return { id: actor.id, name: actor.name, now }
}
