import type { EpisodeState, EpisodeStep, InterviewState, InterviewStep, MissingReported } from './missing-step.ts'
import type { Instant } from './values/time.ts'

/** What steps come to, as the event of their record: what chronology, cohort, interests and those it is shared with see of them. */
export interface ToldEvent {
  readonly kind: 'missing' | 'return-interview'
  readonly startsAt: Instant
  readonly endsAt?: Instant | undefined
  readonly place?: string | undefined
  readonly facts: Readonly<Record<string, string>>
  readonly grade?: string | undefined
}

/** The event of an episode. Facts have the names that the files of missing reports have, so that all are read alike. */
export function episodeEvent(reference: string, state: EpisodeState, steps: readonly EpisodeStep[]): ToldEvent {
  const reported = steps.find((step): step is MissingReported => step.kind === 'reported')
  const prevention = steps.findLast(step => step.kind === 'prevention-interview')
  const { found } = state
  return {
    kind: 'missing',
    startsAt: state.since,
    endsAt: state.until,
    place: reported?.place,
    grade: state.riskLevel,
    facts: filled({
      status: reported?.status,
      riskLevel: state.riskLevel,
      reportedAt: reported?.reportedAt,
      reference,
      toldBy: reported?.toldBy,
      notes: reported?.circumstances,
      foundPlace: found?.place,
      foundPostcode: found?.postcode,
      foundWith: found?.withWhom,
      milesFromHome: found?.miles === undefined ? undefined : String(found.miles),
      foundOutOfArea: found?.howFar === 'other-area' ? 'true' : undefined,
      injuries: found?.injuries,
      property: found?.property,
      foundOutcome: found?.how,
      preventionInterview: prevention?.learnt,
    }),
  }
}

/** The event of a return home interview: when it was held, else when it was last answered or offered. */
export function interviewEvent(reference: string, state: InterviewState, steps: readonly InterviewStep[]): ToldEvent {
  const { held, answer, answeredAt, offeredAt, by } = state
  const declined = steps.findLast(step => step.kind === 'declined')
  return {
    kind: 'return-interview',
    startsAt: held?.at ?? answeredAt ?? offeredAt,
    facts: filled({
      state: held === undefined ? (answer ?? 'offered') : 'held',
      reference,
      offeredAt,
      by,
      independent: String(state.independent),
      declinedBecause: declined?.reason,
      before: held?.before,
      during: held?.during,
      after: held?.after,
      whatMadeThemGo: held?.push,
      whatDrewThem: held?.pull,
    }),
  }
}

function filled(facts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  )
}
