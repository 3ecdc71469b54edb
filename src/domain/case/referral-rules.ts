import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay } from '../values/london.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import { type CaseClock, type CaseClocks, endOf, ladderOn } from './clocks.ts'
import { type Asked, CONSENTS, type NewCaseEvent, type ReferralEvent, URGENCIES } from './event.ts'
import { agencyProblems, type Dissolved, type Doer } from './lead-rules.ts'
import { type AgencyReferral, isOpenReferral, type ReferralState } from './referral.ts'

interface OfReferral {
  readonly referralId: string
  readonly words: string
}

/** What an agency does that refers somebody to another. */
export type SenderCommand =
  | ({
      readonly kind: 'send'
      readonly words: string
      /** The declined one that it follows. */
      readonly insteadOf?: string | undefined
    } & Asked)
  | (OfReferral & { readonly kind: 'withdraw' | 'dispute' | 'close' })

/** What the agency does to which somebody is referred. */
export type ReceiverCommand =
  | (OfReferral & { readonly kind: 'receive'; readonly name: string; readonly phone: string })
  | (OfReferral & {
      readonly kind: 'accept'
      readonly name: string
      readonly phone: string
      /** The day on which something happens first. */
      readonly firstOn: PlainDate
    })
  | (OfReferral & {
      readonly kind: 'decline'
      readonly reason: string
      readonly instead: string
      /** The agency that should do it; empty where no other has to. */
      readonly insteadTo: string
    })
  | (OfReferral & { readonly kind: 'finish' })

export type ReferralCommand = SenderCommand | ReceiverCommand

/** Everything that whoever refers can do. */
export const SENDER_MOVES = ['send', 'withdraw', 'dispute', 'close'] as const satisfies readonly SenderCommand['kind'][]

/** Everything that whoever is asked can do, in the order of the work. */
export const RECEIVER_MOVES = [
  'receive',
  'accept',
  'decline',
  'finish',
] as const satisfies readonly ReceiverCommand['kind'][]

export type ReferralMove = (typeof SENDER_MOVES)[number] | (typeof RECEIVER_MOVES)[number]

/** What may be asked of another agency: an item of data/reference/referral-kinds.json. */
export interface Service {
  readonly code: string
  /** Kinds of agencies that offer it. */
  readonly receivers: readonly string[]
  readonly appliesTo: 'child' | 'adult' | 'any'
  /** Whether it is only given to those who agree. */
  readonly needsConsent: boolean
}

/** What the reference data says about referrals between agencies, as it holds on the day. */
export interface ReferralRules extends CaseClocks {
  readonly services: readonly Service[]
  /** Codes of reasons for which one may be declined. */
  readonly reasons: ReadonlySet<string>
  /** What kind of agency it is; undefined where there is none of that code. */
  readonly kindOf: (agency: string) => string | undefined
  readonly dissolved: ReadonlyMap<string, Dissolved>
  /** By when an agency answers what it is asked at a moment. */
  readonly answerBy: (service: string, agency: AgencyId, at: Instant) => Instant
  /** By when an agency says what happens next after it was declined at a moment. */
  readonly nextBy: (agency: AgencyId, at: Instant) => Instant
}

/** Of what age somebody is for certain. Who may still be a child is offered what there is for children, and for adults. */
export type AgeKnown = 'child' | 'adult' | 'unknown'

/** What may be asked for somebody of that age. */
export function servicesFor<S extends Service>(services: readonly S[], age: AgeKnown): readonly S[] {
  return services.filter(({ appliesTo }) => appliesTo === 'any' || age === 'unknown' || appliesTo === age)
}

/** What an agency may do about one referral now. */
export function referralMoves(
  referral: AgencyReferral,
  agency: AgencyId,
  rules: CaseClocks,
  now: Instant,
): ReferralMove[] {
  const { stage, from, to } = referral
  const waits = stage === 'sent' || stage === 'received'
  const wasDeclined = stage === 'declined' || stage === 'disputed'
  const may: readonly (readonly [ReferralMove, boolean])[] = [
    ['receive', agency === to && stage === 'sent'],
    ['accept', agency === to && (waits || wasDeclined)],
    ['decline', agency === to && waits],
    ['finish', agency === to && stage === 'accepted'],
    ['send', agency === from && wasDeclined],
    ['dispute', agency === from && wasDeclined && nextContest(referral, rules, now) !== undefined],
    ['close', agency === from && wasDeclined],
    ['withdraw', agency === from && (waits || stage === 'accepted')],
  ]
  return may.filter(([, yes]) => yes).map(([move]) => move)
}

/** The step of the ladder to which a declined referral goes up next; undefined at the top. */
export function nextContest({ contests }: AgencyReferral, rules: CaseClocks, now: Instant): CaseClock | undefined {
  const ladder = ladderOn(rules, londonDay(now))
  const at = contests.at(-1)?.step
  return at === undefined ? ladder[0] : ladder[ladder.findIndex(step => step.code === at) + 1]
}

/** Whether this very thing may be done as the referrals stand. The same is not asked twice of one agency while the first is open. */
export function mayDoReferral(
  state: ReferralState,
  command: ReferralCommand,
  rules: CaseClocks,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
): boolean {
  const about = command.kind === 'send' ? command.insteadOf : command.referralId
  const referral = state.find(one => one.referralId === about)
  const fits = referral !== undefined && referralMoves(referral, agency, rules, now).includes(command.kind)
  if (command.kind !== 'send') return fits
  const open = state.filter(one => one.from === agency && isOpenReferral(one) && one !== referral)
  return (about === undefined || fits) && !open.some(one => one.to === command.to && one.service === command.service)
}

const LONGEST_LINE = 200

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function referralProblems(
  command: ReferralCommand,
  rules: ReferralRules,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
  age: AgeKnown,
): FieldProblem[] {
  switch (command.kind) {
    case 'send':
      return askedProblems(command, rules, agency, age)
    case 'withdraw':
      return textProblems('words', command.words, 'Say why you take the referral back')
    case 'dispute':
      return textProblems('words', command.words, 'Say why it should be taken on, and what happens to them meanwhile')
    case 'close':
      return textProblems('words', command.words, 'Say why nothing more is done, and who keeps an eye on them')
    case 'receive':
      return [...whoProblems(command), ...tooLong('words', command.words)]
    case 'accept':
      return [
        ...whoProblems(command),
        ...(command.firstOn < londonDay(now) ? [{ field: 'firstOn', message: 'This day is over' }] : []),
        ...textProblems('words', command.words, 'Say what happens first'),
      ]
    case 'decline':
      return [
        ...(rules.reasons.has(command.reason) ? [] : [{ field: 'reason', message: 'Choose why you decline it' }]),
        ...textProblems('words', command.words, 'Say why in a sentence; whoever referred reads it'),
        ...textProblems('instead', command.instead, 'Say what should happen instead'),
        ...(command.insteadTo === '' ? [] : isThere('insteadTo', command.insteadTo, rules)),
      ]
    case 'finish':
      return textProblems('words', command.words, 'Say what was done and what came of it')
  }
}

function askedProblems(
  { to, service, wishes, consent, consentWhy, urgency, words, name, phone }: Extract<SenderCommand, { kind: 'send' }>,
  rules: ReferralRules,
  agency: AgencyId,
  age: AgeKnown,
): FieldProblem[] {
  const chosen = servicesFor(rules.services, age).find(({ code }) => code === service)
  const agreed = consent !== 'refused' && consent !== 'not-asked'
  return [
    ...(chosen === undefined ? [{ field: 'service', message: 'Choose what you ask for' }] : []),
    ...receiverProblems(to, agency, chosen, rules),
    ...textProblems('words', words, 'Say what worries you, what you have seen, and what was done so far'),
    ...textProblems('wishes', wishes, 'Write what they want in their own words, or why you could not ask'),
    ...(CONSENTS.includes(consent) ? [] : [{ field: 'consent', message: 'Choose who agrees' }]),
    ...(chosen?.needsConsent === true && !agreed
      ? [
          {
            field: 'consent',
            message:
              'This is only given to those who agree. If they may come to harm without it, refer to safeguarding instead: that needs no agreement',
          },
        ]
      : []),
    ...(agreed
      ? tooLong('consentWhy', consentWhy)
      : textProblems('consentWhy', consentWhy, 'Say why they refuse, or why nobody was asked')),
    ...(URGENCIES.includes(urgency) ? [] : [{ field: 'urgency', message: 'Choose how soon you need an answer' }]),
    ...whoProblems({ name, phone }),
  ]
}

function receiverProblems(
  to: string,
  agency: AgencyId,
  service: Service | undefined,
  rules: ReferralRules,
): FieldProblem[] {
  if (to === agency) return [{ field: 'to', message: 'Choose another agency than your own' }]
  const problems = isThere('to', to, rules)
  if (problems.length > 0 || service === undefined) return problems
  return service.receivers.includes(rules.kindOf(to) ?? '')
    ? []
    : [{ field: 'to', message: 'This agency does not offer what you ask for. Choose another' }]
}

function isThere(field: string, code: string, { dissolved, kindOf }: ReferralRules): FieldProblem[] {
  return agencyProblems(field, code, { dissolved, isAgency: one => kindOf(one) !== undefined }, 'Choose the agency')
}

function whoProblems({ name, phone }: { readonly name: string; readonly phone: string }): FieldProblem[] {
  return [
    ...textProblems('name', name, 'Enter the name of the person to ring'),
    ...tooLong('name', name, LONGEST_LINE),
    ...(/^\+?[\d ()-]{6,24}$/.test(phone) ? [] : [{ field: 'phone', message: 'Enter the number to ring' }]),
  ]
}

/** What happens when it is done. The other side is told of every step. */
export function referralEvents(
  state: ReferralState,
  command: ReferralCommand,
  rules: ReferralRules,
  { agency, now, newId }: Doer,
): NewCaseEvent<ReferralEvent>[] {
  if (command.kind === 'send') return sendEvents(state, command, rules, { agency, now, newId })
  const { referralId, words } = command
  const referral = state.find(one => one.referralId === referralId)
  if (referral === undefined) return []
  const tells = referral.from === agency ? referral.to : referral.from
  const told = (kind: ReferralEvent['kind'], facts: object = {}) => [
    event(kind, { referralId, ...facts }, { words, now, tells }),
  ]
  switch (command.kind) {
    case 'withdraw':
      return told('referral-withdrawn')
    case 'dispute': {
      const step = nextContest(referral, rules, now)
      return step === undefined ? [] : told('referral-disputed', { step: step.code, dueAt: endOf(step, now, rules) })
    }
    case 'close':
      return told('referral-closed')
    case 'receive':
      return told('referral-received', { name: command.name, phone: command.phone })
    case 'accept': {
      const { name, phone, firstOn } = command
      return told('referral-accepted', { name, phone, firstOn })
    }
    case 'decline': {
      const { reason, instead, insteadTo } = command
      const whom = insteadTo === '' ? {} : { insteadTo }
      return told('referral-declined', { reason, instead, ...whom, nextBy: rules.nextBy(referral.from, now) })
    }
    case 'finish':
      return told('referral-done')
  }
}

/** Who declined the one before learns that it was taken elsewhere, and not where. */
function sendEvents(
  state: ReferralState,
  command: Extract<SenderCommand, { kind: 'send' }>,
  rules: ReferralRules,
  { now, newId }: Doer,
): NewCaseEvent<ReferralEvent>[] {
  const referralId = newId()
  const { words, insteadOf, to, service, wishes, consent, consentWhy, urgency, name, phone } = command
  const asked: Asked = { to, service, wishes, consent, consentWhy, urgency, name, phone }
  const before = state.find(one => one.referralId === insteadOf)
  const after = before === undefined ? {} : { insteadOf: before.referralId }
  const facts = { referralId, ...asked, ...after, answerBy: rules.answerBy(service, to, now) }
  const sent = event('referral-sent', facts, { words, now, tells: to })
  if (before === undefined) return [sent]
  const moved = { referralId: before.referralId }
  return [event('referral-moved-on', moved, { words: undefined, now, tells: before.to }), sent]
}

function event(
  kind: ReferralEvent['kind'],
  facts: { readonly referralId: string },
  { words, now, tells }: { readonly words: string | undefined; readonly now: Instant; readonly tells: AgencyId },
): NewCaseEvent<ReferralEvent> {
  return {
    part: 'referral',
    kind,
    facts: facts as ReferralEvent['facts'],
    words,
    happenedAt: now,
    matterId: facts.referralId,
    tells: [tells],
  }
}
