import type { Actor, Purpose, Role } from './actor.ts'
import type { AgencyId, UserId } from './values/ids.ts'

/** How the asking agency stands to a thing: it holds it, it was shared with it, or neither. */
export type Relationship = 'own' | 'shared' | 'none'

/** What a decision is about. `id` is the thing's own, or 'all' / 'new' for a list or a thing not yet there. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
  /** Agencies that hold it: one for a record, several for a person. Nobody holds what has no owners. */
  readonly owners: readonly AgencyId[]
  readonly sharedWith: readonly AgencyId[]
  /** Witness, police family, adoption …: only users named for it, whatever their agency. */
  readonly restricted?: boolean
  readonly named?: readonly UserId[]
  /** The person that this is about, for the trail of who looked at whom. */
  readonly personId?: string
}

export type SubjectKind =
  | 'encounter'
  | 'person'
  | 'record'
  | 'record-index'
  | 'batch'
  | 'alert'
  | 'watch'
  | 'link'
  | 'missing'
  | 'share'
  | 'concern'
  | 'case'
  | 'sign'
  | 'judgement'
  | 'due'
  | 'order'
  | 'panel'
  | 'audit'
  | 'family-message'
  | 'guest'
  | 'picture'
  | 'account'

interface Rule {
  readonly roles: readonly Role[]
  readonly purposes: readonly Purpose[]
  readonly reach: readonly Relationship[]
  readonly about: SubjectKind
}

const FRONT_LINE: readonly Role[] = ['practitioner', 'safeguarding', 'manager']
const CASE_WORK: readonly Role[] = ['safeguarding', 'manager']
const CARE: readonly Purpose[] = ['safeguarding', 'crime', 'health']
const OWN: readonly Relationship[] = ['own']
const REACHED: readonly Relationship[] = ['own', 'shared']

/**
 * Every action, and who may do it: role, purpose and how their agency stands to the thing. What is not here is refused.
 *
 * The one policy for pages, API, search, counts, notifications and jobs; printed as docs/access-matrix.md.
 */
export const RULES = {
  'encounter.report': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'encounter' },
  'encounter.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'encounter' },
  'encounter.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'encounter' },
  'linkage.search': {
    roles: [...FRONT_LINE, 'data-steward', 'system', 'operator'],
    purposes: [...CARE, 'data-quality'],
    reach: OWN,
    about: 'record-index',
  },
  'person.search': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'person' },
  'person.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'person.looks': {
    roles: [...CASE_WORK, 'auditor'],
    purposes: [...CARE, 'oversight'],
    reach: REACHED,
    about: 'person',
  },
  'record.import': {
    roles: ['data-steward', 'manager', 'system', 'operator'],
    purposes: [...CARE, 'data-quality'],
    reach: OWN,
    about: 'batch',
  },
  'batch.list': { roles: ['data-steward', 'manager'], purposes: [...CARE, 'data-quality'], reach: OWN, about: 'batch' },
  'batch.read': {
    roles: ['data-steward', 'manager', 'system', 'operator'],
    purposes: [...CARE, 'data-quality'],
    reach: OWN,
    about: 'batch',
  },
  'link.list': {
    roles: [...CASE_WORK, 'data-steward'],
    purposes: [...CARE, 'data-quality'],
    reach: OWN,
    about: 'link',
  },
  'link.read': {
    roles: [...CASE_WORK, 'data-steward'],
    purposes: [...CARE, 'data-quality'],
    reach: REACHED,
    about: 'link',
  },
  'link.decide': {
    roles: [...CASE_WORK, 'data-steward'],
    purposes: [...CARE, 'data-quality'],
    reach: REACHED,
    about: 'link',
  },
  'link.propose': {
    roles: [...FRONT_LINE, 'data-steward'],
    purposes: [...CARE, 'data-quality'],
    reach: REACHED,
    about: 'link',
  },
  'link.rebuild': {
    roles: ['data-steward', 'system', 'operator'],
    purposes: ['data-quality'],
    reach: OWN,
    about: 'record-index',
  },
  'alert.raise': {
    roles: [...FRONT_LINE, 'data-steward', 'system', 'operator'],
    purposes: [...CARE, 'data-quality'],
    reach: OWN,
    about: 'alert',
  },
  'alert.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'alert' },
  'alert.read': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'alert' },
  'alert.answer': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'alert' },
  'alert.unsent': { roles: ['manager'], purposes: CARE, reach: OWN, about: 'alert' },
  'alert.escalate': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'alert' },
  'watch.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'watch' },
  'watch.change': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'watch' },
  'watch.expire': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'watch' },
  'cohort.read': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'watch' },
  'missing.record': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'missing.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'missing' },
  'missing.change': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'missing' },
  'share.ask': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'share.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'share' },
  'share.decide': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'share' },
  'share.end': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'share' },
  'share.expire': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'share' },
  'concern.receive': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'concern' },
  'concern.follow': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'concern' },
  'concern.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'concern' },
  'concern.answer': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'concern' },
  'case.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'case.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'case' },
  'case.lead': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'case.place': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'case.late': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'case' },
  'case.expire': { roles: ['system'], purposes: ['safeguarding'], reach: REACHED, about: 'person' },
  'plan.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'plan.change': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'meeting.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'meeting.change': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'panel.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'panel' },
  'panel.call': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'panel' },
  'panel.read': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'panel' },
  'panel.change': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'panel' },
  'nrm.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'nrm.change': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'adult.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'adult.change': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'adult.list': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'case' },
  'referral.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'referral.send': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'referral.answer': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'referral.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'case' },
  'referral.count': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'case' },
  'sign.record': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'sign.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'sign' },
  'sign.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'sign' },
  'sign.answer': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'sign' },
  'sign.ask': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'sign.reply': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'sign' },
  'judgement.make': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'judgement.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'judgement' },
  'judgement.dissent': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'judgement' },
  'order.record': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'order.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'order' },
  'order.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'order' },
  'order.note': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'order' },
  'order.change': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'order' },
  'family.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'family.invite': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'person' },
  'family.change': { roles: CASE_WORK, purposes: CARE, reach: OWN, about: 'guest' },
  'family.show': { roles: CASE_WORK, purposes: CARE, reach: REACHED, about: 'guest' },
  'family.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'family-message' },
  'family.message': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'family-message' },
  'family.answer': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'family-message' },
  'guest.accept': { roles: ['system'], purposes: ['safeguarding'], reach: OWN, about: 'guest' },
  'guest.read': { roles: ['guest'], purposes: ['safeguarding'], reach: OWN, about: 'guest' },
  'guest.write': { roles: ['guest'], purposes: ['safeguarding'], reach: OWN, about: 'guest' },
  'audit.read': {
    roles: ['auditor', 'manager'],
    purposes: ['oversight', 'safeguarding', 'crime', 'health'],
    reach: OWN,
    about: 'audit',
  },
  'audit.verify': {
    roles: ['auditor', 'operator', 'system'],
    purposes: ['oversight', 'data-quality'],
    reach: OWN,
    about: 'audit',
  },
  'picture.read': {
    roles: ['coordinator', 'manager'],
    purposes: ['oversight', 'safeguarding', 'crime'],
    reach: OWN,
    about: 'picture',
  },
  'team.read': { roles: ['manager'], purposes: CARE, reach: OWN, about: 'due' },
  'supervision.read': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'supervision.write': { roles: FRONT_LINE, purposes: CARE, reach: REACHED, about: 'person' },
  'due.list': { roles: FRONT_LINE, purposes: CARE, reach: OWN, about: 'due' },
  'account.manage': {
    roles: [...FRONT_LINE, 'data-steward', 'auditor', 'coordinator'],
    purposes: [...CARE, 'data-quality', 'oversight'],
    reach: OWN,
    about: 'account',
  },
} as const satisfies Readonly<Record<string, Rule>>

export type Action = keyof typeof RULES

/** All actions, in the order of the table. */
export const ACTIONS = Object.keys(RULES) as readonly Action[]

/** How an agency stands to a thing. An empty list of owners or audiences means nobody. */
export function relationshipOf(agency: AgencyId, subject: Subject): Relationship {
  if (subject.owners.includes(agency)) return 'own'
  if (subject.sharedWith.includes(agency)) return 'shared'
  return 'none'
}

/** Whether this actor may do this to that, for this purpose. Unknown action, role, purpose or relationship: no. */
export function allows(actor: Actor, action: string, subject: Subject, purpose: string): boolean {
  const rule: Rule | undefined = Object.hasOwn(RULES, action) ? RULES[action as Action] : undefined
  if (rule === undefined || rule.about !== subject.kind) return false
  if (!actor.roles.some(role => rule.roles.includes(role))) return false
  if (!rule.purposes.some(allowed => allowed === purpose)) return false
  if (!rule.reach.includes(relationshipOf(actor.agency, subject))) return false
  return !subject.restricted || (subject.named ?? []).includes(actor.id)
}

declare const authorised: unique symbol

/** Proof that policy said yes and the audit entry is written; only services/context.ts makes one. Carries what was authorised. */
export interface Grant<A extends Action = Action> {
  readonly [authorised]: A
  readonly action: A
  readonly subject: Subject
  readonly agency: AgencyId
}
