import { type FieldProblem, textProblems, tooLong } from './problem.ts'
import type { AgencyId } from './values/ids.ts'
import { accepted, type Parsed, refused } from './values/parsed.ts'
import { isSpelled, spelled, squeezed, unmistaken } from './values/reference.ts'
import { type Instant, type PlainDate, plusDays } from './values/time.ts'

/** Who may be invited to a page about one child. */
export const GUEST_KINDS = ['parent', 'young-person', 'advocate'] as const
export type GuestKind = (typeof GUEST_KINDS)[number]

/** Languages in which a guest is served. */
export const GUEST_LANGUAGES = ['en', 'cy'] as const
export type GuestLanguage = (typeof GUEST_LANGUAGES)[number]

/** What a guest may send: a message, and for a young person "I want an advocate" and "this is not safe". */
export const GUEST_MESSAGES = ['message', 'advocate', 'unsafe'] as const
export type GuestMessage = (typeof GUEST_MESSAGES)[number]

/** What the team puts on a guest's page. Whoever helps is also whom to ring. */
export const FAMILY_ENTRIES = ['note', 'agreed', 'appointment', 'helper'] as const
export type FamilyEntryKind = (typeof FAMILY_ENTRIES)[number]

/** That somebody has read a message, or has answered it. */
export const FAMILY_REPLIES = ['seen', 'reply'] as const
export type FamilyReplyKind = (typeof FAMILY_REPLIES)[number]

/** Whom a young person lets read their own words, beside themselves. */
export const WORDS_READERS = ['me', 'worker', 'team'] as const
export type WordsReaders = (typeof WORDS_READERS)[number]

/** Whether something may be sent to a phone that others may look at. */
export const PHONE_RULES = ['never', 'any-time', 'not-after'] as const
export type PhoneRule = (typeof PHONE_RULES)[number]

/** What to know before somebody is rung, written or met. */
export interface ContactConditions {
  readonly phone?: string
  /** The language they speak best; absent when that is the one of the page. */
  readonly speaks?: string
  readonly interpreter: boolean
  /** Large print, sign language, somebody beside them … */
  readonly needs?: string
  readonly safeTimes?: string
  readonly voicemail: PhoneRule
  readonly text: PhoneRule
  /** Of the day in London, 'HH:MM': for what may be sent, but not after this. */
  readonly notAfter?: string
}

/** Where an invitation stands. */
export type GuestState = 'invited' | 'lapsed' | 'open' | 'ended'

/** What decides where it stands. */
export interface GuestDates {
  readonly linkUntil: Instant
  readonly endsOn: PlainDate
  readonly tries: number
  readonly acceptedAt: Instant | null
  readonly endedAt: Instant | null
}

/** Wrong codes after which an invitation is worth nothing. */
export const MOST_TRIES = 5
/** No page of a guest stays open longer without being thought of again. */
const MOST_DAYS = 366
const SHORTEST_PASSPHRASE = 12
const SHORT = 200

/** Where an invitation stands at a moment. Ended stays ended. */
export function guestState(guest: GuestDates, now: Instant, today: PlainDate): GuestState {
  if (guest.endedAt !== null || guest.endsOn < today) return 'ended'
  if (guest.acceptedAt !== null) return 'open'
  return guest.tries >= MOST_TRIES || guest.linkUntil <= now ? 'lapsed' : 'invited'
}

/** What a guest is to row security: an agency of its own, to which nothing is open but its own. */
export function guestKey(guestId: string): AgencyId {
  return `guest:${guestId}` as AgencyId
}

/** Who may invite: whoever has the case; while nobody has it, whoever watches the child. */
export function mayInvite(agency: AgencyId, has: readonly AgencyId[], watches: readonly AgencyId[]): boolean {
  return (has.length > 0 ? has : watches).includes(agency)
}

/**
 * Who is sent what a guest writes. A parent or an advocate writes to the whole team at once; a young person to those who invited them, and
 * what they say goes no further by itself.
 */
export function readersOfMessage(kind: GuestKind, host: AgencyId, team: readonly AgencyId[]): readonly AgencyId[] {
  return kind === 'young-person' ? [host] : [...new Set([host, ...team])]
}

/** Who reads a young person's own words. `parents` are pages of parents or carers, and read only where the young person says so. */
export function readersOfWords(
  choice: { readonly readers: WordsReaders; readonly withFamily: boolean },
  host: AgencyId,
  team: readonly AgencyId[],
  parents: readonly AgencyId[],
): readonly AgencyId[] {
  const staff = { me: [], worker: [host], team: [host, ...team] }[choice.readers]
  return [...new Set([...staff, ...(choice.withFamily ? parents : [])])]
}

/** What to do with a phone now, in a word: it depends on the time of day only for what may not be sent after an hour. */
export function mayUsePhone({ notAfter }: ContactConditions, rule: PhoneRule, clock: string): boolean {
  if (rule === 'not-after') return notAfter !== undefined && clock < notAfter
  return rule === 'any-time'
}

/** A code to be said aloud or handed over, from random bytes, at least eight: 7F3K-2QXM. */
export function makeCode(bytes: Uint8Array): string {
  if (bytes.length < CODE_LENGTH) throw new RangeError(`a code takes ${CODE_LENGTH} random bytes`)
  return grouped(spelled(bytes.subarray(0, CODE_LENGTH)))
}

/** A code or a guest's number as it is written, from what somebody typed: any case, with or without hyphen, O for 0, I or L for 1. */
export function parseCode(text: string): Parsed<string> {
  const code = unmistaken(squeezed(text))
  if (code.length === CODE_LENGTH && isSpelled(code)) return accepted(grouped(code))
  return refused('Eight letters and numbers')
}

const CODE_LENGTH = 8

function grouped(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** An invitation as a practitioner writes it. */
export interface Invitation {
  readonly kind: GuestKind
  /** What the guest is called on the page. */
  readonly name: string
  readonly language: GuestLanguage
  readonly endsOn: PlainDate
  readonly contact: ContactConditions
}

/** What is wrong with an invitation. */
export function invitationProblems(invitation: Invitation, today: PlainDate): FieldProblem[] {
  const { name, endsOn, contact } = invitation
  const problems = textProblems('name', name, 'Write what they are called')
  if (endsOn <= today || endsOn > plusDays(today, MOST_DAYS))
    problems.push({ field: 'endsOn', message: 'Choose a day within the next 12 months' })
  return [...problems, ...tooLong('name', name, SHORT), ...contactProblems(contact)]
}

/** What is wrong with conditions for contact. */
export function contactProblems(contact: ContactConditions): FieldProblem[] {
  const needsHour = contact.voicemail === 'not-after' || contact.text === 'not-after'
  const problems = (['phone', 'speaks', 'needs', 'safeTimes'] as const).flatMap(field =>
    tooLong(field, contact[field] ?? '', SHORT),
  )
  if (needsHour && !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(contact.notAfter ?? ''))
    problems.push({ field: 'notAfter', message: 'Write the hour after which nothing may be sent, such as 18:00' })
  return problems
}

/** What the team puts on a page, as it is written. */
export interface NewFamilyEntry {
  readonly kind: FamilyEntryKind
  readonly words: string
  readonly facts: FamilyFacts
  /** What the writer does, as the family reads it. */
  readonly post: string
}

/** What some entries say besides words. */
export interface FamilyFacts {
  /** Of an appointment. */
  readonly at?: Instant
  /** Of somebody who helps. */
  readonly name?: string
  readonly phone?: string
}

/** What is wrong with an entry. */
export function entryProblems({ kind, words, facts, post }: NewFamilyEntry): FieldProblem[] {
  const problems = textProblems('words', words, ENTRY_MISSING[kind])
  if (kind === 'appointment' && facts.at === undefined)
    problems.push({ field: 'at', message: 'Write the day and the time' })
  if (kind === 'helper' && (facts.name ?? '').trim() === '')
    problems.push({ field: 'helperName', message: 'Write who helps' })
  return [...problems, ...postProblems(post), ...tooLong('helperName', facts.name ?? '', SHORT)]
}

const ENTRY_MISSING: Readonly<Record<FamilyEntryKind, string>> = {
  note: 'Write what they shall read',
  agreed: 'Write what was agreed',
  appointment: 'Write what it is, and where',
  helper: 'Write what this person does for them',
}

/** What is wrong with a reply to a message. */
export function replyProblems(kind: FamilyReplyKind, words: string, post: string): FieldProblem[] {
  const problems = kind === 'reply' ? textProblems('words', words, 'Write your answer') : tooLong('words', words)
  return [...problems, ...postProblems(post)]
}

function postProblems(post: string): FieldProblem[] {
  return [
    ...textProblems('post', post, 'Write what you do, as the family will read it'),
    ...tooLong('post', post, SHORT),
  ]
}

/** Whether a passphrase is long enough to be one. */
export function isPassphrase(text: string): boolean {
  return text.length >= SHORTEST_PASSPHRASE && new Set(text).size >= 5
}
