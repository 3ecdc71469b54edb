import { createHash } from 'node:crypto'
import {
  type ConcernLanguage,
  type ConcernSaid,
  type ConcernState,
  type ConcernStep,
  isShown,
  makeReceipt,
  outwardOf,
  referenceOf,
  type Sender,
  stateAfter,
} from '#domain/concern.ts'
import type { Grant } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import {
  appendEntry,
  type Concern,
  type ConcernEntry,
  concernOfReceipt,
  findConcern,
  insertConcern,
  listConcerns,
  lockConcern,
  subjectOfConcern,
} from '#store/concerns.ts'
import type { Database } from '#store/database.ts'
import { addMessage } from '#store/outbox.ts'
import { agenciesFor, loadReference } from '#store/reference.ts'
import { authorise, type Context, disclosed, ownSubject, recordAs, unitOfWork } from './context.ts'
import { systemOf } from './operators.ts'

export type { Concern, ConcernEntry }

/** Where a concern may go, as the public is shown it. */
export interface Council {
  readonly code: AgencyId
  readonly name: string
  readonly phone: string
  readonly outOfHours: string
}

/** The council that was chosen, or else the one in whose area the postcode lies, whole or its first half; undefined when neither tells. */
export function councilFor(chosen: string | undefined, postcode: string | undefined): Council | undefined {
  const reference = loadReference()
  const named = chosen === undefined ? undefined : reference.agencyByCode.get(chosen)
  const outcode = postcode === undefined ? undefined : outwardOf(postcode)
  const there = outcode === undefined ? undefined : agenciesFor(reference, outcode, 'council')[0]
  const agency = named?.kind === 'council' ? named : there
  if (agency === undefined) return undefined
  const { code, name, phone, outOfHoursPhone: outOfHours } = agency
  return { code, name, phone, outOfHours }
}

/** A worry as somebody without an account tells it. */
export interface ToldConcern {
  /** The children's services that it goes to. */
  readonly agency: AgencyId
  readonly language: ConcernLanguage
  readonly sender: Sender
  readonly said: ConcernSaid
  /** Random text that the form was given; sent again, it is the same concern. */
  readonly key: string
}

/**
 * Receive a concern from somebody without an account; its team on duty gets a mail. Gives the receipt, which alone opens the answers.
 *
 * Sending the same form twice gives the same receipt and keeps one concern.
 */
export async function receiveConcern(database: Database, told: ToldConcern, now: Instant): Promise<string> {
  const receipt = makeReceipt(createHash('sha256').update(`receipt ${told.key}`).digest())
  await unitOfWork(database, publicOf(told.agency, now), async ctx => {
    const concernId = ctx.newId()
    const grant = authorise(ctx, 'concern.receive', ownSubject(ctx, 'concern', concernId))
    const { language, sender, said } = told
    const reference = referenceOf(receipt)
    const concern = { concernId, reference, receiptHash: hashOf(receipt), language, sender, said }
    if (await insertConcern(ctx.tx, grant, concern, now)) await tellTeam(ctx, concernId, 'received')
    else recordAs(ctx, grant, (await concernOfReceipt(ctx.tx, hashOf(receipt)))?.concernId ?? concernId)
  })
  return receipt
}

/** A concern as its sender sees it: where it stands, and what was said since that is for them. */
export interface FollowedConcern {
  readonly agency: AgencyId
  readonly reference: string
  readonly receivedAt: Instant
  readonly state: ConcernState
  readonly entries: readonly Pick<ConcernEntry, 'at' | 'kind' | 'byName' | 'words'>[]
}

/** The concern of a receipt for who holds the receipt; undefined when none has it. What they wrote at first is not given back. */
export async function followConcern(
  database: Database,
  receipt: string,
  now: Instant,
): Promise<FollowedConcern | undefined> {
  return withReceipt(database, receipt, now, async (ctx, grant) => {
    const held = await findConcern(ctx.tx, grant)
    if (held === undefined) return undefined
    const { reference, receivedAt, state } = held.concern
    const entries = held.entries
      .filter(entry => entry.shown)
      .map(({ at, kind, byName, words }) => ({ at, kind, byName, words }))
    return { agency: grant.agency, reference, receivedAt, state, entries }
  })
}

/** Add the words of who holds the receipt; the team on duty gets a mail. Gives false when no concern has the receipt. */
export async function addToConcern(database: Database, receipt: string, words: string, now: Instant): Promise<boolean> {
  const added = await withReceipt(database, receipt, now, async (ctx, grant) => {
    const state = await lockConcern(ctx.tx, grant)
    const entryId = ctx.newId()
    const entry = { entryId, at: now, kind: 'added', byUser: null, byName: null, words, shown: true } as const
    await appendEntry(ctx.tx, grant, entry, {
      state: state === 'closed' ? 'waiting' : (state ?? 'waiting'),
      addedTo: true,
    })
    await tellTeam(ctx, grant.subject.id, entryId)
    return true
  })
  return added ?? false
}

/** Work for who holds a receipt, on the trail of the agency whose concern it opens; undefined when it opens none. */
async function withReceipt<T>(
  database: Database,
  receipt: string,
  now: Instant,
  work: (ctx: Context, grant: Grant<'concern.follow'>) => Promise<T>,
): Promise<T | undefined> {
  const found = await database.transaction('', tx => concernOfReceipt(tx, hashOf(receipt)))
  if (found === undefined) return undefined
  return unitOfWork(database, publicOf(found.agency, now), ctx =>
    work(ctx, authorise(ctx, 'concern.follow', ownSubject(ctx, 'concern', found.concernId))),
  )
}

/** The concerns of the actor's agency: those that wait first. */
export async function listOwnConcerns(ctx: Context): Promise<readonly Concern[]> {
  const grant = authorise(ctx, 'concern.list', ownSubject(ctx, 'concern'))
  const concerns = await listConcerns(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    concerns.map(one => one.concernId),
  )
  return concerns
}

/** One concern of the actor's agency with all that was added. Throws when refused. */
export async function openConcern(
  ctx: Context,
  concernId: string,
): Promise<{ readonly concern: Concern; readonly entries: readonly ConcernEntry[] }> {
  const grant = authorise(ctx, 'concern.list', await subjectOfConcern(ctx.tx, ctx.actor.agency, concernId))
  const held = await findConcern(ctx.tx, grant)
  if (held === undefined) throw new Problem('not-found')
  return held
}

/** Do something about a concern, in the actor's own name. Throws Problem 'bad-request' without words where words are needed. */
export async function answerConcern(ctx: Context, concernId: string, step: ConcernStep, words: string): Promise<void> {
  if (step !== 'seen' && words.trim() === '')
    throw new Problem('bad-request', 'Nothing was stored.', [{ field: 'words', message: WORDS_NEEDED[step] }])
  const grant = authorise(ctx, 'concern.answer', await subjectOfConcern(ctx.tx, ctx.actor.agency, concernId))
  const state = await lockConcern(ctx.tx, grant)
  if (state === undefined) throw new Problem('not-found')
  const entry = {
    entryId: ctx.newId(),
    at: ctx.now,
    kind: step,
    byUser: ctx.actor.id,
    byName: ctx.actor.name,
    words: words.trim(),
    shown: isShown(step),
  }
  await appendEntry(ctx.tx, grant, entry, { state: stateAfter(state, step), addedTo: false })
}

const WORDS_NEEDED: Readonly<Record<Exclude<ConcernStep, 'seen'>, string>> = {
  reply: 'Write what the sender shall read',
  note: 'Write the note',
  closed: 'Write what the sender shall read: what was done, or why nothing more is',
}

/** Who is asking when somebody without an account does: the service for the agency, on the trail as what it is. */
function publicOf(agency: AgencyId, now: Instant) {
  return systemOf(agency, 'public-concern', now)
}

async function tellTeam(ctx: Context, concernId: string, what: string): Promise<void> {
  const payload = { about: 'concern', concernId } as const
  await addMessage(ctx.tx, `concern:${concernId}:${what}`, ctx.actor.agency, { kind: 'mail', payload }, ctx.now)
}

function hashOf(receipt: string): string {
  return createHash('sha256').update(receipt).digest('hex')
}
