import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay } from '../values/london.ts'
import type { Instant } from '../values/time.ts'
import { type CaseClock, type CaseClocks, clockInForce, endOf, ladderOn } from './clocks.ts'
import type { GroundOfDuty, LeadEvent, NamedPractitioner, NewCaseEvent, Proposal } from './event.ts'
import { type Dispute, dutyOf, type LeadState, type Offer, openDispute, openOffers } from './lead.ts'

/** What an agency does about who leads. */
export type LeadCommand =
  | { readonly kind: 'here'; readonly because: GroundOfDuty; readonly happenedAt: Instant; readonly words: string }
  | { readonly kind: 'offer'; readonly to: AgencyId; readonly words: string }
  | { readonly kind: 'withdraw'; readonly offerId: string; readonly words: string }
  | { readonly kind: 'accept'; readonly offerId: string; readonly words: string }
  | { readonly kind: 'decline'; readonly offerId: string; readonly reason: string; readonly words: string }
  | { readonly kind: 'counter'; readonly offerId: string; readonly proposal: Proposal; readonly words: string }
  | { readonly kind: 'escalate'; readonly words: string }
  | { readonly kind: 'settle'; readonly words: string }
  | ({ readonly kind: 'name' } & NamedPractitioner)
  | { readonly kind: 'close'; readonly words: string }

/** Everything that can be done about who leads. */
export const LEAD_MOVES = [
  'here',
  'offer',
  'withdraw',
  'accept',
  'decline',
  'counter',
  'escalate',
  'settle',
  'name',
  'close',
] as const satisfies readonly LeadCommand['kind'][]

export type LeadMove = (typeof LEAD_MOVES)[number]

/** An agency that there was, and who took its place. */
export interface Dissolved {
  readonly name: string
  readonly dissolvedOn: string
  readonly successors: readonly string[]
}

/** What the reference data says about who leads. */
export interface LeadRules extends CaseClocks {
  /** Codes of reasons for which an offer may be declined. */
  readonly declineReasons: ReadonlySet<string>
  /** Codes of what may be proposed instead, each with what it must name besides. */
  readonly proposals: ReadonlyMap<string, 'agency' | 'date' | undefined>
  /** Whether an agency has children's services: no other may lead. */
  readonly mayLead: (agency: string) => boolean
  readonly dissolved: ReadonlyMap<string, Dissolved>
}

/** Who does something, and when. */
export interface Doer {
  readonly agency: AgencyId
  readonly now: Instant
  readonly newId: () => string
}

const LONGEST_POST = 200

/** Whether an open offer can be answered no more, though nobody has recorded yet that it ran out. */
export function isLate(offer: Offer, now: Instant): boolean {
  return offer.state === 'open' && offer.expiresAt <= now
}

/** What an agency may do now about who leads. Nothing, for one that has no children's services. */
export function leadMoves(
  state: LeadState,
  rules: LeadRules,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
): LeadMove[] {
  if (!rules.mayLead(agency)) return []
  const live = openOffers(state).filter(offer => !isLate(offer, now))
  const isParty = partyOf(state, agency, now)
  const may: readonly (readonly [LeadMove, boolean])[] = [
    ['here', dutyOf(state)?.agency !== agency],
    ['offer', dutyOf(state)?.agency === agency && live.length === 0],
    ['withdraw', live.some(offer => offer.from === agency)],
    ['accept', live.some(offer => offer.to === agency)],
    ['decline', live.some(offer => offer.to === agency)],
    ['counter', live.some(offer => offer.to === agency)],
    ['escalate', isParty && nextStep(state, rules, now) !== undefined],
    ['settle', openDispute(state)?.between.includes(agency) ?? false],
    ['name', state.lead?.agency === agency || state.host?.agency === agency],
    ['close', state.lead?.agency === agency && state.host === undefined && live.length === 0],
  ]
  return may.filter(([, yes]) => yes).map(([move]) => move)
}

/** Whether this very thing may be done as the case stands: an answer is to an offer that is open and the agency's own to answer. */
export function mayDo(state: LeadState, command: LeadCommand, rules: LeadRules, doer: Doer): boolean {
  if (!leadMoves(state, rules, doer).includes(command.kind)) return false
  if (!('offerId' in command)) return true
  const offer = openOffers(state).find(one => one.offerId === command.offerId && !isLate(one, doer.now))
  return offer?.[command.kind === 'withdraw' ? 'from' : 'to'] === doer.agency
}

/** The offer that was not taken and that nothing has come of since: about it a dispute may be raised. */
export function contested(state: LeadState, now: Instant): Offer | undefined {
  const last = state.offers.findLast(offer => offer.state !== 'withdrawn')
  if (last === undefined) return undefined
  return ['declined', 'countered', 'expired'].includes(last.state) || isLate(last, now) ? last : undefined
}

function partyOf(state: LeadState, agency: AgencyId, now: Instant): boolean {
  const offer = contested(state, now)
  return offer !== undefined && (offer.from === agency || offer.to === agency)
}

/** The step of the ladder to which a dispute goes up next; undefined at the top. */
export function nextStep(state: LeadState, rules: CaseClocks, now: Instant): CaseClock | undefined {
  const ladder = ladderOn(rules, londonDay(now))
  const at = openDispute(state)?.steps.at(-1)?.step
  return at === undefined ? ladder[0] : ladder[ladder.findIndex(step => step.code === at) + 1]
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function leadProblems(command: LeadCommand, rules: LeadRules, { agency, now }: Doer): FieldProblem[] {
  switch (command.kind) {
    case 'here':
      return [
        ...textProblems('words', command.words, 'Say where the child is and how you know'),
        ...(command.happenedAt > now ? [{ field: 'happenedOn', message: 'This is in the future' }] : []),
      ]
    case 'offer':
      return [
        ...takerProblems(command.to, agency, rules),
        ...textProblems('words', command.words, 'Say why they should lead, and what has been done so far'),
      ]
    case 'withdraw':
      return textProblems('words', command.words, 'Say why you take the offer back')
    case 'accept':
      return textProblems('words', command.words, 'Accept in writing: say who takes it on, and from when')
    case 'decline':
      return [
        ...(rules.declineReasons.has(command.reason)
          ? []
          : [{ field: 'reason', message: 'Choose why you decline it' }]),
        ...textProblems('words', command.words, 'Say why in a sentence; the other agency reads it'),
      ]
    case 'counter':
      return [
        ...proposalProblems(command.proposal, agency, rules),
        ...textProblems('words', command.words, 'Say what you propose instead'),
      ]
    case 'escalate':
      return textProblems('words', command.words, 'Say what you cannot agree on, and what you ask for')
    case 'settle':
      return textProblems('words', command.words, 'Say what was agreed')
    case 'name':
      return practitionerProblems(command)
    case 'close':
      return textProblems('words', command.words, 'Say why nobody needs to lead any more')
  }
}

/** What happens when it is done. An offer whose time is over is closed by the next one. */
export function leadEvents(
  state: LeadState,
  command: LeadCommand,
  rules: LeadRules,
  doer: Doer,
): NewCaseEvent<LeadEvent>[] {
  const { agency, now } = doer
  switch (command.kind) {
    case 'here': {
      const { because, happenedAt, words } = command
      return [{ ...event('found-here', { because }, now, words), happenedAt }]
    }
    case 'offer': {
      const offerId = doer.newId()
      const expiresAt = endOf(clockInForce(rules, 'offer', londonDay(now)), now, rules)
      const facts = { offerId, to: command.to, expiresAt }
      return [
        ...lateEvents(state, doer),
        { ...event('offered', facts, now, command.words), matterId: offerId, tells: [command.to] },
      ]
    }
    case 'withdraw':
    case 'accept':
    case 'decline':
    case 'counter':
      return answerEvents(state, command, now)
    case 'escalate':
      return disputeEvents(state, command, rules, doer)
    case 'settle': {
      const dispute = openDispute(state)
      if (dispute === undefined) return []
      const { disputeId } = dispute
      const settled = event('dispute-settled', { disputeId }, now, command.words)
      return [{ ...settled, matterId: disputeId, tells: othersOf(dispute.between, agency) }]
    }
    case 'name': {
      const { name, phone, post } = command
      return [event('practitioner-named', { name, phone, ...(post === undefined ? {} : { post }) }, now)]
    }
    case 'close':
      return [event('case-closed', {}, now, command.words)]
  }
}

/** Offers of an agency whose time is over and of which nobody has recorded that yet. */
export function lateEvents(state: LeadState, { agency, now }: Pick<Doer, 'agency' | 'now'>): NewCaseEvent<LeadEvent>[] {
  return state.offers
    .filter(offer => offer.from === agency && isLate(offer, now))
    .map(({ offerId, to }) => ({ ...event('expired', { offerId }, now), matterId: offerId, tells: [to] }))
}

const ANSWERS = { withdraw: 'withdrawn', accept: 'accepted', decline: 'declined', counter: 'countered' } as const

function answerEvents(
  state: LeadState,
  command: Extract<LeadCommand, { offerId: string }>,
  now: Instant,
): NewCaseEvent<LeadEvent>[] {
  const { kind, offerId, words } = command
  const offer = state.offers.find(one => one.offerId === offerId)
  if (offer === undefined) return []
  const facts = {
    offerId,
    ...(kind === 'decline' ? { reason: command.reason } : {}),
    ...(kind === 'counter' ? { proposal: command.proposal } : {}),
  }
  return [
    {
      ...event(ANSWERS[kind], facts, now, words),
      matterId: offerId,
      tells: [kind === 'withdraw' ? offer.to : offer.from],
    },
  ]
}

function disputeEvents(
  state: LeadState,
  { words }: Extract<LeadCommand, { kind: 'escalate' }>,
  rules: LeadRules,
  { agency, now, newId }: Doer,
): NewCaseEvent<LeadEvent>[] {
  const offer = contested(state, now)
  const step = nextStep(state, rules, now)
  if (offer === undefined || step === undefined) return []
  const disputeId = openDispute(state)?.disputeId ?? newId()
  const facts = { disputeId, offerId: offer.offerId, step: step.code, dueAt: endOf(step, now, rules) }
  const tells = othersOf([offer.from, offer.to], agency)
  return [{ ...event('dispute-raised', facts, now, words), matterId: disputeId, tells }]
}

function event(
  kind: LeadEvent['kind'],
  facts: LeadEvent['facts'],
  happenedAt: Instant,
  words?: string,
): NewCaseEvent<LeadEvent> {
  return { part: 'lead', kind, facts, words, happenedAt, matterId: undefined, tells: [] }
}

function othersOf(two: Dispute['between'], agency: AgencyId): AgencyId[] {
  return two.filter(one => one !== agency)
}

/** What is wrong with an agency as one that should take something on: only children's services that exist, and not one's own. */
export function takerProblems(
  taker: string,
  agency: AgencyId,
  { dissolved, mayLead }: Pick<LeadRules, 'dissolved' | 'mayLead'>,
  field = 'to',
): FieldProblem[] {
  const gone = goneProblems(field, taker, dissolved, ", whichever serves the child's home")
  if (gone.length > 0) return gone
  if (taker === agency) return [{ field, message: 'Choose another agency than your own' }]
  return mayLead(taker) ? [] : [{ field, message: "Choose a council: only children's services can take this on" }]
}

/** What is wrong with choosing an agency that was dissolved: it names those to choose instead. */
function goneProblems(field: string, code: string, dissolved: LeadRules['dissolved'], which = ''): FieldProblem[] {
  const gone = dissolved.get(code)
  if (gone === undefined) return []
  const instead = gone.successors.join(' or ')
  const message = `${gone.name} was dissolved in ${gone.dissolvedOn.slice(0, 4)}. Choose ${instead}${which}`
  return [{ field, message }]
}

/** What is wrong with choosing an agency for something that any agency can take on. */
export function agencyProblems(
  field: string,
  code: string,
  { isAgency, dissolved }: Pick<LeadRules, 'dissolved'> & { readonly isAgency: (code: string) => boolean },
  missing: string,
): FieldProblem[] {
  const gone = goneProblems(field, code, dissolved)
  return gone.length > 0 || isAgency(code) ? gone : [{ field, message: missing }]
}

function proposalProblems({ what, agency: other, from }: Proposal, agency: AgencyId, rules: LeadRules): FieldProblem[] {
  if (!rules.proposals.has(what)) return [{ field: 'proposal', message: 'Choose what you propose' }]
  const names = rules.proposals.get(what)
  if (names === 'agency') return takerProblems(other ?? '', agency, rules, 'agency')
  return names === 'date' && from === undefined ? [{ field: 'from', message: 'Say from which day' }] : []
}

function practitionerProblems({ name, phone, post = '' }: NamedPractitioner): FieldProblem[] {
  return [
    ...textProblems('name', name, 'Enter the name of the practitioner'),
    ...(/^\+?[\d ()-]{6,24}$/.test(phone) ? [] : [{ field: 'phone', message: 'Enter the number to ring' }]),
    ...tooLong('post', post, LONGEST_POST),
  ]
}
