import type { AgencyId } from '../values/ids.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import type { AdultEvent, Answer, CaseEvent, NotedAbout, Reached, ToldBy } from './event.ts'
import type { Said } from './placement.ts'

/** An answer to one question of the test for an adult at risk, with what it rests on. */
export interface TestAnswer extends Said {
  readonly question: string
  readonly answer: Answer
  /** Whom or what it is known from. */
  readonly source: string
}

/** Whether the test was found to be met, and why; if met, who leads the enquiry and until when. */
export type Decision =
  | (Said & { readonly met: true; readonly lead: string; readonly phone: string; readonly dueOn: PlainDate } & Due)
  | (Said & { readonly met: false })

interface Due {
  readonly dueAt: Instant
}

/** A concern that an adult may be at risk: the test in law, and what came of it. */
export interface Enquiry {
  readonly enquiryId: string
  readonly by: AgencyId
  readonly opened: Said
  readonly takenOver: boolean
  readonly test: string
  readonly decideBy: Instant
  /** In the order in which they were given; the last one to a question counts. */
  readonly answers: readonly TestAnswer[]
  readonly decided?: Decision
  readonly ended?: Said & { readonly reached: Reached }
}

/** Something that one person of one agency has taken on, until when; one of the ways taken, or a part of the plan. */
export interface PlanAction extends Due {
  readonly actionId: string
  readonly by: AgencyId
  readonly agreed: Said
  readonly agency: AgencyId
  readonly owner: string
  readonly dueOn: PlainDate
  readonly way?: string | undefined
  readonly enquiryId?: string | undefined
  readonly done?: Said
}

/** What is known of an adult who may be at risk, and the plan of their own. Each list is oldest first. */
export interface AdultState {
  /** What the person wants, in their own words. */
  readonly wishes: readonly (Said & { readonly toldBy: ToldBy; readonly outcome: string })[]
  readonly enquiries: readonly Enquiry[]
  readonly noted: readonly (Said & {
    readonly about: NotedAbout
    readonly answer: Answer
    readonly matter: string
    readonly on: PlainDate
  })[]
  readonly checks: readonly (Said & {
    readonly address: string
    readonly postcode: string
    readonly children: number
    /** People there of whom nobody knows whether they are children. */
    readonly unsure: number
  })[]
  readonly actions: readonly PlanAction[]
  /** What happens if the people who took over the home come back, and whom to ring; the last one counts. */
  readonly contingencies: readonly (Said & { readonly name: string; readonly phone: string })[]
  readonly reviews: readonly (Said & {
    readonly reviewId: string
    readonly nextOn?: PlainDate | undefined
    readonly dueAt?: Instant | undefined
  })[]
}

/** Where nothing was written yet. */
export const NOTHING_OF_AN_ADULT: AdultState = {
  wishes: [],
  enquiries: [],
  noted: [],
  checks: [],
  actions: [],
  contingencies: [],
  reviews: [],
}

/** The state after one more event. What is said of an unknown enquiry or action, or by an agency that it is not of, changes nothing. */
export function adultAfter(state: AdultState, event: CaseEvent): AdultState {
  const said: Said = { at: event.happenedAt, agency: event.agency, byName: event.byName, words: event.words }
  switch (event.kind) {
    case 'wish-told':
      return { ...state, wishes: [...state.wishes, { ...said, ...event.facts }] }
    case 'fact-noted':
      return { ...state, noted: [...state.noted, { ...said, ...event.facts }] }
    case 'address-checked':
      return { ...state, checks: [...state.checks, { ...said, ...event.facts }] }
    case 'adult-contingency-set':
      return { ...state, contingencies: [...state.contingencies, { ...said, ...event.facts }] }
    case 'adult-plan-reviewed':
      return { ...state, reviews: [...state.reviews, { ...said, ...event.facts }] }
    case 'action-agreed':
      return { ...state, actions: [...state.actions, { ...event.facts, by: event.agency, agreed: said }] }
    case 'adult-action-done':
      return {
        ...state,
        actions: state.actions.map(one =>
          one.actionId === event.facts.actionId && one.done === undefined && isTheirs(one, event.agency)
            ? { ...one, done: said }
            : one,
        ),
      }
    case 'enquiry-opened':
      return {
        ...state,
        enquiries: [...state.enquiries, { ...event.facts, by: event.agency, opened: said, answers: [] }],
      }
    case 'test-answered':
    case 'test-met':
    case 'test-not-met':
    case 'enquiry-ended':
      return {
        ...state,
        enquiries: state.enquiries.map(one =>
          one.enquiryId === event.facts.enquiryId && one.by === event.agency ? enquiryAfter(one, event, said) : one,
        ),
      }
    default:
      return state
  }
}

type OfTest = Extract<AdultEvent, { kind: 'test-answered' | 'test-met' | 'test-not-met' | 'enquiry-ended' }>

/** The first decision stands, and nothing is answered after it: who thinks otherwise later opens another. */
function enquiryAfter(one: Enquiry, event: OfTest, said: Said): Enquiry {
  switch (event.kind) {
    case 'test-answered': {
      const { question, answer, source } = event.facts
      if (one.decided !== undefined) return one
      return { ...one, answers: [...one.answers, { ...said, question, answer, source }] }
    }
    case 'test-met': {
      const { lead, phone, dueOn, dueAt } = event.facts
      return one.decided === undefined ? { ...one, decided: { ...said, met: true, lead, phone, dueOn, dueAt } } : one
    }
    case 'test-not-met':
      return one.decided === undefined ? { ...one, decided: { ...said, met: false } } : one
    case 'enquiry-ended':
      return one.decided?.met === true && one.ended === undefined
        ? { ...one, ended: { ...said, reached: event.facts.reached } }
        : one
  }
}

/** Whether an action is an agency's to do or to see done. */
export function isTheirs({ by, agency }: Pick<PlanAction, 'by' | 'agency'>, asked: AgencyId): boolean {
  return asked === by || asked === agency
}

/** The answers that count: the last one to each question. */
export function answersOf({ answers }: Enquiry): ReadonlyMap<string, TestAnswer> {
  return new Map(answers.map(one => [one.question, one]))
}
