import { type Born, ADULT_AGE } from '#domain/born.ts'
import { caseFrom } from '#domain/case/case-state.ts'
import type { LeadState } from '#domain/case/lead.ts'
import { acceptedLead, type AdultLead, isSettled, type TurningState, waitingLeads } from '#domain/case/turning.ts'
import {
  itemsOn,
  type Stage,
  stageOn,
  type TurningCommand,
  turningEvent,
  type TurningMove,
  turningMoves,
  turningProblems,
  type TurningStep,
  turningSteps,
} from '#domain/case/turning-rules.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import { londonDay } from '#domain/values/london.ts'
import type { PlainDate } from '#domain/values/time.ts'
import { lockPeople } from '#store/links.ts'
import { listPersonRecords, namesOf } from '#store/persons.ts'
import { loadReference } from '#store/reference.ts'
import type { TurningItem } from '#store/reference-schema.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { listTurning, type TurningPerson } from '#store/turning.ts'
import { caseParts } from './case-parts.ts'
import { bornOf } from './born.ts'
import { appendEvents } from './cases.ts'
import { leadRules } from './case-rules.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { nationOf } from './agencies.ts'
import { NO_NAME, nameOf, namesIn } from './search.ts'

export type { Stage, TurningCommand, TurningItem, TurningMove, TurningState }

/** How somebody is prepared for eighteen, as the actor's agency may see it. */
export interface TurningFile {
  readonly personId: string
  readonly name: string
  readonly born: Born | undefined
  readonly stage: Stage
  readonly lead: LeadState
  readonly state: TurningState
  /** The next one first; nothing before somebody is prepared. */
  readonly steps: readonly TurningStep<TurningItem>[]
  /** What is otherwise from the birthday on, by law and practice of the agency's nation. */
  readonly changes: readonly TurningItem[]
  readonly ends: readonly TurningItem[]
  readonly goesOn: readonly TurningItem[]
  /** Nothing before somebody is prepared. */
  readonly moves: readonly TurningMove[]
}

/** How somebody is prepared for eighteen, and what is otherwise from then on. Throws when refused. */
export async function openTurning(ctx: Context, personId: string): Promise<TurningFile> {
  const grant = authorise(ctx, 'adult.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const [{ turning: state, lead }, held] = await Promise.all([
    caseParts(ctx, grant, ['turning', 'lead']),
    listPersonRecords(ctx.tx, grant),
  ])
  const records = held.filter(record => !record.restricted)
  const born = bornOf(records)
  const today = londonDay(ctx.now)
  const stage = stageOn(born, state, today)
  const begun = 'eighteenOn' in stage && (stage.stage === 'preparing' || stage.stage === 'turned')
  const items = (what: TurningItem['what']) => itemsHere(ctx, what)
  return {
    personId,
    name: namesIn(records)[0] ?? NO_NAME,
    born,
    stage,
    lead,
    state,
    steps: begun ? turningSteps(items('step'), state, stage.eighteenOn, today) : [],
    changes: items('changes'),
    ends: items('ends'),
    goesOn: items('goes-on'),
    moves: begun ? turningMoves(state, ctx.actor.agency, mayLead(ctx)) : [],
  }
}

/**
 * Do something to prepare somebody for eighteen, tell whom it tells, and give the new state.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as it stands; 'bad-request' naming the fields, or when nobody
 * is prepared yet.
 */
export async function changeTurning(ctx: Context, personId: string, command: TurningCommand): Promise<TurningState> {
  const grant = authorise(ctx, 'adult.change', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  await lockPeople(ctx.tx, [personId])
  const [{ turning: state }, records] = await Promise.all([
    caseParts(ctx, grant, ['turning']),
    listPersonRecords(ctx.tx, grant),
  ])
  const stage = stageOn(bornOf(records), state, londonDay(ctx.now))
  if (stage.stage !== 'preparing' && stage.stage !== 'turned')
    throw new Problem('bad-request', 'Nothing was stored.', [{ field: 'turning', message: TOO_EARLY }])
  const { agencyByCode } = loadReference()
  const steps = new Set(itemsHere(ctx, 'step').map(({ code }) => code))
  const { dissolved } = leadRules(ctx.now)
  checkFields(turningProblems(command, { steps, dissolved, isAgency: code => agencyByCode.has(code) }))
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  const event = turningEvent(state, command, doer, { lead: mayLead(ctx), eighteenOn: stage.eighteenOn })
  if (event === undefined)
    throw new Problem('already-answered', 'This was done already, or is not for your agency. Nothing was stored.')
  return (await appendEvents(ctx, grant, [event])).turning
}

const TOO_EARLY = 'This is for those who are about to turn eighteen: it begins at seventeen'

/** Somebody who turns eighteen soon, or has while it is not settled what comes after. */
export interface TurnsEighteen {
  readonly personId: string
  readonly name: string
  readonly eighteenOn: PlainDate
  readonly stage: 'preparing' | 'turned'
  readonly settled: boolean
  /** Who leads after: who accepted, else who was asked last. */
  readonly lead: AdultLead | undefined
  /** The step that is due next or late, if any is not done. */
  readonly next: TurningStep<TurningItem> | undefined
}

/**
 * Those whom the actor's agency watches or in whose case it wrote, who turn eighteen within twelve months, or have and nothing is settled;
 * by the day, at most 200. Throws when refused.
 */
export async function listTurningEighteen(ctx: Context): Promise<readonly TurnsEighteen[]> {
  const grant = authorise(ctx, 'adult.list', ownSubject(ctx, 'case', 'turning-18'))
  const found = await turningNow(ctx, grant)
  const ids = found.map(one => one.personId)
  disclosed(ctx, grant, ids)
  const names = await namesOf(ctx.tx, grant, ids)
  return found.map(one => ({ ...one, name: nameOf(names.get(one.personId) ?? {}) }))
}

/** How many of those who turn eighteen nobody has accepted to help after, for a count that was authorised; at most 200. */
export async function countUnsettled(ctx: Context, grant: Parameters<typeof listTurning>[1]): Promise<number> {
  return (await turningNow(ctx, grant)).filter(one => !one.settled).length
}

const MOST = 200

async function turningNow(
  ctx: Context,
  grant: Parameters<typeof listTurning>[1],
): Promise<readonly Omit<TurnsEighteen, 'name'>[]> {
  const today = londonDay(ctx.now)
  const year = Number(today.slice(0, 4))
  const people = await listTurning(ctx.tx, grant, { from: year - ADULT_AGE - 2, to: year - ADULT_AGE + 1 }, ctx.now)
  const steps = itemsHere(ctx, 'step')
  return people
    .flatMap(person => turnsEighteen(person, steps, today))
    .toSorted((a, b) => a.eighteenOn.localeCompare(b.eighteenOn) || a.personId.localeCompare(b.personId))
    .slice(0, MOST)
}

function turnsEighteen(
  { personId, watched, said, events }: TurningPerson,
  items: readonly TurningItem[],
  today: PlainDate,
): Omit<TurnsEighteen, 'name'>[] {
  const { turning, lead } = caseFrom(events)
  const stage = stageOn(bornOf(said.map(one => ({ person: one }))), turning, today)
  if (stage.stage !== 'preparing' && stage.stage !== 'turned') return []
  const settled = isSettled(turning)
  const over = stage.stage === 'turned' && settled
  const closed = !watched && lead.closedAt !== undefined
  if (over || closed) return []
  return [
    {
      personId,
      eighteenOn: stage.eighteenOn,
      stage: stage.stage,
      settled,
      lead: acceptedLead(turning) ?? waitingLeads(turning).at(-1),
      next: turningSteps(items, turning, stage.eighteenOn, today).find(step => step.standing !== 'done'),
    },
  ]
}

function itemsHere(ctx: Context, what: TurningItem['what']): readonly TurningItem[] {
  return itemsOn(loadReference().adults.turning, what, nationOf(ctx.actor.agency), londonDay(ctx.now))
}

function mayLead(ctx: Context): boolean {
  return leadRules(ctx.now).mayLead(ctx.actor.agency)
}
