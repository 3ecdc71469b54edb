import type { FieldProblem } from './problem.ts'
import { type Instant, minutesBetween } from './values/time.ts'

/** As what an episode is recorded. All are counted alike. */
export const MISSING_STATUSES = ['missing', 'absent', 'away-without-authorisation', 'unreported-absence'] as const

export type MissingStatus = (typeof MISSING_STATUSES)[number]

/** How far from home somebody was found. */
export const HOW_FAR = ['home', 'home-area', 'other-area', 'not-known'] as const

export type HowFar = (typeof HOW_FAR)[number]

/** The first step of an episode. */
export interface MissingReported {
  readonly kind: 'reported'
  readonly status: MissingStatus
  /** Code of data/reference/missing-risk-levels.json. */
  readonly riskLevel: string
  /** Why this level. */
  readonly why: string
  /** When they were last known to be where they should be. */
  readonly since: Instant
  /** When they were back, of an absence that is told of afterwards. */
  readonly until?: Instant | undefined
  readonly place?: string | undefined
  readonly postcode?: string | undefined
  readonly toldBy?: string | undefined
  /** When it was written down; put there by the service. */
  readonly reportedAt?: Instant | undefined
  readonly circumstances?: string | undefined
}

/** Somebody looked at the risk again. */
export interface RiskReviewed {
  readonly kind: 'risk-reviewed'
  readonly riskLevel: string
  readonly why: string
}

/** They were found or came back. Said again, it is a correction. */
export interface Found {
  readonly kind: 'found'
  readonly at: Instant
  readonly place: string
  readonly postcode?: string | undefined
  readonly withWhom?: string | undefined
  readonly howFar: HowFar
  readonly miles?: number | undefined
  /** What was hurt; none when absent. */
  readonly injuries?: string | undefined
  /** What they had with them that was not theirs, or new. */
  readonly property?: string | undefined
  readonly how?: string | undefined
}

/** The police spoke with them on return, once called the safe and well check. */
export interface PreventionInterview {
  readonly kind: 'prevention-interview'
  readonly at: Instant
  readonly by: string
  readonly learnt: string
}

/** A return home interview was offered: the first step of one. */
export interface InterviewOffered {
  readonly kind: 'offered'
  readonly at: Instant
  /** Who would hold it. */
  readonly by: string
  /** Whether that is somebody who does not look after them. */
  readonly independent: boolean
}

/** They said yes. */
export interface InterviewAccepted {
  readonly kind: 'accepted'
  readonly at: Instant
}

/** They said no. They may change their mind. */
export interface InterviewDeclined {
  readonly kind: 'declined'
  readonly at: Instant
  readonly reason: string
}

/** It was held, and what was learnt. */
export interface InterviewHeld {
  readonly kind: 'held'
  readonly at: Instant
  readonly by: string
  readonly independent: boolean
  readonly before?: string | undefined
  readonly during?: string | undefined
  readonly after?: string | undefined
  /** What made them go, and what drew them. */
  readonly push?: string | undefined
  readonly pull?: string | undefined
}

export type EpisodeStep = MissingReported | RiskReviewed | Found | PreventionInterview

export type InterviewStep = InterviewOffered | InterviewAccepted | InterviewDeclined | InterviewHeld

export type MissingStep = EpisodeStep | InterviewStep

/** Minutes by which a clock may be fast before what it says is refused. */
const FAST_CLOCK_MINUTES = 10
const OLDEST_MINUTES = 366 * 24 * 60

/** Whether a step is of an episode; else it is of an interview. */
export function isOfEpisode(step: MissingStep): step is EpisodeStep {
  switch (step.kind) {
    case 'reported':
    case 'risk-reviewed':
    case 'found':
    case 'prevention-interview':
      return true
    case 'offered':
    case 'accepted':
    case 'declined':
    case 'held':
      return false
  }
}

/** An episode as its steps tell it, on what its record says. */
export interface EpisodeState {
  readonly since: Instant
  readonly until: Instant | undefined
  readonly riskLevel: string | undefined
  readonly found: Found | undefined
}

/** A return home interview as its steps tell it. */
export interface InterviewState {
  readonly offeredAt: Instant
  readonly by: string
  readonly independent: boolean
  readonly answer: 'accepted' | 'declined' | undefined
  readonly answeredAt: Instant | undefined
  readonly held: InterviewHeld | undefined
}

/** What a record said of an episode before any step. */
export interface RecordedEpisode {
  readonly since: Instant
  readonly until: Instant | undefined
  readonly riskLevel: string | undefined
}

/** Fold an episode's steps over what its record says, in the order in which they were written down. */
export function episodeState(recorded: RecordedEpisode, steps: readonly EpisodeStep[]): EpisodeState {
  return steps.reduce<EpisodeState>(
    (state, step) => {
      switch (step.kind) {
        case 'reported':
          return { ...state, since: step.since, until: step.until ?? state.until, riskLevel: step.riskLevel }
        case 'risk-reviewed':
          return { ...state, riskLevel: step.riskLevel }
        case 'found':
          return { ...state, until: step.at, found: step }
        case 'prevention-interview':
          return state
      }
    },
    { ...recorded, found: undefined },
  )
}

/** Fold an interview's steps; undefined when it was never offered. */
export function interviewState(steps: readonly InterviewStep[]): InterviewState | undefined {
  return steps.reduce<InterviewState | undefined>((state, step) => {
    switch (step.kind) {
      case 'offered':
        return {
          offeredAt: step.at,
          by: step.by,
          independent: step.independent,
          answer: undefined,
          answeredAt: undefined,
          held: undefined,
        }
      case 'accepted':
      case 'declined':
        return state && { ...state, answer: step.kind, answeredAt: step.at }
      case 'held':
        return state && { ...state, by: step.by, independent: step.independent, held: step }
    }
  }, undefined)
}

/** What is wrong with a report, field by field; nothing when it is right. */
export function reportProblems(
  report: MissingReported,
  levels: ReadonlySet<string>,
  now: Instant,
): readonly FieldProblem[] {
  const { since, until } = report
  return [
    ...inTime('since', since, now),
    ...(until === undefined ? [] : inTime('until', until, now)),
    ...(until !== undefined && until < since
      ? [{ field: 'until', message: 'They cannot have been back before they went' }]
      : []),
    ...levelProblems(report, levels),
  ]
}

/** What is wrong with a further step of an episode. */
export function changeProblems(
  state: EpisodeState,
  step: EpisodeStep,
  levels: ReadonlySet<string>,
  now: Instant,
): readonly FieldProblem[] {
  switch (step.kind) {
    case 'reported':
      return [{ field: 'kind', message: 'An episode is reported once' }]
    case 'risk-reviewed':
      return levelProblems(step, levels)
    case 'found':
      return [
        ...inTime('at', step.at, now),
        ...(step.at < state.since ? [{ field: 'at', message: 'They cannot be back before they went' }] : []),
        ...(step.place.trim() === '' ? [{ field: 'place', message: 'Say where they were found' }] : []),
      ]
    case 'prevention-interview':
      if (state.until === undefined) return [{ field: 'kind', message: 'Say first that they are back' }]
      return [
        ...inTime('at', step.at, now),
        ...blank('by', step.by, 'Say who spoke with them'),
        ...blank('learnt', step.learnt, 'Say what was learnt'),
      ]
  }
}

/** What is wrong with an offer, which follows the return, or with what follows an offer. `state` is absent before the offer. */
export function interviewProblems(
  returnedAt: Instant | undefined,
  state: InterviewState | undefined,
  step: InterviewStep,
  now: Instant,
): readonly FieldProblem[] {
  const notBefore = state?.offeredAt ?? returnedAt
  if (notBefore === undefined) return [{ field: 'kind', message: 'They are not back yet' }]
  if (state?.held !== undefined) return [{ field: 'kind', message: 'This interview was held already' }]
  const message = state === undefined ? 'This is before they were back' : 'This is before it was offered'
  const dated = [...inTime('at', step.at, now), ...(step.at < notBefore ? [{ field: 'at', message }] : [])]
  switch (step.kind) {
    case 'offered':
      return [...dated, ...blank('by', step.by, 'Say who would hold it')]
    case 'accepted':
      return dated
    case 'declined':
      return [...dated, ...blank('reason', step.reason, 'Say what they said, or why they would not answer')]
    case 'held': {
      const learnt = [step.before, step.during, step.after, step.push, step.pull].some(text => text !== undefined)
      return [
        ...dated,
        ...blank('by', step.by, 'Say who held it'),
        ...(learnt ? [] : [{ field: 'before', message: 'Say what was learnt, before, during or after' }]),
      ]
    }
  }
}

/** A clock that is hours off must not put a return into tomorrow; what is older than a year comes in by file. */
function inTime(field: string, at: Instant, now: Instant): readonly FieldProblem[] {
  const minutes = minutesBetween(at, now)
  if (minutes < -FAST_CLOCK_MINUTES) return [{ field, message: 'This is later than now' }]
  if (minutes > OLDEST_MINUTES)
    return [{ field, message: 'This is more than a year ago. Bring older ones in as records' }]
  return []
}

function levelProblems(
  { riskLevel, why }: Pick<RiskReviewed, 'riskLevel' | 'why'>,
  levels: ReadonlySet<string>,
): readonly FieldProblem[] {
  return [
    ...(levels.has(riskLevel) ? [] : [{ field: 'riskLevel', message: 'Choose the risk level' }]),
    ...blank('why', why, 'Say why this level'),
  ]
}

function blank(field: string, text: string, message: string): readonly FieldProblem[] {
  return text.trim() === '' ? [{ field, message }] : []
}
