import { ADULT_AGE } from '../born.ts'
import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay } from '../values/london.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import { clockInForce, endOf } from './clocks.ts'
import type { FieldAnswer, GroundsDecision, NewCaseEvent, NrmEvent, Outcome } from './event.ts'
import { type Doer, type LeadRules, takerProblems } from './lead-rules.ts'
import { decisionOf, isOpen, type NrmState, openReconsideration, outcomeOf, type Referral, stageOf } from './nrm.ts'

interface OfReferral {
  readonly referralId: string
}

/** What an agency does about a referral to the NRM. */
export type NrmCommand =
  | { readonly kind: 'ask'; readonly of: AgencyId; readonly words: string }
  | (OfReferral & { readonly kind: 'not-taken'; readonly reason: string; readonly words: string })
  | { readonly kind: 'begin'; readonly referralId?: string | undefined }
  | (OfReferral & {
      readonly kind: 'save'
      readonly section: string
      /** How often the section had been saved when it was opened. */
      readonly version: number
      readonly answers: Readonly<Record<string, string>>
      readonly heldBack: Readonly<Record<string, string>>
    })
  | (OfReferral & { readonly kind: 'consent'; readonly given: boolean; readonly words: string })
  | (OfReferral & {
      readonly kind: 'send'
      readonly route: string
      /** The local authority that is told, where nobody leads yet. */
      readonly council: AgencyId
      readonly reference: string
      readonly words: string
    })
  | (OfReferral & { readonly kind: 'notify'; readonly words: string })
  | (OfReferral & {
      readonly kind: 'answer-action'
      readonly name: string
      readonly post: string
      readonly phone: string
      readonly words: string
    })
  | (OfReferral & {
      readonly kind: 'decide' | 'decide-again'
      readonly decision: GroundsDecision
      readonly outcome: Outcome
      readonly on: PlainDate
      readonly words: string
    })
  | (OfReferral & { readonly kind: 'ask-again'; readonly decision: GroundsDecision; readonly words: string })
  | (OfReferral & { readonly kind: 'suspend' | 'withdraw'; readonly reason: string; readonly words: string })
  | (OfReferral & { readonly kind: 'resume'; readonly words: string })

/** Everything that can be done about a referral, in the order of the work. */
export const NRM_MOVES = [
  'ask',
  'not-taken',
  'begin',
  'save',
  'consent',
  'send',
  'notify',
  'answer-action',
  'decide',
  'ask-again',
  'decide-again',
  'suspend',
  'resume',
  'withdraw',
] as const satisfies readonly NrmCommand['kind'][]

export type NrmMove = (typeof NRM_MOVES)[number]

/** One way to a decision. */
export interface Route {
  readonly code: string
  readonly childOnly: boolean
  readonly daysBefore18: number
}

/** What the reference data says about referrals, as it holds on the day. */
export interface NrmRules extends LeadRules {
  readonly formVersion: string
  /** Whether an agency is a first responder. */
  readonly mayRefer: (agency: string) => boolean
  readonly routes: readonly Route[]
  /** Codes of the fields of each section. */
  readonly fieldsOf: ReadonlyMap<string, ReadonlySet<string>>
  /** Codes of reasons, by what they are reasons for. */
  readonly reasons: ReadonlyMap<'not-taken' | 'suspended' | 'withdrawn', ReadonlySet<string>>
  /** When the first decision on the way is due for a referral that is sent at a moment. */
  readonly decisionDue: (route: string, sentAt: Instant) => Instant
}

/** What of the person decides what may be done: their age today, and who has the duty. */
export interface NrmPerson {
  /** Undefined when no agency says, or agencies differ: then they are presumed to be a child. */
  readonly age: number | undefined
  readonly daysTo18: number | undefined
  /** The agency that leads, and the one where they were found. */
  readonly lead: AgencyId | undefined
  readonly host: AgencyId | undefined
}

/** Whether consent is asked for. A child never needs to agree, and nor does anybody who may be one. */
export function needsConsent({ age }: Pick<NrmPerson, 'age'>): boolean {
  return age !== undefined && age >= ADULT_AGE
}

/** Ways to a decision that are open for the person. */
export function routesFor(routes: readonly Route[], person: Pick<NrmPerson, 'age' | 'daysTo18'>): readonly Route[] {
  return routes.filter(({ childOnly, daysBefore18 }) => {
    if (!childOnly) return true
    return !needsConsent(person) && (person.daysTo18 === undefined || person.daysTo18 > daysBefore18)
  })
}

/** The local authority that a referral tells: the one that leads, else the one where they were found; undefined while nobody has the duty. */
export function councilFor({ lead, host }: Pick<NrmPerson, 'lead' | 'host'>): AgencyId | undefined {
  return lead ?? host
}

/** What an agency may do before there is a referral of its own that goes on. */
export function firstMoves(state: NrmState, rules: NrmRules, agency: AgencyId): NrmMove[] {
  const open = state.filter(isOpen)
  // Who is asked answers that question; who has a referral of its own goes on with it.
  if (open.some(one => (one.responder ?? one.asked?.of) === agency || one.asked?.agency === agency)) return []
  return rules.mayRefer(agency) ? ['begin'] : ['ask']
}

/** What an agency may do about one referral now. */
export function nrmMoves(referral: Referral, agency: AgencyId, person: NrmPerson): NrmMove[] {
  const stage = stageOf(referral)
  const isResponder = referral.responder === agency
  const isParty = isResponder || referral.action?.council === agency
  const isDraft = stage === 'draft' && isResponder
  const decides = isParty && referral.sent !== undefined && isOpen(referral) && stage !== 'suspended'
  const adult = needsConsent(person)
  const may: readonly (readonly [NrmMove, boolean])[] = [
    ['not-taken', stage === 'asked' && referral.asked?.of === agency],
    ['begin', stage === 'asked' && referral.asked?.of === agency],
    ['save', isDraft],
    ['consent', isDraft && adult],
    ['send', isDraft && (!adult || referral.consent?.given === true)],
    ['notify', isDraft && adult && referral.consent?.given === false],
    ['answer-action', referral.action?.council === agency && referral.action.answered === undefined],
    ['decide', decides && nextDecision(referral) !== undefined],
    ['ask-again', decides && contestable(referral) !== undefined],
    ['decide-again', decides && reconsidering(referral) !== undefined],
    ['suspend', decides],
    ['resume', isParty && stage === 'suspended'],
    ['withdraw', isOpen(referral) && (isParty || (stage === 'asked' && referral.asked?.agency === agency))],
  ]
  return may.filter(([, yes]) => yes).map(([move]) => move)
}

/** The decision that a referral waits for; undefined when it waits for none. */
export function nextDecision(referral: Referral): GroundsDecision | undefined {
  if (referral.sent === undefined) return undefined
  const first = decisionOf(referral, 'reasonable-grounds')
  if (first === undefined) return 'reasonable-grounds'
  if (decisionOf(referral, 'conclusive-grounds') !== undefined || outcomeOf(first) === 'negative') return undefined
  return 'conclusive-grounds'
}

/** The negative decision that may be asked to be looked at again: the last one, while nobody has asked. */
export function contestable(referral: Referral): GroundsDecision | undefined {
  const last = referral.decisions.at(-1)
  if (last === undefined || outcomeOf(last) === 'positive') return undefined
  return openReconsideration(last) === undefined ? last.decision : undefined
}

/** The decision that is being looked at again. */
export function reconsidering(referral: Referral): GroundsDecision | undefined {
  return referral.decisions.find(one => openReconsideration(one) !== undefined)?.decision
}

/** Whether this very thing may be done as the referrals stand. */
export function mayDoNrm(
  state: NrmState,
  command: NrmCommand,
  rules: NrmRules,
  { agency }: Pick<Doer, 'agency'>,
  person: NrmPerson,
): boolean {
  if (!('referralId' in command) || command.referralId === undefined)
    return firstMoves(state, rules, agency).includes(command.kind)
  const referral = state.find(one => one.referralId === command.referralId)
  if (referral === undefined || !nrmMoves(referral, agency, person).includes(command.kind)) return false
  switch (command.kind) {
    case 'decide':
      return nextDecision(referral) === command.decision
    case 'ask-again':
      return contestable(referral) === command.decision
    case 'decide-again':
      return reconsidering(referral) === command.decision
    default:
      return true
  }
}

/** Whether somebody else saved the section since it was opened. */
export function isStale(state: NrmState, command: NrmCommand): boolean {
  if (command.kind !== 'save') return false
  const referral = state.find(one => one.referralId === command.referralId)
  return (referral?.saved[command.section] ?? 0) !== command.version
}

const LONGEST_ANSWER = 4000
const LONGEST_LINE = 200

/** What is wrong with what somebody wrote, field by field; nothing when it is right. */
export function nrmProblems(
  command: NrmCommand,
  rules: NrmRules,
  doer: Doer,
  person: NrmPerson,
  referral: Referral | undefined,
): FieldProblem[] {
  switch (command.kind) {
    case 'ask':
      return [
        ...responderProblems(command.of, doer.agency, rules),
        ...textProblems('words', command.words, 'Say what worries you, and what you have seen and heard'),
      ]
    case 'not-taken':
      return [
        ...reasonProblems(command.reason, 'not-taken', rules),
        ...textProblems('words', command.words, 'Say why in a sentence; they read it'),
      ]
    case 'begin':
    case 'notify':
      return 'words' in command
        ? textProblems('words', command.words, 'Say when and how the Home Office was notified')
        : []
    case 'save':
      return answerProblems(command, rules)
    case 'consent':
      return textProblems('words', command.words, 'Say how it was explained, and what they said')
    case 'send':
      return [
        ...(routesFor(rules.routes, person).some(({ code }) => code === command.route)
          ? []
          : [{ field: 'route', message: 'Choose who decides' }]),
        ...(councilFor(person) === undefined ? councilProblems(command.council, doer.agency, rules) : []),
        ...tooLong('reference', command.reference, LONGEST_LINE),
        ...textProblems('words', command.words, 'Say what the local authority should do first to keep them safe'),
      ]
    case 'answer-action':
      return [
        ...textProblems('name', command.name, 'Enter who takes it on'),
        ...tooLong('post', command.post, LONGEST_LINE),
        ...(/^\+?[\d ()-]{6,24}$/.test(command.phone) ? [] : [{ field: 'phone', message: 'Enter the number to ring' }]),
        ...textProblems('words', command.words, 'Say what is done to keep them safe, and from when'),
      ]
    case 'decide':
    case 'decide-again':
      return dayProblems(command.on, referral, doer.now)
    case 'ask-again':
      return textProblems('words', command.words, 'Say why it should be looked at again, and what is new')
    case 'suspend':
      return [...reasonProblems(command.reason, 'suspended', rules), ...textProblems('words', command.words, 'Say why')]
    case 'withdraw':
      return [...reasonProblems(command.reason, 'withdrawn', rules), ...textProblems('words', command.words, 'Say why')]
    case 'resume':
      return textProblems('words', command.words, 'Say why it goes on')
  }
}

function responderProblems(of: string, agency: AgencyId, rules: NrmRules): FieldProblem[] {
  if (of === agency) return [{ field: 'of', message: 'Choose another agency than your own' }]
  return rules.mayRefer(of)
    ? []
    : [{ field: 'of', message: 'Choose a first responder: a council, a police force or the National Crime Agency' }]
}

/** One's own children's services may be told as well as another's. */
function councilProblems(council: string, agency: AgencyId, rules: NrmRules): FieldProblem[] {
  return council === agency && rules.mayLead(agency) ? [] : takerProblems(council, agency, rules, 'council')
}

function reasonProblems(
  reason: string,
  kind: 'not-taken' | 'suspended' | 'withdrawn',
  rules: NrmRules,
): FieldProblem[] {
  return rules.reasons.get(kind)?.has(reason) === true ? [] : [{ field: 'reason', message: 'Choose why' }]
}

function answerProblems(
  { section, answers, heldBack }: Extract<NrmCommand, { kind: 'save' }>,
  rules: NrmRules,
): FieldProblem[] {
  const fields = rules.fieldsOf.get(section)
  if (fields === undefined) return [{ field: 'section', message: 'The form has no such section' }]
  const said = [
    ...Object.entries(answers),
    ...Object.entries(heldBack).map(([field, why]) => [`held-${field}`, why] as const),
  ]
  const stray = [...Object.keys(answers), ...Object.keys(heldBack)].find(field => !fields.has(field))
  if (stray !== undefined) return [{ field: stray, message: 'This field is not in the section' }]
  return said.flatMap(([field, text]) =>
    tooLong(field, text, field.startsWith('held-') ? LONGEST_LINE : LONGEST_ANSWER),
  )
}

function dayProblems(on: PlainDate, referral: Referral | undefined, now: Instant): FieldProblem[] {
  if (on > londonDay(now)) return [{ field: 'on', message: 'The day of the decision cannot be after today' }]
  const before =
    referral?.decisions.at(-1)?.on ?? (referral?.sent === undefined ? undefined : londonDay(referral.sent.at))
  return before !== undefined && on < before
    ? [{ field: 'on', message: 'The day of the decision cannot be before what came before it' }]
    : []
}

/** What happens when it is done. */
export function nrmEvents(
  state: NrmState,
  command: NrmCommand,
  rules: NrmRules,
  doer: Doer,
  person: NrmPerson,
): NewCaseEvent<NrmEvent>[] {
  const { now, newId } = doer
  const referralId = ('referralId' in command ? command.referralId : undefined) ?? newId()
  const referral = state.find(one => one.referralId === referralId)
  const tells = toldOf(referral, doer.agency)
  const told = (kind: NrmEvent['kind'], facts: object = {}, words?: string) =>
    event(kind, { referralId, ...facts }, now, { words, matterId: referralId, tells })
  switch (command.kind) {
    case 'ask': {
      const dueAt = endOf(clockInForce(rules, 'nrm-ask', londonDay(now)), now, rules)
      const asked = told('nrm-asked', { of: command.of, dueAt }, command.words)
      return [{ ...asked, tells: [command.of] }]
    }
    case 'not-taken':
      return [told('nrm-not-taken', { reason: command.reason }, command.words)]
    case 'begin':
      return [told('nrm-begun', { formVersion: rules.formVersion })]
    case 'save': {
      const { section, answers, heldBack } = command
      // A draft is for who writes it: it belongs to no matter, so that nobody is told it with what comes later.
      return [event('nrm-section-saved', { referralId, section, answers, heldBack }, now, {})]
    }
    case 'consent':
      return [event('nrm-consent', { referralId, given: command.given }, now, { words: command.words })]
    case 'send':
      return sendEvents({ ...command, referral, tells }, rules, doer, person)
    case 'notify':
      return [event('nrm-notified', { referralId }, now, { words: command.words })]
    case 'answer-action': {
      const { name, post, phone, words } = command
      return [told('nrm-action-answered', { name, post, phone }, words)]
    }
    case 'decide':
    case 'decide-again': {
      const { decision, outcome, on, words } = command
      return [told(command.kind === 'decide' ? 'nrm-decided' : 'nrm-reconsidered', { decision, outcome, on }, words)]
    }
    case 'ask-again':
      return [told('nrm-reconsideration-asked', { decision: command.decision }, command.words)]
    case 'suspend':
      return [told('nrm-suspended', { reason: command.reason }, command.words)]
    case 'resume':
      return [told('nrm-resumed', {}, command.words)]
    case 'withdraw':
      return [told('nrm-withdrawn', { reason: command.reason }, command.words)]
  }
}

/** A referral always opens a safeguarding action, and the local authority is told, with what the referral says. */
function sendEvents(
  {
    referralId,
    route,
    council: chosen,
    reference,
    words,
    referral,
    tells,
  }: Extract<NrmCommand, { kind: 'send' }> & {
    readonly referral: Referral | undefined
    readonly tells: readonly AgencyId[]
  },
  rules: NrmRules,
  { agency, now, newId }: Doer,
  person: NrmPerson,
): NewCaseEvent<NrmEvent>[] {
  const council = councilFor(person) ?? chosen
  const actionDueAt = endOf(clockInForce(rules, 'nrm-action', londonDay(now)), now, rules)
  const facts = {
    referralId,
    route,
    decisionDueAt: rules.decisionDue(route, now),
    reference,
    actionId: newId(),
    council,
    actionDueAt,
  }
  const besides = [council, ...(person.host === undefined ? [] : [person.host])].filter(one => one !== agency)
  const sent = event('nrm-sent', facts, now, {
    words,
    matterId: referralId,
    tells: [...new Set([...tells, ...besides])],
  })
  const content = { referralId, answers: leaving(referral?.answers ?? {}) }
  if (council === agency) return [sent]
  return [sent, event('nrm-content-sent', content, now, { matterId: newId(), tells: [council] })]
}

/** Answers as they leave the agency: of what is held back, only that and why. */
export function leaving(answers: Readonly<Record<string, FieldAnswer>>): Readonly<Record<string, FieldAnswer>> {
  return Object.fromEntries(
    Object.entries(answers).map(([field, answer]) => [
      field,
      answer.heldBack === undefined ? answer : { ...answer, text: '' },
    ]),
  )
}

/** Those who are told what happens to a referral: who asked for it, who writes it, and whose the action is. */
function toldOf(referral: Referral | undefined, agency: AgencyId): AgencyId[] {
  const all = [referral?.asked?.agency, referral?.responder, referral?.action?.council]
  return [...new Set(all)].filter(one => one !== undefined && one !== agency) as AgencyId[]
}

function event(
  kind: NrmEvent['kind'],
  facts: object,
  happenedAt: Instant,
  more: { readonly words?: string | undefined; readonly matterId?: string; readonly tells?: readonly AgencyId[] },
): NewCaseEvent<NrmEvent> {
  const { words, matterId, tells = [] } = more
  return { part: 'nrm', kind, facts: facts as NrmEvent['facts'], words, happenedAt, matterId, tells }
}
