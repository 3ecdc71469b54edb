import { HUNG } from '#domain/link.ts'
import type { PersonFields } from '#domain/mapping.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { makeReference, REFERENCE_BYTES } from '#domain/values/reference.ts'
import { toComparable } from '#linkage/index.ts'
import type { IncomingEvent } from '#store/events.ts'
import { announce } from '#store/news.ts'
import { addMessage, type MailPayload } from '#store/outbox.ts'
import { type Anchor, findAnchor, openRecordTo, type SayGrant, takenSourceIds } from '#store/own-records.ts'
import { upsertRecords } from '#store/records.ts'
import { gatewayFor } from './alert-policy.ts'
import { dutyTeam } from './contacts.ts'
import type { Context } from './context.ts'
import { bindToPerson } from './link-decisions.ts'
import { linkRecords } from './linkage.ts'

/** What kind of thing is said of a person, and the letters of its reference. */
const PREFIXES = { sign: 'SGN', 'sign-question': 'ASK', judgement: 'JDG', order: 'ORD' } as const

/** Something that somebody says of a person. */
export interface Said {
  readonly feed: keyof typeof PREFIXES
  readonly asGiven: unknown
  /** As it stands in the chronology; nothing does without. */
  readonly event?: IncomingEvent | undefined
}

/** A record of the agency's own that now says something of the person. */
export interface OwnRecord {
  readonly recordId: string
  readonly reference: string
  readonly anchor: Anchor
}

/**
 * Keep what somebody says of a person on a new record of their agency's own, which belongs to the person by their word.
 *
 * The record names the person as the agency's own records do, and not at all when it has none: what it was shown stays with the holder.
 * It is compared with nobody, so that it joins nothing that its person does not.
 */
export async function sayOfPerson(ctx: Context, grant: SayGrant, said: Said): Promise<OwnRecord> {
  const { agency } = ctx.actor
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  const reference = await freeReference(ctx, said.feed)
  const recordId = ctx.newId()
  const comparable = toComparable({})
  const row = {
    recordId,
    sourceSystem: HUNG,
    feed: said.feed,
    sourceId: reference,
    person: anchor.agency === agency ? namesOf(anchor.person) : {},
    asGiven: said.asGiven,
    marks: [],
    comparable,
    event: said.event,
    withdraws: false,
    restricted: false,
    assertedAt: ctx.now,
  }
  await upsertRecords(ctx.tx, grant, [row], ctx.now)
  await linkRecords(ctx, [{ recordId, sourceSystem: row.sourceSystem, comparable }])
  await bindToPerson(ctx, { agency, recordId }, anchor, `Recorded on this person's page: ${reference}`)
  return { recordId, reference, anchor }
}

/** Open a record to another agency, once, and keep on what basis. To one's own agency there is nothing to open. */
export async function tellOf(
  ctx: Context,
  grant: SayGrant,
  record: OwnRecord,
  to: AgencyId,
  told: { readonly what: string; readonly because: string },
): Promise<void> {
  if (to === ctx.actor.agency) return
  await openRecordTo(ctx.tx, grant, {
    ...told,
    recordId: record.recordId,
    knownBy: record.anchor.recordId,
    to,
    shareId: ctx.newId(),
    gateway: gatewayFor(ctx.purpose),
    by: ctx.actor.id,
    at: ctx.now,
  })
}

/** A mail without personal data to an agency's team on duty, and news for the pages that are open there. */
export async function sendWord(ctx: Context, about: MailPayload['about'], signId: string, to: AgencyId): Promise<void> {
  const payload = { about, signId, team: dutyTeam(to) ?? null }
  await addMessage(ctx.tx, `${about}:${signId}:${to}:${ctx.now}`, to, { kind: 'mail', payload }, ctx.now)
  await announce(ctx.tx, { agency: to, kind: 'sign', id: signId })
}

/** Whether the record names somebody, so that an agency that does not know them can be told of them. */
export function isNamed(person: PersonFields): boolean {
  return [person.fullName, person.givenName, person.familyName].some(name => name !== undefined && name !== '')
}

/** What it takes to know whom it is about. A nickname stays on the record that has it: the new one may be opened to others. */
function namesOf({ fullName, givenName, familyName, dateOfBirth }: PersonFields): PersonFields {
  const named = { fullName, givenName, familyName, dateOfBirth }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

/** References are short, so that they can be read out: now and then one is drawn that the agency has used before. */
const REFERENCES_DRAWN = 8

async function freeReference(ctx: Context, feed: Said['feed']): Promise<string> {
  const drawn = Array.from({ length: REFERENCES_DRAWN }, () =>
    makeReference(PREFIXES[feed], ctx.randomBytes(REFERENCE_BYTES)),
  )
  const taken = await takenSourceIds(ctx.tx, ctx.actor.agency, feed, drawn)
  const free = drawn.find(reference => !taken.has(reference))
  if (free === undefined) throw new Error(`No reference is free for "${feed}"`)
  return free
}
