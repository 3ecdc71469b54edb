import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

/** How a question whether an agency has seen signs was answered. */
export const QUESTION_STATES = ['asked', 'seen', 'none-seen', 'declined'] as const

export type QuestionState = (typeof QUESTION_STATES)[number]

/** A question to an agency that would usually know. */
export interface AskedQuestion {
  readonly askedAgency: AgencyId
  readonly askedAt: Instant
  readonly state: QuestionState
}

/** Who of a trade has spoken of a person, and who was asked and keeps quiet. */
export interface TradeSilence<Q extends AskedQuestion> {
  readonly trade: string
  /** Agencies of the trade that recorded a sign. */
  readonly spoke: readonly AgencyId[]
  /** The newest question to each agency of the trade, the longest unanswered first. */
  readonly questions: readonly Q[]
  /** Nobody of the trade has spoken or was asked. */
  readonly nobodyAsked: boolean
}

/** Where each of these trades stands, in their order. */
export function silenceOf<Q extends AskedQuestion>(
  trades: readonly string[],
  tradeOf: (agency: AgencyId) => string | undefined,
  spoken: readonly AgencyId[],
  questions: readonly Q[],
): readonly TradeSilence<Q>[] {
  const newest = [...Map.groupBy(questions, question => question.askedAgency).values()].flatMap(ofOne =>
    ofOne.toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1)).slice(0, 1),
  )
  return trades.map(trade => {
    const spoke = [...new Set(spoken)].filter(agency => tradeOf(agency) === trade).toSorted()
    const asked = newest
      .filter(question => tradeOf(question.askedAgency) === trade)
      .toSorted((a, b) => Number(b.state === 'asked') - Number(a.state === 'asked') || (a.askedAt < b.askedAt ? -1 : 1))
    return { trade, spoke, questions: asked, nobodyAsked: spoke.length === 0 && asked.length === 0 }
  })
}
