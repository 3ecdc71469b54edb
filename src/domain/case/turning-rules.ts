import { ADULT_AGE, birthday, type Born, monthsEarlier } from '../born.ts'
import type { Nation } from '../clock.ts'
import { type FieldProblem, textProblems } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { isInForce } from '../values/in-force.ts'
import { endOfDay, londonDay } from '../values/london.ts'
import { type Instant, type PlainDate, plusDays } from '../values/time.ts'
import type { Answer, NewCaseEvent, TurningEvent } from './event.ts'
import { agencyProblems, type Doer, type LeadRules } from './lead-rules.ts'
import type { Said } from './placement.ts'
import { type AdultLead, isSettled, type TurningState, waitingLeads } from './turning.ts'

/** A step of preparing for eighteen, or what is otherwise from then on: an item of data/reference/turning-18.json. */
export interface TurningItem {
  readonly code: string
  readonly what: 'step' | 'changes' | 'ends' | 'goes-on'
  readonly monthsBefore: number
  readonly label: string
  readonly hint: string
  readonly nations: readonly Nation[]
  readonly effectiveFrom: PlainDate
  readonly effectiveTo: PlainDate | null
}

/** A step with its day and where it stands. */
export interface TurningStep<I extends TurningItem = TurningItem> {
  readonly item: I
  readonly dueOn: PlainDate
  readonly done: Said | undefined
  readonly standing: 'done' | 'late' | 'soon' | 'ahead'
}

/** Where somebody stands before eighteen. Of an unknown day of birth the earliest possible counts, so that nobody is prepared too late. */
export type Stage =
  | { readonly stage: 'unknown' | 'not-born' }
  | {
      readonly stage: 'too-young' | 'preparing' | 'turned' | 'past'
      readonly eighteenOn: PlainDate
      readonly from: PlainDate
    }

/** A step is close from so many days before its day on. */
const SOON_DAYS = 28

/** Months before eighteen from which on somebody is prepared, and after it in which it is still looked at while nothing is settled. */
export const PREPARED_MONTHS = 12

/** What somebody does to prepare a child for eighteen. */
export type TurningCommand =
  | { readonly kind: 'step'; readonly step: string; readonly words: string }
  | { readonly kind: 'hear'; readonly agrees: Answer; readonly words: string }
  | {
      readonly kind: 'name'
      readonly to: AgencyId
      readonly name: string
      readonly post: string
      readonly phone: string
      readonly words: string
    }
  | { readonly kind: 'accept' | 'decline'; readonly handoverId: string; readonly name: string; readonly words: string }
  | { readonly kind: 'not-needed'; readonly name: string; readonly post: string; readonly words: string }

/** Everything that can be done to prepare a child for eighteen. */
export const TURNING_MOVES = [
  'step',
  'hear',
  'name',
  'accept',
  'decline',
  'not-needed',
] as const satisfies readonly TurningCommand['kind'][]

export type TurningMove = (typeof TURNING_MOVES)[number]

/** Where somebody stands on a day. */
export function stageOn(born: Born | undefined, state: TurningState, day: PlainDate): Stage {
  if (born === undefined) return { stage: 'unknown' }
  if (born.latest > day) return { stage: 'not-born' }
  const eighteenOn = birthday(born.earliest, ADULT_AGE)
  const from = monthsEarlier(eighteenOn, PREPARED_MONTHS)
  if (day < from) return { stage: 'too-young', eighteenOn, from }
  if (day < eighteenOn) return { stage: 'preparing', eighteenOn, from }
  const begun = Object.keys(state.done).length + state.wishes.length + state.leads.length > 0
  const recent = monthsEarlier(day, PREPARED_MONTHS) <= eighteenOn
  return { stage: begun || recent ? 'turned' : 'past', eighteenOn, from }
}

/** What holds in a nation on a day, of one kind, in the order of the reference data. */
export function itemsOn<I extends TurningItem>(
  items: readonly I[],
  what: TurningItem['what'],
  nation: Nation,
  day: PlainDate,
): readonly I[] {
  return items.filter(item => item.what === what && item.nations.includes(nation) && isInForce(item, day))
}

/** The steps of somebody who turns eighteen on a day, the next one first, as they stand on another. What was named or heard does its step. */
export function turningSteps<I extends TurningItem>(
  items: readonly I[],
  state: TurningState,
  eighteenOn: PlainDate,
  day: PlainDate,
): readonly TurningStep<I>[] {
  return items
    .map(item => {
      const dueOn = monthsEarlier(eighteenOn, item.monthsBefore)
      const done = state.done[item.code] ?? impliedBy(item.code, state)
      const late = day > dueOn
      const standing =
        done !== undefined ? 'done' : late ? 'late' : plusDays(day, SOON_DAYS) >= dueOn ? 'soon' : 'ahead'
      return { item, dueOn, done, standing } as const
    })
    .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
}

/** Steps that are done by what is written in another form. */
function impliedBy(code: string, state: TurningState): Said | undefined {
  if (code === 'lead-named') return state.leads[0]?.named
  return code === 'asked' ? state.wishes[0] : undefined
}

/** What an agency may do now. Naming a lead, and saying why there is none, are for children's services. */
export function turningMoves(state: TurningState, agency: AgencyId, mayLead: boolean): TurningMove[] {
  const asked = waitingFor(state, agency) !== undefined
  const moves: readonly (readonly [TurningMove, boolean])[] = [
    ['accept', asked],
    ['decline', asked],
    ['step', true],
    ['hear', true],
    ['name', mayLead && waitingLeads(state).length === 0],
    ['not-needed', mayLead],
  ]
  return moves.filter(([, yes]) => yes).map(([move]) => move)
}

/** Who was named at an agency and has not answered. */
export function waitingFor(state: TurningState, agency: AgencyId): AdultLead | undefined {
  return waitingLeads(state).find(one => one.to === agency)
}

/** What is wrong with what somebody wrote, field by field. */
export function turningProblems(
  command: TurningCommand,
  rules: {
    readonly steps: ReadonlySet<string>
    readonly isAgency: (code: string) => boolean
    readonly dissolved: LeadRules['dissolved']
  },
): FieldProblem[] {
  const who = 'name' in command ? textProblems('name', command.name, 'Enter the name of the person') : []
  switch (command.kind) {
    case 'step':
      return [
        ...(rules.steps.has(command.step) ? [] : [{ field: 'step', message: 'Choose the step' }]),
        ...textProblems('words', command.words, 'Say what was done and with whom'),
      ]
    case 'hear':
      return textProblems('words', command.words, 'Write what the young person says, or why they could not be asked')
    case 'name':
      return [
        ...agencyProblems('to', command.to, rules, 'Choose the agency'),
        ...who,
        ...textProblems('phone', command.phone, 'Enter a number to ring'),
        ...textProblems('words', command.words, 'Say what they should know, and what they are asked'),
      ]
    case 'accept':
      return [...who, ...textProblems('words', command.words, 'Say what happens first')]
    case 'decline':
      return [...who, ...textProblems('words', command.words, 'Say why not, and what you propose instead')]
    case 'not-needed':
      return [
        ...who,
        ...textProblems('post', command.post, 'Enter their post'),
        ...textProblems('words', command.words, 'Say why not, and who helps the young person instead'),
      ]
  }
}

/** What is wrong with closing a case of somebody who is about to turn eighteen, or has, while nobody has said what comes after. */
export function cliffEdge(state: TurningState, born: Born | undefined, now: Instant): FieldProblem[] {
  const { stage } = stageOn(born, state, londonDay(now))
  if ((stage !== 'preparing' && stage !== 'turned') || isSettled(state)) return []
  const message =
    'Turning eighteen ends nothing by itself. First somebody of adult services accepts, or a named person says why nobody has to: see “Turning 18”'
  return [{ field: 'words', message }]
}

/** What happens when it is done; undefined when it may not be done as it stands. */
export function turningEvent(
  state: TurningState,
  command: TurningCommand,
  { agency, now, newId }: Doer,
  may: { readonly lead: boolean; readonly eighteenOn: PlainDate },
): NewCaseEvent<TurningEvent> | undefined {
  if (!turningMoves(state, agency, may.lead).includes(command.kind)) return undefined
  const event = (
    kind: TurningEvent['kind'],
    facts: TurningEvent['facts'],
    matterId?: string,
    tells: readonly AgencyId[] = [],
  ): NewCaseEvent<TurningEvent> => ({
    part: 'adult',
    kind,
    facts,
    words: command.words,
    happenedAt: now,
    matterId,
    tells,
  })
  switch (command.kind) {
    case 'step':
      return command.step in state.done ? undefined : event('turning-step-done', { step: command.step })
    case 'hear':
      return event('turning-wish-told', { agrees: command.agrees })
    case 'name': {
      const handoverId = newId()
      const { to, name, post, phone } = command
      const today = londonDay(now)
      // Named late, they still have a week.
      const week = plusDays(today, 7)
      const acceptBy = endOfDay(may.eighteenOn > week ? may.eighteenOn : week)
      return event('adult-lead-named', { handoverId, to, name, post, phone, acceptBy }, handoverId, [to])
    }
    case 'accept':
    case 'decline': {
      const lead = state.leads.find(one => one.handoverId === command.handoverId)
      if (lead === undefined || lead.answer !== undefined || lead.to !== agency) return undefined
      const { handoverId, name } = command
      const kind = command.kind === 'accept' ? 'adult-lead-accepted' : 'adult-lead-declined'
      return event(kind, { handoverId, name }, handoverId, [lead.from])
    }
    case 'not-needed':
      return event('adult-lead-not-needed', { name: command.name, post: command.post })
  }
}
