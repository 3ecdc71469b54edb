import { type Action, allows, type Grant, type Subject } from '#domain/access.ts'
import type { Actor, Purpose } from '#domain/actor.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { PeopleInMemory } from '#services/linkage/in-memory.ts'
import { appendAudit, type AuditEntry } from '#store/audit.ts'
import type { Database, Tx } from '#store/database.ts'

/** Who is asking, why, when, and the sources of what may not be guessed. Made once a request. */
export interface Who {
  readonly actor: Actor
  readonly purpose: Purpose
  readonly now: Instant
  readonly requestId: string
  /** The agency on whose trail it goes, where the actor's own has none: a guest is on that of who invited them. */
  readonly trailOf?: AgencyId | undefined
  /** A new random UUID. */
  readonly newId: () => string
  /** Random bytes for references people read out. */
  readonly randomBytes: (count: number) => Uint8Array
  /** Where linkage looks before it asks the database. */
  readonly inMemory?: PeopleInMemory | undefined
}

/** The first argument of every service: who is asking, and the open transaction. */
export interface Context extends Who {
  readonly tx: Tx
  /** Entries written when the work is done, before commit. */
  readonly trail: AuditEntry[]
  /** Other writing that nothing waits for, done when the work is done: it goes out together with trail and commit. */
  readonly last: (() => Promise<unknown>)[]
}

/** Policy said no. The caller sees what is shown for a thing that does not exist. */
export class Refusal extends Problem {
  readonly entry: AuditEntry

  constructor(entry: AuditEntry) {
    super('not-found')
    this.entry = entry
  }
}

/** Run a use case in one transaction, its audit entries included. A refusal is written in a second one, since the first rolls back. */
export async function unitOfWork<T>(database: Database, who: Who, work: (ctx: Context) => Promise<T>): Promise<T> {
  try {
    let trail: AuditEntry[] = []
    let last: (() => Promise<unknown>)[] = []
    return await database.transaction(
      who.actor.agency,
      tx => {
        trail = []
        last = []
        return work({ ...who, tx, trail, last })
      },
      tx => Promise.all([...last.map(write => write()), appendAudit(tx, trail, who.trailOf)]),
    )
  } catch (error) {
    if (error instanceof Refusal) {
      await database.transaction(who.trailOf ?? who.actor.agency, tx => appendAudit(tx, [error.entry]))
    }
    throw error
  }
}

/** Decide, put the entry on the trail, and return the proof that store functions ask for. Throws when refused. */
export function authorise<A extends Action>(ctx: Context, action: A, subject: Subject): Grant<A> {
  const allowed = allows(ctx.actor, action, subject, ctx.purpose)
  const entry: AuditEntry = {
    entryId: ctx.newId(),
    at: ctx.now,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    purpose: ctx.purpose,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    personId: subject.personId ?? null,
    allowed,
    disclosed: [],
    requestId: ctx.requestId,
  }
  if (!allowed) throw new Refusal(entry)
  ctx.trail.push(entry)
  return { action, subject, agency: ctx.actor.agency } as Grant<A>
}

/** Note on the grant's entry which ids were given out, for a list or a search. */
export function disclosed(ctx: Context, grant: Grant, ids: readonly string[]): void {
  changeEntry(ctx, grant, entry => ({ ...entry, disclosed: [...entry.disclosed, ...ids] }))
}

/** The grant's entry is on record as of another thing of its kind: the one that was found to be there already. */
export function recordAs(ctx: Context, grant: Grant, subjectId: string): void {
  changeEntry(ctx, grant, entry => ({ ...entry, subjectId }))
}

function changeEntry(ctx: Context, grant: Grant, change: (entry: AuditEntry) => AuditEntry): void {
  const at = ctx.trail.findLastIndex(entry => entry.action === grant.action && entry.subjectId === grant.subject.id)
  const entry = ctx.trail[at]
  if (entry !== undefined) ctx.trail[at] = change(entry)
}

/** A thing of the actor's own agency: a list, a search, or something new. */
export function ownSubject(ctx: Pick<Context, 'actor'>, kind: Subject['kind'], id = 'all'): Subject {
  return { kind, id, owners: [ctx.actor.agency], sharedWith: [] }
}
