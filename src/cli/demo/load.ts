import { randomBytes, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, join } from 'node:path'
import type { Actor } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes, toInstant } from '#domain/values/time.ts'
import { unitOfWork } from '#services/context.ts'
import { type EncounterReport, reportEncounter } from '#services/encounters.ts'
import { importFile, type Intake } from '#services/intake.ts'
import { operatorOf } from '#services/operators.ts'
import { keepPersonas, userByEmail } from '#services/users.ts'
import type { Database } from '#store/database.ts'
import { getWorldState, setWorldState, type WorldState } from '#store/installation.ts'
import { loadMappings } from '#store/mappings.ts'
import { tellOfAdults } from './adults.ts'
import { holdMeetings } from './meetings.ts'
import { callPanels } from './panels.ts'
import { inviteFamily } from './family.ts'
import { referToNrm } from './nrm.ts'
import { readPersonas } from './personas.ts'
import { writePlan } from './plan.ts'
import { tellOfReferrals } from './referrals.ts'
import { tellSigns } from './signs.ts'
import type { StoryEncounter } from './stories.ts'
import { workAsTeam } from './team.ts'
import { defaultSeed, type FeedFile, writeWorld } from './write-world.ts'

/** Where the world goes, and how large it is. */
export interface WorldOptions {
  readonly database: Database
  readonly dataDir: string
  readonly people: number
  readonly seed?: number
  readonly clock: () => Instant
  readonly log: (text: string) => void
}

/**
 * Make the demonstration world, or finish it after a crash: ready sign-ins, the files that agencies would send, brought in the
 * way they always are, and the encounters of the stories. Does nothing when it is complete.
 */
export async function loadWorld(options: WorldOptions): Promise<WorldState> {
  const { database, log } = options
  const known = await database.transaction('', getWorldState)
  if (known.done === true) return known
  const world: WorldState = {
    seed: known.seed ?? options.seed ?? defaultSeed(),
    people: known.people ?? options.people,
    now: known.now ?? options.clock(),
  }
  await database.transaction('', tx => setWorldState(tx, world))
  await keepPersonas(database, readPersonas())

  log(`Making the demonstration world: ${world.people} invented people, seed ${world.seed}.`)
  const end = toInstant(new Date(world.now ?? options.clock()))
  const written = await writeWorld(join(options.dataDir, 'demo'), {
    people: world.people ?? options.people,
    seed: world.seed ?? defaultSeed(),
    now: new Date(end),
  })
  const intake: Intake = { database, mappings: loadMappings(), now: options.clock }
  for (const [n, file] of written.files.entries()) {
    log(`  ${n + 1} of ${written.files.length}: ${basename(file.path)}`)
    await bringIn(intake, file)
  }
  for (const encounter of written.encounters) await meet(options, encounter, end)
  for (const file of written.late) await bringIn(intake, file)
  await tellSigns(database, options.clock)
  await writePlan(database, options.clock)
  await workAsTeam(database, options.clock)
  await holdMeetings(database, options.clock)
  await callPanels(database, options.clock)
  await tellOfAdults(database, options.clock)
  await tellOfReferrals(database, options.clock)
  await inviteFamily(database, options.clock)
  await referToNrm(database, options.clock)
  const done = { ...world, done: true }
  await database.transaction('', tx => setWorldState(tx, done))
  log(
    `The demonstration world is ready: ${written.rows.toLocaleString('en-GB')} rows from ${written.files.length} files.`,
  )
  return done
}

function bringIn(intake: Intake, file: FeedFile) {
  const agency = file.agency as AgencyId
  return importFile(intake, operatorOf(agency, 'demonstration', intake.now()), {
    source: { open: () => createReadStream(file.path) },
    fileName: basename(file.path),
    mapping: file.mapping,
    sourceSystem: 'records',
  })
}

/** Report an encounter of a story as the persona who had it; a second time changes nothing. */
async function meet(options: WorldOptions, story: StoryEncounter, end: Instant): Promise<void> {
  const user = await userByEmail(options.database, story.reporter)
  if (user === undefined) throw new Error(`The story's reporter ${story.reporter} is not in data/demo/personas.json`)
  const actor: Actor = { id: user.id, name: user.name, agency: user.agency, team: user.team, roles: user.roles }
  const who = {
    actor,
    purpose: 'safeguarding',
    now: options.clock(),
    requestId: randomUUID(),
    newId: randomUUID,
    randomBytes,
  } as const
  const report: EncounterReport = {
    circumstance: story.circumstance,
    place: story.place,
    occurredAt: plusMinutes(end, -60 * story.hoursAgo),
    person: story.person,
    observations: story.observations,
    ...(story.withWhom === '' ? {} : { withWhom: story.withWhom }),
  }
  const key = `story-${story.agency}-${story.person['familyName'] ?? ''}`
  await unitOfWork(options.database, who, ctx => reportEncounter(ctx, report, key))
}
