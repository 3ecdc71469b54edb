import { type ClockRule, type ClockState, clockState, type Nation, ruleOn, startsFor } from '#domain/clock.ts'
import {
  type EpisodeState,
  episodeState,
  type InterviewState,
  interviewState,
  isOfEpisode,
} from '#domain/missing-step.ts'
import { keyOf, type RecordRef } from '#domain/link.ts'
import { Problem } from '#domain/problem.ts'
import { byCodeUnit } from '#domain/values/by-code-unit.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePostcode } from '#domain/values/identifiers.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, parsePlainDate } from '#domain/values/time.ts'
import { type KnownEpisode, type SchoolAbsence, type WhatAddsUp, whatAddsUp } from '#domain/what-adds-up.ts'
import type { StoredStep } from '#store/missing.ts'
import { loadReference } from '#store/reference.ts'
import { nationOf } from './agencies.ts'
import { authorise, type Context } from './context.ts'
import { openPerson, type PersonFile, type PersonRecord } from './people.ts'

export type { StoredStep }

/** Code of the interview's clock in data/reference/clocks.json. */
const INTERVIEW_CLOCK = 'return-interview'

/** One return home interview as far as the viewer may see it. */
export interface Interview {
  readonly agency: AgencyId
  readonly recordId: string
  readonly state: InterviewState
  readonly steps: readonly StoredStep[]
  /** False for another agency's that was not shared: only that there is one, and when. */
  readonly told: boolean
}

/** The interview's clock after one return: for the offer, and for the interview itself. */
export interface InterviewClocks {
  readonly rule: ClockRule
  readonly offer: ClockState
  readonly held: ClockState
}

/** One episode as far as the viewer may see it. */
export interface Episode {
  readonly agency: AgencyId
  readonly recordId: string
  /** What the agency calls it by. */
  readonly reference: string
  /** As the agency recorded it; 'missing' when the row did not say. */
  readonly status: string
  readonly state: EpisodeState
  readonly place: string | undefined
  readonly foundPlace: string | undefined
  readonly foundOutOfArea: boolean
  readonly injured: boolean
  /** Whether it was reported here; else it came in by a file, which also says when it ends. */
  readonly madeHere: boolean
  /** Its own steps, in order. */
  readonly steps: readonly StoredStep[]
  /** Interviews after this return, whoever offered them: about this episode or another agency's report of the same time. */
  readonly interviews: readonly Interview[]
  /** Undefined while they are away, and for an adult. */
  readonly clocks: InterviewClocks | undefined
}

/** What is known of somebody's going missing. */
export interface MissingFile {
  /** Newest first. None is left out for its grade. */
  readonly episodes: readonly Episode[]
  readonly addsUp: WhatAddsUp
}

/** Episodes, interviews, clocks and what adds up, from what the viewer's agency sees of a person. */
export function missingOf(file: PersonFile, agency: AgencyId, now: Instant): MissingFile {
  const records = file.records.filter(record => record.event?.kind === 'missing')
  const home = homeAreas(file.records)
  const steps = Map.groupBy(file.missingSteps, keyOf)
  const bare = records.map(record => bareEpisode(record, steps.get(keyOf(record)) ?? [], home))
  const byRecord = new Map(bare.map(episode => [keyOf(episode), episode]))
  const interviews = interviewsIn(file.missingSteps)
  const born = parsePlainDate(file.born ?? '')
  const nation = nationOf(agency)
  const episodes = bare.map(episode => {
    const own = interviews.filter(({ about }) => {
      const other = byRecord.get(keyOf(about))
      return other === episode || (other !== undefined && sameTime(other, episode, now))
    })
    const clocks = clocksOf(episode.state.until, own, born.ok ? born.value : undefined, nation, now)
    return { ...episode, interviews: own.map(({ interview }) => interview), clocks }
  })
  return {
    episodes: episodes.toSorted((a, b) =>
      a.state.since === b.state.since ? 0 : a.state.since < b.state.since ? 1 : -1,
    ),
    addsUp: whatAddsUp(episodes.map(known), absencesIn(file.records), now),
  }
}

/** An episode with the page of whose it is. */
export interface OpenEpisode {
  readonly file: PersonFile
  readonly episode: Episode
}

/** One episode of a person, by its record. Throws when refused, and when the person has none of it that the actor's agency may see. */
export async function openEpisode(ctx: Context, personId: string, record: RecordRef): Promise<OpenEpisode> {
  const file = await openPerson(ctx, personId)
  const { episodes } = missingOf(file, ctx.actor.agency, ctx.now)
  const episode = episodes.find(one => one.agency === record.agency && one.recordId === record.recordId)
  if (episode === undefined) throw noEpisode(ctx, personId, record)
  const own = episode.agency === ctx.actor.agency
  authorise(ctx, 'missing.read', {
    kind: 'missing',
    id: episode.recordId,
    personId,
    owners: own ? [ctx.actor.agency] : [],
    sharedWith: own ? [] : [ctx.actor.agency],
  })
  return { file, episode }
}

/** What to throw for an episode that is not there for the actor: a refusal like any other, and on the trail. */
export function noEpisode(ctx: Context, personId: string, { recordId }: RecordRef): Problem {
  authorise(ctx, 'missing.read', { kind: 'missing', id: recordId, personId, owners: [], sharedWith: [] })
  return new Problem('not-found')
}

type BareEpisode = Omit<Episode, 'interviews' | 'clocks'>

function bareEpisode(record: PersonRecord, steps: readonly StoredStep[], home: ReadonlySet<string>): BareEpisode {
  const { event } = record
  const facts = event?.facts ?? {}
  const since = event?.startsAt ?? record.receivedAt
  const recorded = { since, until: event?.endsAt ?? undefined, riskLevel: event?.grade ?? undefined }
  const state = episodeState(
    recorded,
    steps.flatMap(step => (isOfEpisode(step.said) ? [step.said] : [])),
  )
  const foundPostcode = state.found?.postcode ?? textOf(facts['foundPostcode'])
  return {
    agency: record.agency,
    recordId: record.recordId,
    reference: record.sourceId,
    status: textOf(facts['status']) ?? 'missing',
    state,
    place: event?.place ?? undefined,
    foundPlace: state.found?.place ?? textOf(facts['foundPlace']),
    foundOutOfArea: outOfArea(state.found?.howFar, foundPostcode, home),
    injured: state.found?.injuries !== undefined || textOf(facts['injuries']) !== undefined,
    madeHere: record.sourceSystem === 'throughline',
    steps,
  }
}

/** What somebody said of how far it was counts; else the postcode, where home is known. */
function outOfArea(howFar: string | undefined, postcode: string | undefined, home: ReadonlySet<string>): boolean {
  if (howFar === 'other-area') return true
  if (howFar === 'home' || howFar === 'home-area') return false
  const area = areaOf(postcode)
  return area !== undefined && home.size > 0 && !home.has(area)
}

function homeAreas(records: readonly PersonRecord[]): ReadonlySet<string> {
  const areas = records.map(({ person }) => areaOf(textOf(person['postcode'])))
  return new Set(areas.filter(area => area !== undefined))
}

function areaOf(postcode: string | undefined): string | undefined {
  const parsed = parsePostcode(postcode ?? '')
  return parsed.ok ? loadReference().homeAreas.get(parsed.value.split(' ')[0] ?? '')?.ltla : undefined
}

interface AboutEpisode {
  readonly about: StoredStep['about']
  readonly interview: Interview
}

function interviewsIn(steps: readonly StoredStep[]): readonly AboutEpisode[] {
  const ofInterviews = steps.filter(step => !isOfEpisode(step.said))
  const byRecord = Map.groupBy(ofInterviews, keyOf)
  return [...byRecord.values()].flatMap(own => {
    const [first] = own
    const state = interviewState(own.flatMap(({ said }) => (isOfEpisode(said) ? [] : [said])))
    if (first === undefined || state === undefined) return []
    const { agency, recordId, about } = first
    return [{ about, interview: { agency, recordId, state, steps: own, told: first.byName !== null } }]
  })
}

function clocksOf(
  returnedAt: Instant | undefined,
  interviews: readonly AboutEpisode[],
  born: Parameters<typeof startsFor>[1],
  nation: Nation,
  now: Instant,
): InterviewClocks | undefined {
  if (returnedAt === undefined) return undefined
  const rule = ruleOn(loadReference().clocks, INTERVIEW_CLOCK, nation, londonDay(returnedAt))
  if (rule === undefined || !startsFor(rule, born, returnedAt)) return undefined
  const { holidays } = loadReference()
  const until = (metAt: Instant | undefined) =>
    clockState(rule, { startedAt: returnedAt, pauses: [], metAt }, holidays, now)
  const states = interviews.map(({ interview }) => interview.state)
  return {
    rule,
    offer: until(earliest(states.map(state => state.offeredAt))),
    held: until(earliest(states.flatMap(({ held }) => (held === undefined ? [] : [held.at])))),
  }
}

/** Minutes from a return today to the end of the interview's time, as the actor's agency counts it. */
export function interviewMinutes(agency: AgencyId, now: Instant): number {
  const rule = ruleOn(loadReference().clocks, INTERVIEW_CLOCK, nationOf(agency), londonDay(now))
  if (rule?.unit !== 'hours') throw new Error('The clock of return home interviews is expected to count hours')
  return rule.amount * 60
}

function earliest(moments: readonly Instant[]): Instant | undefined {
  return moments.toSorted(byCodeUnit)[0]
}

/** Two reports of one time away: an interview after one is one after the other. */
function sameTime(one: BareEpisode, other: BareEpisode, now: Instant): boolean {
  return one.state.since <= (other.state.until ?? now) && other.state.since <= (one.state.until ?? now)
}

function known(episode: BareEpisode): KnownEpisode {
  const { state, ...rest } = episode
  return { ...rest, from: state.since, to: state.until, grade: state.riskLevel }
}

function absencesIn(records: readonly PersonRecord[]): readonly SchoolAbsence[] {
  return records.flatMap(({ event }) =>
    event?.kind === 'absence' ? [{ from: event.startsAt, to: event.endsAt ?? undefined }] : [],
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
