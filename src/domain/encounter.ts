import { type Advice, adviceFor, ageGroupOf, type AgeRange } from './advice.ts'
import type { AlertClocks, AlertPolicy, Certainty, Concern } from './alert.ts'
import { mostUrgentFirst } from './alert.ts'
import type { Interest } from './interest.ts'
import type { PersonFields } from './mapping.ts'
import type { FieldProblem } from './problem.ts'
import type { AgencyId } from './values/ids.ts'
import { type Instant, minutesBetween } from './values/time.ts'

/** What somebody says of a child or adult they have met. Everything about the person may be missing. */
export interface EncounterReport {
  /** Code of data/reference/encounter-circumstances.json. */
  readonly circumstance: string
  /** Now, unless said. */
  readonly occurredAt?: Instant | undefined
  readonly place: string
  readonly postcode?: string | undefined
  readonly person: PersonFields
  readonly description?: string | undefined
  /** Codes of data/reference/encounter-observations.json. */
  readonly observations: readonly string[]
  readonly withWhom?: string | undefined
  readonly note?: string | undefined
  /** Where the person who reports can be rung back. */
  readonly callback?: string | undefined
}

/** Whom to ring, and what to say. `because` is absent when nothing more may be told. */
export interface Ring {
  readonly agency: AgencyId
  readonly name: string
  readonly team: string | undefined
  readonly officeHours: string | undefined
  readonly outOfHours: string | undefined
  readonly reference: string
  readonly because: string | undefined
}

/** Initials and age: as much of a person as somebody learns who may not have known the name. */
export interface WhoItIs {
  readonly initials: string | undefined
  readonly age: AgeRange | undefined
}

/** What is answered at once to somebody who is with a person now. Kept as it was given. */
export type Answer =
  | ({
      readonly kind: 'known'
      readonly certainty: 'confirmed' | 'probable'
      readonly who: WhoItIs
      readonly missing: { readonly since: Instant; readonly agency: string } | undefined
      readonly ring: readonly Ring[]
    } & Advice)
  | ({ readonly kind: 'possibly-known'; readonly ring: readonly Ring[] } & Advice)
  | ({ readonly kind: 'not-known'; readonly descriptionOnly: boolean } & Advice)

/** A concern about one of the people that the person met may be. */
export interface PersonConcern extends Concern {
  readonly personId: string
}

/** What an answer is made from. */
export interface AnswerParts {
  readonly concerns: readonly PersonConcern[]
  readonly policy: AlertPolicy
  readonly clocks: AlertClocks
  /** How the person is named, asked for only when something is known. */
  readonly whoIs: (personId: string) => WhoItIs
  readonly contactOf: (interest: Interest) => Omit<Ring, 'because' | 'reference'>
  readonly reference: string
  readonly report: EncounterReport
  /** Age as the report itself gives it. */
  readonly ageGiven: AgeRange | undefined
}

/** Words for why an agency wants to be rung. */
const BECAUSE = {
  missing: 'reported missing to them',
  // An order is for those to whom it was shown.
  order: 'they asked to be told',
  watch: 'they asked to be told',
  'allocated-worker': 'has a worker there',
  'open-case': 'has an open case there',
} as const satisfies Readonly<Record<Interest['kind'], string>>

/**
 * The answer to an encounter: known, possibly known, or not known.
 *
 * Nothing is said of who holds what beyond whom to ring: people in whom nobody has an open interest are answered like people
 * nobody knows. Only what is sure and not restricted tells who it is; else there is a number and a reference.
 */
export function answerFor(parts: AnswerParts): Answer {
  const concerns = mostUrgentFirst(parts.concerns, parts.clocks).filter(
    ({ interest }) => parts.policy === 'always' || interest.kind === 'missing' || interest.kind === 'order',
  )
  const [first] = concerns
  const advise = (age: AgeRange | undefined, kind: Answer['kind'], ring: readonly Ring[]) =>
    adviceFor({
      kind,
      age: ageGroupOf(age),
      circumstance: parts.report.circumstance,
      observations: parts.report.observations,
      withSomeone: (parts.report.withWhom ?? '') !== '',
      ring: ring[0]?.name,
    })
  if (first === undefined) {
    const descriptionOnly = !saysWhoItIs(parts.report.person)
    return { kind: 'not-known', descriptionOnly, ...advise(parts.ageGiven, 'not-known', []) }
  }
  const ring = ringsOf(concerns, parts)
  if (!isSure(first)) return { kind: 'possibly-known', ring, ...advise(parts.ageGiven, 'possibly-known', ring) }
  const who = parts.whoIs(first.personId)
  const missing = concerns.find(concern => isSure(concern) && concern.interest.kind === 'missing')?.interest
  return {
    kind: 'known',
    certainty: first.certainty === 'confirmed' ? 'confirmed' : 'probable',
    who,
    missing: missing && { since: missing.since, agency: parts.contactOf(missing).name },
    ring,
    ...advise(who.age ?? parts.ageGiven, 'known', ring),
  }
}

function isSure({ certainty, interest }: Concern): boolean {
  return certainty !== 'possible' && !interest.restricted
}

/** An agency that was told of an encounter, and what of its interest those who reported may know. */
export interface ToldAgency {
  readonly agency: AgencyId
  readonly team: string | null
  /** Null when only whom to ring may be told. */
  readonly because: Interest['kind'] | null
}

/**
 * Whom to ring of those who were told and whom the answer did not name, or could not say why: the missing report or the watch came
 * after the encounter. As the answer would have said it.
 */
export function ringSince(
  answer: Answer,
  told: readonly ToldAgency[],
  contactOf: (holder: {
    readonly holder: AgencyId
    readonly team: string | undefined
  }) => Omit<Ring, 'because' | 'reference'>,
  reference: string,
): Ring[] {
  const named = new Map(answer.kind === 'not-known' ? [] : answer.ring.map(ring => [ring.agency, ring.because]))
  return told.flatMap(({ agency, team, because }) => {
    if (named.has(agency) && (because === null || named.get(agency) !== undefined)) return []
    const contact = contactOf({ holder: agency, team: team ?? undefined })
    return [{ ...contact, reference, because: because === null ? undefined : BECAUSE[because] }]
  })
}

/** One number an agency, most urgent first. */
function ringsOf(concerns: readonly PersonConcern[], parts: AnswerParts): Ring[] {
  const byAgency = new Map<AgencyId, Ring>()
  for (const concern of concerns) {
    const { interest } = concern
    if (byAgency.has(interest.holder)) continue
    const because = isSure(concern) ? BECAUSE[interest.kind] : undefined
    byAgency.set(interest.holder, { ...parts.contactOf(interest), reference: parts.reference, because })
  }
  return [...byAgency.values()]
}

/** Whether a report says anything by which a person can be found; a bare description does not. */
export function saysWhoItIs(person: PersonFields): boolean {
  const { ageYears: _age, asAt: _asAt, sex: _sex, city: _city, aliases = [], ...named } = person
  return aliases.some(alias => alias.trim() !== '') || Object.values(named).some(value => String(value).trim() !== '')
}

/** Minutes by which a clock may be fast before what it says is refused. */
const FAST_CLOCK_MINUTES = 10
const OLDEST_DAYS = 31

/** What is wrong with the time of an encounter, if something is: a clock that is hours off must not put it into tomorrow. */
export function timeProblem(occurredAt: Instant, now: Instant, field = 'occurredAt'): FieldProblem | undefined {
  const minutes = minutesBetween(occurredAt, now)
  if (minutes < -FAST_CLOCK_MINUTES) {
    return {
      field,
      message: `This is later than now. By the clock of this service it is ${now.slice(0, 16).replace('T', ' ')} UTC: check the clock of your device, or leave the time out to use ours.`,
    }
  }
  if (minutes > OLDEST_DAYS * 24 * 60) {
    return {
      field,
      message: `This is more than ${OLDEST_DAYS} days ago. Bring older encounters in as records. By the clock of this service it is ${now.slice(0, 16).replace('T', ' ')} UTC.`,
    }
  }
  return undefined
}

/** The certainty that an encounter is stored with: the best of its concerns, or of its matches when nobody has a concern. */
export function bestCertainty(concerns: readonly Concern[]): Certainty | 'none' {
  for (const certainty of ['confirmed', 'probable', 'possible'] as const) {
    if (concerns.some(concern => concern.certainty === certainty)) return certainty
  }
  return 'none'
}
