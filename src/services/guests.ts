import { timingSafeEqual } from 'node:crypto'
import {
  type FamilyEntryKind,
  type GuestKind,
  type GuestLanguage,
  type GuestMessage,
  guestState,
  isPassphrase,
  parseCode,
  readersOfMessage,
  readersOfWords,
  type WordsReaders,
} from '#domain/family.ts'
import { Problem, textProblems } from '#domain/problem.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Database } from '#store/database.ts'
import {
  claimTry,
  type FamilyEntry,
  type FamilyGuest,
  type FamilyMessage,
  findOwnGuest,
  guestOfLink,
  insertMessage,
  insertOwnWords,
  listEntries,
  listMessages,
  listOwnParents,
  listOwnTeam,
  listOwnWords,
  type OwnWords,
  takeUp,
} from '#store/family.ts'
import { addMessage } from '#store/outbox.ts'
import { insertUser } from '#store/users.ts'
import type { Grant } from '#domain/access.ts'
import { authorise, type Context, ownSubject, unitOfWork } from './context.ts'
import { clockDue } from './clocks.ts'
import { secretHash } from './family.ts'
import { systemOf } from './operators.ts'
import { hashPassword } from './passwords.ts'
import { type Attempt, signIn, type SignInResult } from './sign-in.ts'

/** A guest's session lasts so long at most, used or not. */
const SESSION_HOURS = 2

/** What came of taking an invitation up. The number is for signing in from then on. */
export type Accepted = { readonly kind: 'accepted'; readonly number: string } | { readonly kind: 'refused' }

/**
 * Take an invitation up with its link, its code and a passphrase that the guest has chosen. Works once.
 *
 * A wrong link, a wrong code, a code tried too often and a link that is too old give the same answer. Throws Problem 'bad-request' when the
 * passphrase is too short.
 */
export async function acceptInvitation(
  database: Database,
  sent: { readonly link: string; readonly code: string; readonly passphrase: string },
  now: Instant,
): Promise<Accepted> {
  if (!isPassphrase(sent.passphrase))
    throw new Problem('bad-request', 'Nothing was stored.', [{ field: 'passphrase', message: 'too-short' }])
  const found = await database.transaction('', tx => guestOfLink(tx, secretHash(sent.link)))
  if (found === undefined) return { kind: 'refused' }
  const who = systemOf(found.agency, 'family-invitation', now)
  const accept = <T>(work: (ctx: Context, grant: Grant<'guest.accept'>) => Promise<T>) =>
    unitOfWork(database, who, ctx => work(ctx, authorise(ctx, 'guest.accept', ownSubject(ctx, 'guest', found.guestId))))
  // Counted in a transaction of its own: a hundred guesses at once are a hundred tries.
  const invitation = await accept((ctx, grant) => claimTry(ctx.tx, grant))
  const code = parseCode(sent.code)
  if (invitation === undefined || invitation.code === null || !code.ok) return { kind: 'refused' }
  if (guestState(invitation, now, londonDay(now)) !== 'invited') return { kind: 'refused' }
  if (!timingSafeEqual(secretHash(code.value), invitation.code)) return { kind: 'refused' }
  const passwordHash = await hashPassword(sent.passphrase)
  const { number } = invitation
  const taken = await accept(async (ctx, grant) => {
    if (!(await takeUp(ctx.tx, grant, now))) return false
    const id = found.guestId as UserId
    const user = {
      id,
      agency: found.agency,
      email: emailOf(number),
      name: `Guest ${number}`,
      roles: ['guest'] as const,
    }
    await insertUser(ctx.tx, { ...user, passwordHash })
    return true
  })
  return taken ? { kind: 'accepted', number } : { kind: 'refused' }
}

/** Sign a guest in with their number and passphrase. */
export function signInGuest(
  database: Database,
  typed: { readonly number: string; readonly passphrase: string },
  attempt: Omit<Attempt, 'purpose' | 'sessionHours'>,
): Promise<SignInResult> {
  const number = parseCode(typed.number)
  const credentials = { email: emailOf(number.ok ? number.value : 'nobody'), password: typed.passphrase }
  return signIn(database, credentials, { ...attempt, purpose: 'safeguarding', sessionHours: SESSION_HOURS }, 'guest')
}

/** A guest's own page. When it is closed, nothing is on it but whom to ring. */
export interface OwnPage {
  readonly kind: GuestKind
  readonly name: string
  readonly language: GuestLanguage
  readonly isClosed: boolean
  readonly host: AgencyId
  /** Newest first. */
  readonly entries: readonly FamilyEntry[]
  readonly messages: readonly FamilyMessage[]
  /** A young person's own words, newest version first; for a parent, what a young person lets them read. */
  readonly words: readonly OwnWords[]
}

/** The page of the guest who asks. Throws when refused. */
export async function openOwnPage(ctx: Context): Promise<OwnPage> {
  const grant = authorise(ctx, 'guest.read', ownSubject(ctx, 'guest', ctx.actor.id))
  const guest = await findOwnGuest(ctx.tx, grant)
  if (guest === undefined) throw new Problem('not-found')
  const { kind, name, language, agency: host } = guest
  const shown = { kind, name, language, host }
  if (!isOpen(guest, ctx)) return { ...shown, isClosed: true, entries: [], messages: [], words: [] }
  const [entries, messages, words] = await Promise.all([
    listEntries(ctx.tx, grant, [guest.guestId]),
    listMessages(ctx.tx, grant, [guest.guestId]),
    listOwnWords(ctx.tx, grant, 'any'),
  ])
  return { ...shown, isClosed: false, entries, messages, words }
}

/** What a guest writes. */
export interface GuestWriting {
  readonly kind: GuestMessage
  readonly words: string
  /** Somebody is in danger now. */
  readonly danger: boolean
}

/**
 * Send what the guest who asks wrote to those whom they write to: once, to all of them; each team on duty gets a mail that holds nothing of
 * it. Throws when refused or closed; Problem 'bad-request' without words, which asking for an advocate and "this is not safe" do without.
 */
export async function writeToTeam(ctx: Context, { kind, words, danger }: GuestWriting): Promise<void> {
  const grant = authorise(ctx, 'guest.write', ownSubject(ctx, 'guest', ctx.actor.id))
  const guest = await openGuest(ctx, grant)
  // Only a young person asks for an advocate here, or says that it is not safe: others write it.
  if (kind !== 'message' && guest.kind !== 'young-person') throw new Problem('not-found')
  const problems = kind === 'message' ? textProblems('words', words, 'empty') : []
  if (problems.length > 0) throw new Problem('bad-request', 'Nothing was sent.', problems)
  const readers = readersOfMessage(guest.kind, guest.agency, await listOwnTeam(ctx.tx, grant))
  const message = {
    messageId: ctx.newId(),
    kind,
    danger: danger || kind === 'unsafe',
    words: words.trim(),
    language: guest.language,
    at: ctx.now,
    answerBy: clockDue('family-message', guest.agency, ctx.now),
  }
  await insertMessage(ctx.tx, grant, message, readers)
  for (const agency of readers) {
    const payload = { about: 'family', messageId: message.messageId } as const
    await addMessage(ctx.tx, `family:${message.messageId}:${agency}`, agency, { kind: 'mail', payload }, ctx.now)
  }
}

/** What a young person writes of their plan, and whom they let read it. */
export interface NewOwnWords {
  readonly words: string
  readonly readers: WordsReaders
  readonly withFamily: boolean
}

/** Keep a new version of the young person's own words. Whom they let read holds for every version. Throws when refused or closed. */
export async function writeOwnWords(ctx: Context, { words, readers, withFamily }: NewOwnWords): Promise<void> {
  const grant = authorise(ctx, 'guest.write', ownSubject(ctx, 'guest', ctx.actor.id))
  const guest = await openGuest(ctx, grant)
  if (guest.kind !== 'young-person') throw new Problem('not-found')
  const problems = textProblems('words', words, 'empty')
  if (problems.length > 0) throw new Problem('bad-request', 'Nothing was stored.', problems)
  const [team, parents, versions] = await Promise.all([
    listOwnTeam(ctx.tx, grant),
    listOwnParents(ctx.tx, grant),
    listOwnWords(ctx.tx, grant, [guest.guestId]),
  ])
  const audience = readersOfWords({ readers, withFamily }, guest.agency, team, parents)
  const version = (versions[0]?.version ?? 0) + 1
  await insertOwnWords(ctx.tx, grant, { version, words: words.trim(), readers, withFamily, at: ctx.now }, audience)
}

/** Entries of these kinds, in the order in which they are to be read: appointments by when they are, the others newest first. */
export function entriesOf(
  entries: readonly FamilyEntry[],
  ...kinds: readonly FamilyEntryKind[]
): readonly FamilyEntry[] {
  const chosen = entries.filter(({ kind }) => kinds.includes(kind))
  return chosen.toSorted((a, b) => (a.facts.at ?? '').localeCompare(b.facts.at ?? ''))
}

async function openGuest(ctx: Context, grant: Grant<'guest.write'>): Promise<FamilyGuest> {
  const guest = await findOwnGuest(ctx.tx, grant)
  if (guest === undefined || !isOpen(guest, ctx)) throw new Problem('not-found')
  return guest
}

function isOpen(guest: FamilyGuest, { now }: Context): boolean {
  return guestState(guest, now, londonDay(now)) === 'open'
}

/** What sign-in knows a guest by, of their number. It is no address, and no mail goes there. */
export function emailOf(number: string): string {
  return `guest:${number.toLowerCase()}`
}
