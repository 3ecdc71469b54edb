import type { ReferralRules } from '#domain/case/referral-rules.ts'
import { isInForce } from '#domain/values/in-force.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import type { Agency, DissolvedAgency, ReferralKind, ReferralReason } from '#store/reference-schema.ts'
import { dissolvedBy, leadRules } from './case-rules.ts'
import { clockDue } from './clocks.ts'

/** What the reference data says about referrals between agencies, as it stands at a moment. */
export function referralRules(now: Instant): ReferralRules & { readonly services: readonly ReferralKind[] } {
  const { referrals, agencyByCode } = loadReference()
  const { clocks, holidays, dissolved } = leadRules(now)
  return {
    clocks,
    holidays,
    dissolved,
    services: referrals.services.filter(service => isInForce(service, londonDay(now))),
    reasons: new Set(referrals.reasons.map(({ code }) => code)),
    kindOf: code => agencyByCode.get(code)?.kind,
    answerBy: (service, agency, at) => clockDue(referrals.serviceByCode.get(service)?.clock ?? '', agency, at),
    nextBy: (agency, at) => clockDue('referral-next-step', agency, at),
  }
}

/** Why a referral may be declined, in the order of the reference data. */
export function referralReasons(): readonly ReferralReason[] {
  return loadReference().referrals.reasons
}

/** What is asked for, or why it is declined, in words; the code itself when it is gone. */
export function referralLabel(code: string): string {
  const { serviceByCode, reasonByCode } = loadReference().referrals
  return serviceByCode.get(code)?.label ?? reasonByCode.get(code)?.label ?? code
}

/** Agencies to which somebody may be referred, those that were dissolved among them, so that whoever looks for one learns what to do. */
export function receivers(now: Instant): readonly Pick<Agency | DissolvedAgency, 'code' | 'name'>[] {
  const gone = dissolvedBy(now).map(({ code, name }) => ({ code, name: `${name} (dissolved)` }))
  return [...loadReference().agencies, ...gone]
}
