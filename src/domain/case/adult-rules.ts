import { type FieldProblem, textProblems } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { endOfDay, londonDay } from '../values/london.ts'
import { daysBetween, type Instant, type PlainDate } from '../values/time.ts'
import { type AdultState, answersOf, type Enquiry, isTheirs } from './adult.ts'
import type { AdultEvent, Answer, NewCaseEvent, NotedAbout, Reached, ToldBy } from './event.ts'
import { agencyProblems, type Doer, type LeadRules } from './lead-rules.ts'

/** Who takes something on, and until when. */
interface TakenOn {
  readonly agency: AgencyId
  readonly owner: string
  readonly dueOn: PlainDate
}

/** What somebody does for an adult who may be at risk. */
export type AdultCommand =
  | { readonly kind: 'open'; readonly takenOver: boolean; readonly words: string }
  | { readonly kind: 'wish'; readonly toldBy: ToldBy; readonly outcome: string; readonly words: string }
  | {
      readonly kind: 'note'
      readonly about: NotedAbout
      readonly answer: Answer
      readonly matter: string
      readonly on: PlainDate
      readonly words: string
    }
  | {
      readonly kind: 'answer'
      readonly enquiryId: string
      readonly question: string
      readonly answer: Answer
      readonly source: string
      readonly words: string
    }
  | {
      readonly kind: 'met'
      readonly enquiryId: string
      readonly lead: string
      readonly phone: string
      readonly dueOn: PlainDate
      readonly words: string
    }
  | ({
      readonly kind: 'not-met'
      readonly enquiryId: string
      readonly words: string
      readonly way: string
      /** What the one who takes it on is asked to do; they read this and nothing else of the enquiry. */
      readonly task: string
    } & TakenOn)
  | { readonly kind: 'end'; readonly enquiryId: string; readonly reached: Reached; readonly words: string }
  | ({ readonly kind: 'act'; readonly way?: string | undefined; readonly words: string } & TakenOn)
  | { readonly kind: 'done'; readonly actionId: string; readonly words: string }
  | { readonly kind: 'if-back'; readonly name: string; readonly phone: string; readonly words: string }
  | { readonly kind: 'review'; readonly nextOn: PlainDate | undefined; readonly words: string }
  | { readonly kind: 'check'; readonly address: string; readonly postcode: string; readonly words: string }

/** Everything that can be done for an adult. */
export const ADULT_MOVES = [
  'wish',
  'open',
  'check',
  'answer',
  'met',
  'not-met',
  'end',
  'note',
  'act',
  'done',
  'if-back',
  'review',
] as const satisfies readonly AdultCommand['kind'][]

export type AdultMove = (typeof ADULT_MOVES)[number]

/** What law and practice say, as they stand on the day. */
export interface AdultRules {
  /** The test that holds where the agency is, with the codes of its questions. */
  readonly test: { readonly code: string; readonly questions: readonly string[] }
  /** Codes of the ways that are open. */
  readonly ways: ReadonlySet<string>
  readonly isAgency: (code: string) => boolean
  readonly dissolved: LeadRules['dissolved']
  /** Whether an agency decides the test: a council. */
  readonly mayDecide: boolean
  /** By when the test should be decided if opened now. */
  readonly decideBy: Instant
}

/** A day in a plan is not so far ahead or so long ago that it must be mistyped. */
const MOST_DAYS = 366

/** The enquiry of an agency that is not decided yet. */
export function openEnquiry({ enquiries }: AdultState, agency: AgencyId): Enquiry | undefined {
  return enquiries.findLast(one => one.by === agency && one.decided === undefined)
}

/** The enquiry of an agency that goes on because the test was met. */
export function runningEnquiry({ enquiries }: AdultState, agency: AgencyId): Enquiry | undefined {
  return enquiries.findLast(one => one.by === agency && one.decided?.met === true && one.ended === undefined)
}

/** What is still missing before the test can be decided, in the order of the work. */
export type Missing = 'wish' | 'check' | 'answers'

/**
 * What an enquiry wants before it is decided: that the person was asked what they want (or why not is said), that the children at a home
 * that was taken over were looked for, and an answer to each question of its test.
 */
export function missingFor(state: AdultState, enquiry: Enquiry, questions: readonly string[]): readonly Missing[] {
  const answers = answersOf(enquiry)
  const wants: readonly (readonly [Missing, boolean])[] = [
    ['wish', state.wishes.length === 0],
    ['check', enquiry.takenOver && state.checks.length === 0],
    ['answers', !questions.every(code => answers.has(code))],
  ]
  return wants.filter(([, missing]) => missing).map(([what]) => what)
}

/** What the answers come to: met when all are yes, not met as soon as one is no; nothing follows from what is not known. */
export function resultOf(enquiry: Enquiry, questions: readonly string[]): 'met' | 'not-met' | 'open' {
  const answers = answersOf(enquiry)
  const said = questions.map(code => answers.get(code)?.answer)
  if (said.includes('no')) return 'not-met'
  return said.every(answer => answer === 'yes') ? 'met' : 'open'
}

/** What an agency may do now. The test is for councils. */
export function adultMoves(state: AdultState, { test, mayDecide }: AdultRules, agency: AgencyId): AdultMove[] {
  const open = openEnquiry(state, agency)
  const ready = open !== undefined && mayDecide && missingFor(state, open, test.questions).length === 0
  const result = open === undefined ? 'open' : resultOf(open, test.questions)
  const may: Readonly<Record<AdultMove, boolean>> = {
    wish: true,
    open: open === undefined && runningEnquiry(state, agency) === undefined,
    check: true,
    answer: open !== undefined && mayDecide,
    met: ready && result === 'met',
    'not-met': ready && result === 'not-met',
    end: mayDecide && runningEnquiry(state, agency) !== undefined,
    note: true,
    act: true,
    done: state.actions.some(one => one.done === undefined && isTheirs(one, agency)),
    'if-back': true,
    review: true,
  }
  return ADULT_MOVES.filter(move => may[move])
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function adultProblems(command: AdultCommand, rules: AdultRules, now: Instant): FieldProblem[] {
  const text = (field: string, value: string, missing: string) => textProblems(field, value, missing)
  switch (command.kind) {
    case 'open':
      return text('words', command.words, 'Say what makes you worry')
    case 'wish':
      return [
        ...text('words', command.words, 'Write what the person says, or why they could not be asked'),
        ...(command.toldBy === 'could-not-ask'
          ? []
          : text('outcome', command.outcome, 'Write what they want to happen')),
      ]
    case 'note':
      return [
        ...text('matter', command.matter, 'Say what it is about'),
        ...dayProblems('on', command.on, now, 'past'),
        ...text('words', command.words, 'Say who looked at it and what it rests on'),
      ]
    case 'answer':
      return [
        ...(rules.test.questions.includes(command.question)
          ? []
          : [{ field: 'question', message: 'Choose the question' }]),
        ...text('source', command.source, 'Say whom or what you know it from'),
        ...text('words', command.words, 'Say what it rests on'),
      ]
    case 'met':
      return [
        ...text('lead', command.lead, 'Enter who leads the enquiry'),
        ...text('phone', command.phone, 'Enter a number to ring'),
        ...dayProblems('dueOn', command.dueOn, now, 'future'),
        ...text('words', command.words, 'Say what is to be found out'),
      ]
    case 'not-met':
      return [
        ...text('words', command.words, 'Say why the test is not met'),
        ...(rules.ways.has(command.way) ? [] : [{ field: 'way', message: 'Choose the way that is taken instead' }]),
        ...text('task', command.task, 'Say what they are asked to do'),
        ...takenOnProblems(command, rules, now),
      ]
    case 'end':
      return text('words', command.words, 'Say what was found and what changes for the person')
    case 'act':
      return [
        ...(command.way === undefined || rules.ways.has(command.way)
          ? []
          : [{ field: 'way', message: 'Choose a way' }]),
        ...text('words', command.words, 'Say what is to be done'),
        ...takenOnProblems(command, rules, now),
      ]
    case 'done':
      return text('words', command.words, 'Say what was done and what came of it')
    case 'if-back':
      return [
        ...text('name', command.name, 'Enter whom to ring'),
        ...text('phone', command.phone, 'Enter the number'),
        ...text('words', command.words, 'Say what happens if they come back'),
      ]
    case 'review':
      return [
        ...(command.nextOn === undefined ? [] : dayProblems('nextOn', command.nextOn, now, 'future')),
        ...text('words', command.words, 'Say what was looked at and what changes'),
      ]
    case 'check':
      return [
        ...text('address', command.address, 'Enter the house and the street'),
        ...text('postcode', command.postcode, 'Enter the postcode'),
        ...text('words', command.words, 'Say what is done for the children, or who else was asked'),
      ]
  }
}

function takenOnProblems({ agency, owner, dueOn }: TakenOn, rules: AdultRules, now: Instant): FieldProblem[] {
  return [
    ...agencyProblems('agency', agency, rules, 'Choose the agency that takes it on'),
    ...textProblems('owner', owner, 'Enter who takes it on'),
    ...dayProblems('dueOn', dueOn, now, 'future'),
  ]
}

function dayProblems(field: string, day: PlainDate, now: Instant, side: 'past' | 'future'): FieldProblem[] {
  const ahead = daysBetween(londonDay(now), day)
  if (Math.abs(ahead) > MOST_DAYS) return [{ field, message: 'This day is more than a year away' }]
  if (side === 'past' && ahead > 0) return [{ field, message: 'This day has not come yet' }]
  return side === 'future' && ahead < 0 ? [{ field, message: 'This day is over' }] : []
}

/** What happens when it is done, in order; undefined when it may not be done as it stands. */
export function adultEvents(
  state: AdultState,
  command: AdultCommand,
  rules: AdultRules,
  { agency, now, newId }: Doer,
  found: { readonly children: number; readonly unsure: number },
): readonly NewCaseEvent<AdultEvent>[] | undefined {
  if (!adultMoves(state, rules, agency).includes(command.kind)) return undefined
  const event = (
    kind: AdultEvent['kind'],
    facts: AdultEvent['facts'],
    matterId?: string,
    tells: readonly AgencyId[] = [],
    words = command.words,
  ): NewCaseEvent<AdultEvent> => ({ part: 'adult', kind, facts, words, happenedAt: now, matterId, tells })
  const action = (
    taken: TakenOn,
    words: string,
    about: { readonly way?: string | undefined; readonly enquiryId?: string },
  ) => {
    const actionId = newId()
    const { owner, dueOn } = taken
    const facts = { actionId, agency: taken.agency, owner, dueOn, dueAt: endOfDay(dueOn), ...about }
    return event('action-agreed', facts, actionId, taken.agency === agency ? [] : [taken.agency], words)
  }
  switch (command.kind) {
    case 'open': {
      const enquiryId = newId()
      const facts = { enquiryId, takenOver: command.takenOver, test: rules.test.code, decideBy: rules.decideBy }
      return [event('enquiry-opened', facts, enquiryId)]
    }
    case 'wish':
      return [event('wish-told', { toldBy: command.toldBy, outcome: command.outcome })]
    case 'note': {
      const { about, answer, matter, on } = command
      return [event('fact-noted', { about, answer, matter, on })]
    }
    case 'check':
      return [event('address-checked', { address: command.address, postcode: command.postcode, ...found })]
    case 'if-back':
      return [event('adult-contingency-set', { name: command.name, phone: command.phone })]
    case 'review': {
      const reviewId = newId()
      const { nextOn } = command
      const next = nextOn === undefined ? {} : { nextOn, dueAt: endOfDay(nextOn) }
      return [event('adult-plan-reviewed', { reviewId, ...next }, reviewId)]
    }
    case 'act':
      return [action(command, command.words, { way: command.way })]
    case 'done': {
      const one = state.actions.find(known => known.actionId === command.actionId)
      if (one === undefined || one.done !== undefined || !isTheirs(one, agency)) return undefined
      const other = agency === one.by ? one.agency : one.by
      return [event('adult-action-done', { actionId: one.actionId }, one.actionId, other === agency ? [] : [other])]
    }
    case 'answer': {
      const { enquiryId, question, answer, source } = command
      if (openEnquiry(state, agency)?.enquiryId !== enquiryId) return undefined
      return [event('test-answered', { enquiryId, question, answer, source }, enquiryId)]
    }
    case 'met': {
      const { enquiryId, lead, phone, dueOn } = command
      if (openEnquiry(state, agency)?.enquiryId !== enquiryId) return undefined
      return [event('test-met', { enquiryId, lead, phone, dueOn, dueAt: endOfDay(dueOn) }, enquiryId)]
    }
    case 'not-met': {
      const { enquiryId, way, task } = command
      if (openEnquiry(state, agency)?.enquiryId !== enquiryId) return undefined
      return [event('test-not-met', { enquiryId }, enquiryId), action(command, task, { way, enquiryId })]
    }
    case 'end': {
      if (runningEnquiry(state, agency)?.enquiryId !== command.enquiryId) return undefined
      return [event('enquiry-ended', { enquiryId: command.enquiryId, reached: command.reached }, command.enquiryId)]
    }
  }
}
