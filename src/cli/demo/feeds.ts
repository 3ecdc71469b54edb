import { type ErrorRates, writeDown, type Written } from './errors.ts'
import type { Area, InventedPerson, NameLists } from './people.ts'
import { type Random, seeded } from './random.ts'

/** One row of one agency's file. `person` is the truth, for measuring; it is not in the file. */
export interface FeedRow {
  readonly agency: string
  readonly mapping: string
  readonly person: string
  readonly values: Readonly<Record<string, string>>
}

/** What rows are made from. `now` is the end of the twelve months. */
export interface FeedWorld {
  readonly names: NameLists
  readonly areas: readonly Area[]
  readonly errors: ErrorRates
  readonly now: Date
}

/** Agencies besides police and council that serve an area. */
const LOCAL: Readonly<Record<string, { readonly nhs: string; readonly school: string; readonly housing: string }>> = {
  lewisham: { nhs: 'leamarsh-nhs', school: 'oldmill-school', housing: 'ravensquay-housing' },
  enfield: { nhs: 'ravenswell-nhs', school: 'hazelbrook-academy', housing: 'ravensquay-housing' },
  colchester: { nhs: 'colnemouth-nhs', school: 'colnemeadow-school', housing: 'castlewick-homes' },
  portsmouth: { nhs: 'spitsand-nhs', school: 'fernhithe-pru', housing: 'castlewick-homes' },
  swansea: { nhs: 'spitsand-nhs', school: 'quarrysteps-pru', housing: 'castlewick-homes' },
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const RISKS = ['absent', 'no apparent risk', 'low', 'medium', 'medium', 'high'] as const
const PLACES = ['railway station', 'High Street', 'bus station', 'shopping centre', 'seafront', 'park'] as const
const INJURIES = ['none', 'none', 'assault', 'fall', 'other', 'stab wound'] as const

/** Every row that agencies hold on one person, each agency with its own lasting errors. At least one row. */
export function rowsOf(world: FeedWorld, person: InventedPerson, seed: number): FeedRow[] {
  const random = seeded(seed)
  const local = LOCAL[person.area.area] ?? LOCAL['lewisham']
  if (local === undefined) return []
  const away = random.chance(0.15) ? random.pick(world.areas) : person.area
  const writes = writer(world, person, random)
  const rows = person.child
    ? [
        ...(random.chance(0.4) ? councilRows(random, writes, person) : []),
        ...(random.chance(0.14) ? missingRows(world, random, writes, person) : []),
        ...(random.chance(0.25) ? schoolRows(world, random, writes, local.school, person) : []),
        ...(random.chance(0.12) ? nhsRows(world, random, writes, local.nhs, person, away) : []),
        ...(random.chance(0.14) ? encounterRows(world, random, writes, away, person) : []),
        ...(random.chance(0.05) ? custodyRows(world, random, writes, away, person) : []),
      ]
    : [
        ...(random.chance(0.5) ? housingRows(world, random, writes, local.housing, person) : []),
        ...(random.chance(0.3) ? encounterRows(world, random, writes, away, person) : []),
        ...(random.chance(0.2) ? nhsRows(world, random, writes, local.nhs, person, away) : []),
      ]
  return rows.length > 0 ? rows : councilRows(random, writes, person)
}

type Writer = (agency: string) => Written & { readonly nominal: string }

/** What each agency wrote down, the same in all of its rows. */
function writer(world: FeedWorld, person: InventedPerson, random: Random): Writer {
  const written = new Map<string, Written & { readonly nominal: string }>()
  return agency => {
    const known = written.get(agency)
    if (known !== undefined) return known
    const made = {
      ...writeDown(random, world.names, world.errors, person),
      nominal: `${agency.slice(0, 3).toUpperCase()}${person.id.slice(1)}`,
    }
    written.set(agency, made)
    return made
  }
}

function councilRows(random: Random, writes: Writer, person: InventedPerson): FeedRow[] {
  const agency = person.area.council
  const as = writes(agency)
  return [
    row(agency, 'person-list', person, {
      record_id: `CS${as.nominal}`,
      subject_ref: as.nominal,
      ...details(as),
      nhs_number: random.chance(0.5) ? as.nhsNumber : '',
      upn: as.upn,
    }),
  ]
}

function missingRows(world: FeedWorld, random: Random, writes: Writer, person: InventedPerson): FeedRow[] {
  const agency = person.area.police
  const as = writes(agency)
  const episodes = 1 + random.int(5)
  return Array.from({ length: episodes }, (_, n) => {
    const stillMissing = n === 0 && random.chance(0.03)
    const days = stillMissing ? 1 + random.int(9) : 10 + random.int(350)
    const start = new Date(world.now.getTime() - days * DAY - random.int(24) * HOUR)
    const found = new Date(start.getTime() + (2 + random.int(90)) * HOUR)
    return row(agency, 'police-missing', person, {
      report_id: `MP-${as.nominal}-${n + 1}`,
      nominal_id: as.nominal,
      ...details(as),
      pnc_id: as.pncId,
      reported_at: iso(start),
      last_seen_place: `${random.pick(PLACES)}, ${person.area.city}`,
      risk_level: random.pick(RISKS),
      status: stillMissing ? 'missing' : 'found',
      found_at: stillMissing ? '' : iso(found),
      found_place: stillMissing
        ? ''
        : `${random.pick(PLACES)}, ${random.chance(0.2) ? random.pick(world.areas).city : person.area.city}`,
      found_outcome: stillMissing
        ? ''
        : random.pick(['returned by police', 'came home', 'found by family', 'came home for a rest']),
    })
  })
}

function schoolRows(
  world: FeedWorld,
  random: Random,
  writes: Writer,
  agency: string,
  person: InventedPerson,
): FeedRow[] {
  const as = writes(agency)
  return Array.from({ length: 1 + random.int(3) }, (_, n) => {
    const day = new Date(world.now.getTime() - (2 + random.int(300)) * DAY)
    const excluded = random.chance(0.12)
    return row(agency, 'school-attendance', person, {
      row_id: `${as.nominal}-${n + 1}`,
      pupil_id: as.nominal,
      ...details(as),
      upn: as.upn,
      kind: excluded ? 'exclusion' : 'absence',
      from_date: slashed(day),
      to_date: slashed(new Date(day.getTime() + random.int(4) * DAY)),
      sessions: String(2 + random.int(6)),
      reason: excluded
        ? random.pick(['fighting', 'persistent disruption', 'drug related'])
        : random.pick(['no reason given', 'illness', 'unknown']),
      authorised: excluded ? '' : random.chance(0.4) ? 'yes' : 'no',
    })
  })
}

function nhsRows(
  world: FeedWorld,
  random: Random,
  writes: Writer,
  agency: string,
  person: InventedPerson,
  away: Area,
): FeedRow[] {
  const as = writes(agency)
  const arrived = new Date(world.now.getTime() - (1 + random.int(350)) * DAY - random.int(24) * HOUR)
  return [
    row(agency, 'nhs-attendance', person, {
      attendance_id: `AE-${as.nominal}`,
      local_patient_id: as.nominal,
      ...details(as),
      nhs_number: as.nhsNumber,
      arrived_at: iso(arrived),
      left_at: iso(new Date(arrived.getTime() + 4 * HOUR)),
      department: 'Emergency department',
      site: `${away.city} site`,
      injury_category: random.pick(INJURIES),
      accompanied_by: random.pick(['parent', 'nobody', 'an older friend', 'police']),
    }),
  ]
}

function encounterRows(
  world: FeedWorld,
  random: Random,
  writes: Writer,
  where: Area,
  person: InventedPerson,
): FeedRow[] {
  const as = writes(where.police)
  return Array.from({ length: 1 + random.int(2) }, (_, n) =>
    row(where.police, 'police-encounter', person, {
      encounter_id: `SS-${as.nominal}-${n + 1}`,
      nominal_id: as.nominal,
      ...details(as),
      occurred_at: iso(new Date(world.now.getTime() - (1 + random.int(360)) * DAY - random.int(24) * HOUR)),
      place: `${random.pick(PLACES)}, ${where.city}`,
      place_postcode: '',
      circumstance: random.pick(['stop and search', 'spoken to', 'vehicle stop', 'ticket check']),
      role: random.pick(['none', 'none', 'suspect', 'witness', 'victim']),
      reason: random.pick(['out late alone', 'smell of cannabis', 'with a group', 'matched a description']),
      outcome: random.pick(['no further action', 'taken home', 'words of advice']),
    }),
  )
}

function custodyRows(world: FeedWorld, random: Random, writes: Writer, where: Area, person: InventedPerson): FeedRow[] {
  const as = writes(where.police)
  const arrived = new Date(world.now.getTime() - (1 + random.int(350)) * DAY - random.int(24) * HOUR)
  return [
    row(where.police, 'police-custody', person, {
      custody_id: `CU-${as.nominal}`,
      nominal_id: as.nominal,
      ...details(as),
      pnc_id: as.pncId,
      arrived_at: iso(arrived),
      released_at: iso(new Date(arrived.getTime() + 11 * HOUR)),
      suite: `${where.city} custody suite`,
      offence: random.pick(['possession with intent to supply class A', 'possession of a knife', 'theft']),
      disposal: random.pick(['released under investigation', 'bailed', 'no further action']),
      role: 'suspect',
    }),
  ]
}

function housingRows(
  world: FeedWorld,
  random: Random,
  writes: Writer,
  agency: string,
  person: InventedPerson,
): FeedRow[] {
  const as = writes(agency)
  return [
    row(agency, 'housing-concern', person, {
      concern_id: `HC-${as.nominal}`,
      tenant_ref: as.nominal,
      ...details(as),
      raised_on: slashed(new Date(world.now.getTime() - (1 + random.int(350)) * DAY)),
      concern: random.pick(['anti-social behaviour', 'self neglect', 'possible cuckooing', 'other']),
      role: 'tenant',
    }),
  ]
}

/** The columns that every list of people shares. */
export function details(as: Written): Record<string, string> {
  return {
    given_name: as.given,
    middle_name: as.middle,
    family_name: as.family,
    date_of_birth: as.born,
    sex: as.sex,
    address: as.address,
    postcode: as.postcode,
    phone: as.phone,
  }
}

function row(agency: string, mapping: string, person: InventedPerson, values: Record<string, string>): FeedRow {
  return { agency, mapping, person: person.id, values }
}

/** An instant as feeds write it: 2026-11-03T21:40:00Z. */
export function iso(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}

/** A day as feeds write it: 03/11/2026. */
export function slashed(at: Date): string {
  const [year, month, day] = at.toISOString().slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}
