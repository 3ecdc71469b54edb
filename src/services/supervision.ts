import type { Actor } from '#domain/actor.ts'
import type { LeadState } from '#domain/case/lead.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import { type Colleague, followedBy, type SupervisionGiven, supervisionProblems } from '#domain/supervision.ts'
import type { UserId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { findNamed } from '#store/cases.ts'
import { lockPeople } from '#store/links.ts'
import { findAnchor } from '#store/own-records.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { insertSupervision, listSupervision, type StoredSupervision } from '#store/supervision.ts'
import { listColleagues } from '#store/users.ts'
import { caseParts } from './case-parts.ts'
import { authorise, type Context, disclosed } from './context.ts'
import { nameOf } from './search.ts'

export type { StoredSupervision, SupervisionGiven }

/** Supervision about a person, as the actor may read it. */
export interface SupervisionFile {
  readonly personId: string
  /** As a record says that the agency may see. */
  readonly name: string
  readonly lead: LeadState
  /** Newest first. */
  readonly notes: readonly StoredSupervision[]
  /** Who may have been there, by name. */
  readonly colleagues: readonly Colleague[]
}

/** Managers read all supervision of their agency, others what they took part in: whose it is to read, or undefined for all. */
export function supervisionsFor({ id, roles }: Actor): UserId | undefined {
  return roles.includes('manager') ? undefined : id
}

/** Supervision about a person in the actor's own agency. Throws when refused. */
export async function openSupervisionOf(ctx: Context, personId: string): Promise<SupervisionFile> {
  const grant = authorise(ctx, 'supervision.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const notes = await listSupervision(ctx.tx, grant, supervisionsFor(ctx.actor))
  const { lead } = await caseParts(ctx, grant, ['lead'])
  const person = await findNamed(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    notes.map(note => note.noteId),
  )
  const colleagues = await listColleagues(ctx.tx, grant.agency)
  return { personId, name: nameOf(person ?? {}), lead, notes, colleagues }
}

/**
 * Write down supervision about a person, for the actor's own agency; a next day of the practitioner's is taken over.
 *
 * Throws when refused; Problem 'bad-request' naming the fields; 'not-found' for a note to correct that the actor may not read.
 */
export async function noteSupervision(ctx: Context, personId: string, given: SupervisionGiven): Promise<string> {
  const { actor, now } = ctx
  const grant = authorise(ctx, 'supervision.write', await subjectOfPerson(ctx.tx, actor.agency, personId))
  // Two notes at one moment: the second follows the first.
  await lockPeople(ctx.tx, [personId])
  const colleagues = await listColleagues(ctx.tx, grant.agency)
  checkFields(supervisionProblems(given, { today: londonDay(now), writer: actor.id, colleagues }))
  const notes = await listSupervision(ctx.tx, grant, undefined)
  const readable = await listSupervision(ctx.tx, grant, supervisionsFor(actor))
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  if (given.corrects !== undefined && !readable.some(one => one.noteId === given.corrects))
    throw new Problem('not-found')
  const nameIs = (id: UserId) => colleagues.find(one => one.id === id)?.name ?? ''
  const noteId = ctx.newId()
  await insertSupervision(ctx.tx, grant, anchor, {
    ...given,
    noteId,
    workerName: nameIs(given.worker),
    supervisorName: nameIs(given.supervisor),
    follows: followedBy(notes, given),
    by: actor,
    at: now,
  })
  disclosed(ctx, grant, [noteId])
  return noteId
}
