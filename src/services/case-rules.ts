import type { LeadRules } from '#domain/case/lead-rules.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import type { Agency, DissolvedAgency, LeadReason } from '#store/reference-schema.ts'

/** What the reference data says about who leads, as it stands at a moment. */
export function leadRules(now: Instant): LeadRules {
  const reference = loadReference()
  const { leadClocks, leadReasons, agencyByCode } = reference
  const answers = (answer: LeadReason['answer']) => leadReasons.filter(reason => reason.answer === answer)
  return {
    clocks: leadClocks,
    holidays: reference.holidays,
    declineReasons: new Set(answers('decline').map(({ code }) => code)),
    proposals: new Map(answers('counter').map(({ code, needs }) => [code, needs ?? undefined])),
    mayLead: code => agencyByCode.get(code)?.kind === 'council',
    dissolved: new Map(
      dissolvedBy(now).map(one => [
        one.code,
        { ...one, successors: one.successors.map(code => agencyByCode.get(code)?.name ?? code) },
      ]),
    ),
  }
}

/** Whom the lead may be offered to, those that were dissolved among them, so that whoever looks for one learns what to do. */
export function takers(now: Instant): readonly Pick<Agency | DissolvedAgency, 'code' | 'name'>[] {
  const councils = loadReference().agencies.filter(agency => agency.kind === 'council')
  const gone = dissolvedBy(now).map(({ code, name }) => ({ code, name: `${name} (dissolved)` }))
  return [...councils, ...gone].toSorted((a, b) => a.name.localeCompare(b.name))
}

/** What a step of the ladder of disputes is called; the code when it is gone. */
export function stepName(code: string): string {
  return loadReference().leadClocks.find(clock => clock.code === code)?.label ?? code
}

/** Reasons to decline an offer, and what may be proposed instead, in the order of the reference data. */
export function leadReasons(): readonly LeadReason[] {
  return loadReference().leadReasons
}

/** Agencies that were dissolved by a moment. */
export function dissolvedBy(now: Instant): readonly DissolvedAgency[] {
  return [...loadReference().dissolvedByCode.values()].filter(one => one.dissolvedOn <= londonDay(now))
}
