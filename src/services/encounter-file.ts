import type { Grant } from '#domain/access.ts'
import { type Ring, ringSince } from '#domain/encounter.ts'
import { Problem } from '#domain/problem.ts'
import { parseReference } from '#domain/values/reference.ts'
import {
  type Encounter,
  type EncounterCursor,
  type EncounterFile,
  findEncounter,
  findEncounterId,
  listEncounters,
  listPlaces,
  listTold,
  listTrail,
  type Told,
  type TrailEntry,
} from '#store/encounters.ts'
import { announce } from '#store/news.ts'
import { addMessage } from '#store/outbox.ts'
import { subjectOfEncounter } from '#store/subjects.ts'
import { dutyTeam, findContacts } from './contacts.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { askedAt, type OrderAsked } from './order-questions.ts'

export type { Encounter, EncounterCursor, EncounterFile, OrderAsked, Told, TrailEntry }

/** An encounter opened: what was said, what was answered, who was told and what they did, and the trail of the person. */
export interface OpenEncounter {
  readonly encounter: EncounterFile
  readonly own: boolean
  readonly told: readonly Told[]
  /** Whom to ring of those who were told after the answer was given; for the agency that reported only. */
  readonly later: readonly Ring[]
  readonly trail: readonly TrailEntry[]
  /** What to ask because of orders that the reader's agency holds or was shown. */
  readonly asked: readonly OrderAsked[]
}

/** What changes of an encounter while its page is open. */
export type Telling = Pick<OpenEncounter, 'encounter' | 'told' | 'later'>

/** Open an encounter by its reference, however it was typed, or its id. Throws when refused, and for what does not exist alike. */
export async function openEncounter(ctx: Context, referenceOrId: string): Promise<OpenEncounter> {
  const id = await idOf(ctx, referenceOrId)
  const subject = await subjectOfEncounter(ctx.tx, ctx.actor.agency, id)
  const grant = authorise(ctx, 'encounter.read', subject)
  const encounter = await findEncounter(ctx.tx, grant)
  if (encounter === undefined) throw new Problem('not-found')
  return {
    encounter,
    own: encounter.agency === ctx.actor.agency,
    ...(await toldOf(ctx, grant, encounter)),
    trail: encounter.personId === null ? [] : await listTrail(ctx.tx, grant, encounter.personId),
    asked: await askedAt(ctx, grant, encounter),
  }
}

/** Who has been told of an encounter of the actor's agency, as it stands now, and whom of them to ring besides those in the answer. */
export async function whoWasTold(ctx: Context, referenceOrId: string): Promise<Telling> {
  const id = await idOf(ctx, referenceOrId)
  const grant = authorise(ctx, 'encounter.read', await subjectOfEncounter(ctx.tx, ctx.actor.agency, id))
  const encounter = await findEncounter(ctx.tx, grant)
  if (encounter === undefined) throw new Problem('not-found')
  return { encounter, ...(await toldOf(ctx, grant, encounter)) }
}

/** Nothing for those who did not report it. */
async function toldOf(
  ctx: Context,
  grant: Grant<'encounter.read'>,
  { agency, encounterId, reference, answer }: EncounterFile,
): Promise<Pick<OpenEncounter, 'told' | 'later'>> {
  if (agency !== ctx.actor.agency) return { told: [], later: [] }
  const told = await listTold(ctx.tx, grant, [encounterId])
  // Who says that it is somebody else is not to be rung about it.
  const concerned = told.filter(one => one.outcome !== 'not-ours')
  if (answer === null || concerned.length === 0) return { told, later: [] }
  const holders = concerned.map(one => ({ holder: one.agency, team: one.team ?? undefined }))
  return { told, later: ringSince(answer, concerned, await findContacts(ctx, holders), reference) }
}

const NO_ID = '00000000-0000-0000-0000-000000000000'

async function idOf(ctx: Context, text: string): Promise<string> {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text
  const reference = parseReference(text)
  // What cannot be a reference is refused like what does not exist, and audited like it.
  const found = reference.ok ? await findEncounterId(ctx.tx, ctx.actor.agency, reference.value) : undefined
  return found ?? NO_ID
}

/** Encounters that the actor's agency reported, newest first, with how many agencies were told of each. */
export async function listOwnEncounters(
  ctx: Context,
  after: EncounterCursor | undefined,
  most: number,
): Promise<readonly (Encounter & { readonly told: readonly Told[] })[]> {
  const grant = authorise(ctx, 'encounter.list', ownSubject(ctx, 'encounter'))
  const encounters = await listEncounters(ctx.tx, grant, after, most)
  const ids = encounters.map(encounter => encounter.encounterId)
  const told = Map.groupBy(await listTold(ctx.tx, grant, ids), one => one.encounterId)
  disclosed(ctx, grant, ids)
  return encounters.map(encounter => ({ ...encounter, told: told.get(encounter.encounterId) ?? [] }))
}

/** Where the actor's team last met people, newest first. */
export function lastPlaces(ctx: Context): Promise<readonly string[]> {
  const grant = authorise(ctx, 'encounter.report', ownSubject(ctx, 'encounter', 'new'))
  return listPlaces(ctx.tx, grant, ctx.actor.team)
}

/** Ask the actor's own team on duty to look at an encounter that nobody else needs to know of. Asking twice is asking once. */
export async function tellDutyTeam(ctx: Context, referenceOrId: string): Promise<void> {
  const encounterId = await idOf(ctx, referenceOrId)
  const subject = await subjectOfEncounter(ctx.tx, ctx.actor.agency, encounterId)
  authorise(ctx, 'encounter.report', subject)
  const payload = { about: 'encounter', encounterId, team: dutyTeam(ctx.actor.agency) ?? null } as const
  await addMessage(ctx.tx, `duty:${encounterId}`, ctx.actor.agency, { kind: 'mail', payload }, ctx.now)
  await announce(ctx.tx, { agency: ctx.actor.agency, kind: 'told', id: encounterId })
}
