import { asKnown, type CaseState, caseFrom, knownOn, stateOf } from '#domain/case/case-state.ts'
import type { CaseClock } from '#domain/case/clocks.ts'
import type { CaseEvent, CasePart, NewCaseEvent } from '#domain/case/event.ts'
import {
  lateEvents,
  leadEvents,
  type LeadCommand,
  type LeadMove,
  leadMoves,
  leadProblems,
  mayDo,
  nextStep,
} from '#domain/case/lead-rules.ts'
import { ADULT_MATTERS, LEAD_MATTERS, mattersKnownTo, openLeads } from '#domain/case/matters.ts'
import { isOfReceiver } from '#domain/case/referral.ts'
import { placementEvent, type PlacementCommand, placementProblems } from '#domain/case/placement-rules.ts'
import { cliffEdge } from '#domain/case/turning-rules.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import {
  appendToCase,
  findNamed,
  listCaseEvents,
  listMatters,
  setMatters,
  takeLateMatters,
  type WaitingMatter,
} from '#store/cases.ts'
import { lockPeople } from '#store/links.ts'
import { announce } from '#store/news.ts'
import { addMessage, type MailPayload } from '#store/outbox.ts'
import { listPersonRecords } from '#store/persons.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { gatewayFor } from './alert-policy.ts'
import { bornOf } from './born.ts'
import { leadRules } from './case-rules.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { nameOf } from './search.ts'

export type { CaseEvent, CaseState, LeadCommand, LeadMove, PlacementCommand, WaitingMatter }

/** Who leads for a person as the actor's agency may see it, and what it may do about it. */
export interface LeadFile {
  readonly personId: string
  /** As a record says that the agency may see. */
  readonly name: string
  readonly state: Pick<CaseState, 'lead' | 'placements'>
  /** Of everything but plans and meetings, which have pages of their own; oldest first. */
  readonly events: readonly CaseEvent[]
  /** The moment as of which it is shown: nothing recorded later is in it. */
  readonly asOf: Instant
  /** Nothing for a past date, and for those who may only read. */
  readonly moves: readonly LeadMove[]
  /** The step to which a dispute would go up next. */
  readonly nextStep: CaseClock | undefined
}

/** The whole case of a person: every part of it, and all of its events. */
export interface CaseFile extends LeadFile {
  readonly state: CaseState
}

const WITHOUT_PLANS: readonly CasePart[] = ['lead', 'placement', 'nrm', 'adult', 'referral']

/** The case of a person, as it is, or as it was known at the end of a day. Throws when refused. */
export async function openCase(ctx: Context, personId: string, on?: PlainDate): Promise<CaseFile> {
  const file = await openLog(ctx, personId, { on })
  return { ...file, state: caseFrom(file.events) }
}

/** Who leads for a person, as it is, or as it was known at the end of a day: a plan of thousands of events is not read for it. Throws when refused. */
export function openLead(ctx: Context, personId: string, on?: PlainDate): Promise<LeadFile> {
  return openLog(ctx, personId, { on, parts: WITHOUT_PLANS })
}

async function openLog(
  ctx: Context,
  personId: string,
  { on, parts }: { readonly on: PlainDate | undefined; readonly parts?: readonly CasePart[] },
): Promise<LeadFile> {
  const grant = authorise(ctx, 'case.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const asOf = asKnown(ctx.now, on)
  const [all, person] = await Promise.all([listCaseEvents(ctx.tx, grant, parts), findNamed(ctx.tx, grant)])
  const events = asOf === ctx.now ? all : knownOn(all, asOf)
  const state = { lead: stateOf('lead', events), placements: stateOf('placements', events) }
  const rules = leadRules(ctx.now)
  return {
    personId,
    name: nameOf(person ?? {}),
    state,
    events,
    asOf,
    moves: asOf === ctx.now ? leadMoves(state.lead, rules, { agency: ctx.actor.agency, now: ctx.now }) : [],
    nextStep: nextStep(state.lead, rules, ctx.now),
  }
}

/**
 * Do something about who leads for a person, tell the other agency, and give the new state.
 *
 * @param version of the lead as the actor saw it
 *
 * Throws when refused; Problem 'stale-version' when somebody changed it meanwhile; 'already-answered' when it may not be done as the case
 * stands; 'bad-request' naming the fields.
 */
export async function changeLead(
  ctx: Context,
  personId: string,
  version: number,
  command: LeadCommand,
): Promise<CaseState> {
  const grant = authorise(ctx, 'case.lead', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  // What is read from here on stays so until this is done: no second offer, no answer to what is being taken back.
  await lockPeople(ctx.tx, [personId])
  const { lead, turning } = await caseParts(ctx, grant, ['lead', 'turning'])
  const rules = leadRules(ctx.now)
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  checkMayLead(rules.mayLead(doer.agency))
  if (lead.version !== version)
    throw new Problem(
      'stale-version',
      'Something was written about who leads meanwhile: look at how it stands now. Nothing of yours was stored.',
    )
  checkFields(leadProblems(command, rules, doer))
  if (command.kind === 'close') checkFields(cliffEdge(turning, bornOf(await listPersonRecords(ctx.tx, grant)), ctx.now))
  if (!mayDo(lead, command, rules, doer))
    throw new Problem('already-answered', 'This cannot be done as it stands now. Nothing of yours was stored.')
  return appendEvents(ctx, grant, leadEvents(lead, command, rules, doer))
}

/**
 * Record a placement in the area of another authority, or something that was done about one; tell the other agency; give the new state.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as the placement stands; 'bad-request' naming the fields.
 */
export async function changePlacement(ctx: Context, personId: string, command: PlacementCommand): Promise<CaseState> {
  const grant = authorise(ctx, 'case.place', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  await lockPeople(ctx.tx, [personId])
  const { placements } = await caseParts(ctx, grant, ['placements'])
  const rules = leadRules(ctx.now)
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  checkMayLead(rules.mayLead(doer.agency))
  checkFields(placementProblems(command, rules, doer))
  const event = placementEvent(placements, command, rules, doer)
  if (event === undefined)
    throw new Problem('already-answered', 'This was done already, or is not for your agency. Nothing was stored.')
  return appendEvents(ctx, grant, [event])
}

/** What waits in cases of the actor's agency, on either side: the next to run out first, at most 200. */
export async function listWaiting(ctx: Context): Promise<readonly WaitingMatter[]> {
  const grant = authorise(ctx, 'case.list', ownSubject(ctx, 'case'))
  const matters = await listMatters(ctx.tx, grant, LEAD_MATTERS)
  disclosed(
    ctx,
    grant,
    matters.map(matter => matter.matterId),
  )
  return matters
}

/**
 * Tell both sides of each clock of the actor's agency that has run out, and close offers that nobody answered. For the agency's own job.
 * Gives how many clocks.
 */
export async function sayWhatIsLate(ctx: Context): Promise<number> {
  const { agency } = ctx.actor
  const taken = authorise(ctx, 'case.late', ownSubject(ctx, 'case', 'due'))
  const late = await takeLateMatters(ctx.tx, taken, ctx.now)
  for (const { matterId, kind, other, personId } of late) {
    if (kind === 'offer' && personId !== null) await expireOffers(ctx, personId)
    for (const side of [agency, ...(other === null ? [] : [other])])
      await tell(ctx, side, { about: lateMail(kind) }, `${matterId}:${side}:${ctx.now}`)
  }
  disclosed(
    ctx,
    taken,
    late.map(matter => matter.matterId),
  )
  return late.length
}

async function expireOffers(ctx: Context, personId: string): Promise<void> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  // A link was undone meanwhile: the agency reaches nobody there any more.
  if (subject.owners.length + subject.sharedWith.length === 0) return
  const grant = authorise(ctx, 'case.expire', subject)
  await lockPeople(ctx.tx, [personId])
  const { lead } = await caseParts(ctx, grant, ['lead'])
  const events = lateEvents(lead, { agency: ctx.actor.agency, now: ctx.now })
  if (events.length > 0) await appendEvents(ctx, grant, events)
}

/** The mail by which an agency learns of an event; undefined where the page that it has open is enough. */
type MailOf = (event: NewCaseEvent, told: AgencyId) => MailPayload['about'] | undefined

/** That a clock has run out is told to both sides by whoever finds it so. */
const mailOfCase: MailOf = ({ kind, part }) => {
  // Of a referral and what it says, one mail goes.
  if (kind === 'expired' || kind === 'nrm-content-sent') return undefined
  if (part === 'adult') return 'adult-told'
  if (kind === 'referral-sent') return kind
  if (part === 'referral') return isOfReceiver(kind) ? 'referral-answered' : 'referral-told'
  if (kind === 'offered') return 'case-offered'
  if (kind === 'nrm-asked') return 'nrm-asked'
  return kind === 'nrm-sent' ? 'nrm-action' : 'case-told'
}

/** Append to a person's case what the rules let happen, tell whom it tells, and give the new state. Throws when there is nothing to show them. */
export async function appendEvents(
  ctx: Context,
  grant: Parameters<typeof appendToCase>[1],
  drafts: readonly NewCaseEvent[],
  mailOf: MailOf = mailOfCase,
): Promise<CaseState> {
  const { id, name, agency } = ctx.actor
  const events = drafts.map(draft => ({ ...draft, eventId: ctx.newId() }))
  const writer = { id, name, now: ctx.now, newId: ctx.newId, gateway: gatewayFor(ctx.purpose) }
  const outcome = await appendToCase(ctx.tx, grant, events, writer)
  if (outcome === 'gone') throw new Problem('not-found')
  if (outcome === 'nothing-to-show') {
    const message = 'Your agency holds no record of the child to show them. Bring the child into your records first'
    throw new Problem('bad-request', message, [{ field: 'to', message }])
  }
  disclosed(
    ctx,
    grant,
    events.map(event => event.eventId),
  )
  const state = caseFrom(await listCaseEvents(ctx.tx, grant))
  await setMatters(ctx.tx, grant, { ...mattersKnownTo(agency, state, ctx.now), leads: openLeads(state) }, ctx.now)
  await announce(ctx.tx, { agency, kind: 'case' })
  for (const event of events) {
    for (const told of event.tells.filter(one => one !== agency)) {
      const about = mailOf(event, told)
      if (about === undefined) await announce(ctx.tx, { agency: told, kind: 'case' })
      else await tell(ctx, told, { about }, `${event.eventId}:${told}`)
    }
  }
  return state
}

function lateMail(kind: WaitingMatter['kind']): MailPayload['about'] {
  if (kind === 'referral') return 'referral-late'
  return ADULT_MATTERS.some(one => one === kind) ? 'adult-late' : 'case-late'
}

/** A mail without personal data to the team on duty, and news for the pages that are open there. */
async function tell(ctx: Context, agency: AgencyId, payload: MailPayload, key: string): Promise<void> {
  await addMessage(ctx.tx, `${payload.about}:${key}`, agency, { kind: 'mail', payload }, ctx.now)
  await announce(ctx.tx, { agency, kind: 'case' })
}

function checkMayLead(may: boolean): void {
  if (may) return
  const message = "Only children's services can do this. Ring those of the area where the child lives or is found"
  throw new Problem('bad-request', `Nothing was stored. ${message}.`, [{ field: 'lead', message }])
}
