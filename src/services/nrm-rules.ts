import { ADULT_AGE, birthday } from '#domain/born.ts'
import { isInForce } from '#domain/values/in-force.ts'
import { dueAt, ruleOn } from '#domain/clock.ts'
import type { NrmPerson, NrmRules } from '#domain/case/nrm-rules.ts'
import type { LeadState } from '#domain/case/lead.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { ageOn, daysBetween, type Instant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import type { Agency, NrmReason } from '#store/reference-schema.ts'
import { leadRules } from './case-rules.ts'
import { nationOf } from './agencies.ts'
import { clockDue } from './clocks.ts'

/** Names of decisions, ways and reasons, for pages and packs. */
export function nrmLabel(code: string): string {
  const { routeByCode, reasonByCode } = loadReference().nrm
  return routeByCode.get(code)?.label ?? reasonByCode.get(code)?.label ?? code
}

/** What the reference data says about referrals to the NRM, as it stands at a moment, for an agency. */
export function nrmRules(now: Instant, agency: AgencyId): NrmRules {
  const { nrm } = loadReference()
  const lead = leadRules(now)
  const today = londonDay(now)
  const reasons = (kind: NrmReason['kind']) =>
    [kind, new Set(nrm.reasons.filter(one => one.kind === kind).map(one => one.code))] as const
  return {
    ...lead,
    formVersion: nrm.version,
    mayRefer: code => mayRefer(code, today),
    routes: nrm.routes.filter(route => isInForce(route, today)),
    fieldsOf: new Map(
      nrm.sections.map(({ code }) => [
        code,
        new Set(nrm.fields.filter(field => field.section === code).map(field => field.code)),
      ]),
    ),
    reasons: new Map([reasons('not-taken'), reasons('suspended'), reasons('withdrawn')]),
    decisionDue: (code, sentAt) => clockDue(nrm.routeByCode.get(code)?.clock ?? '', agency, sentAt),
  }
}

/** The end of the recovery period after a positive reasonable grounds decision: no second decision is expected before it. */
export function recoveryEnd(decidedOn: PlainDate, decidedAt: Instant, agency: AgencyId): Instant | undefined {
  const rule = ruleOn(loadReference().clocks, 'nrm-recovery', nationOf(agency), decidedOn)
  if (rule === undefined) return undefined
  return dueAt(rule, { startedAt: decidedAt, pauses: [] }, new Set(), decidedAt)
}

/** First responders that may be asked, those that have the duty first, then by name. */
export function responders(now: Instant, first: readonly AgencyId[]): readonly Pick<Agency, 'code' | 'name'>[] {
  const today = londonDay(now)
  const all = loadReference().agencies.filter(agency => mayRefer(agency.code, today))
  const rank = ({ code }: Agency) => (first.includes(code) ? 0 : 1)
  return all.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
}

/** Reasons of a kind, in the order of the reference data. */
export function nrmReasons(kind: NrmReason['kind']): readonly NrmReason[] {
  return loadReference().nrm.reasons.filter(one => one.kind === kind)
}

/** Ways to a decision by their codes, in the order of the reference data. */
export function nrmRoutes(codes: readonly string[]) {
  return loadReference().nrm.routes.filter(route => codes.includes(route.code))
}

/** What of a person decides what may be done about a referral. */
export function nrmPerson(born: string | undefined, lead: LeadState, now: Instant): NrmPerson {
  const date = parsePlainDate(born ?? '')
  const today = londonDay(now)
  return {
    // A day that is still to come is no age: not born yet, or mistyped.
    age: date.ok && date.value <= today ? ageOn(date.value, today) : undefined,
    daysTo18: date.ok ? daysBetween(today, birthday(date.value, ADULT_AGE)) : undefined,
    lead: lead.lead?.agency,
    host: lead.host?.agency,
  }
}

/** Where guardians for children who were trafficked work, if the council's area is known to be among them. */
export function guardianArea(council: AgencyId | undefined, now: Instant): string | undefined {
  const today = londonDay(now)
  return loadReference().nrm.guardianAreas.find(
    area => council !== undefined && area.councils.includes(council) && isInForce(area, today),
  )?.label
}

function mayRefer(code: string, today: PlainDate): boolean {
  const { agencyByCode, nrm } = loadReference()
  const kind = agencyByCode.get(code)?.kind
  return kind !== undefined && nrm.firstResponders.some(one => one.kinds.includes(kind) && isInForce(one, today))
}
