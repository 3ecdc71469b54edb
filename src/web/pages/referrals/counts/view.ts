import { suppressed } from '#domain/suppression.ts'
import type { PlainDate } from '#domain/values/time.ts'
import { referralLabel } from '#services/referral-rules.ts'
import { REFERRAL_SIDES, type ReferralCount, type ReferralCounts, type ReferralSide } from '#services/referrals.ts'
import type { FormErrors } from '../../../form.ts'
import { plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'

/** What the page is made from. */
export interface CountsView {
  readonly counts: ReferralCounts
  readonly from: PlainDate
  readonly to: PlainDate
  /** Numbers above nought and under five are hidden, so that the page can be given to others. */
  readonly passOn: boolean
  readonly errors: FormErrors
  readonly agencyName: (code: string) => string
}

const TITLES: Readonly<
  Record<ReferralSide, { readonly title: string; readonly other: string; readonly reasons: string }>
> = {
  received: { title: 'Referred to your agency', other: 'Referred by', reasons: 'Why your agency declined' },
  sent: { title: 'Referred by your agency', other: 'Referred to', reasons: 'Why others declined' },
}

/** Exactly what page.njk prints. */
export function countsPage({ counts, from, to, passOn, errors, agencyName }: CountsView) {
  const shown = (n: number): string => {
    const may = passOn ? suppressed(n) : { kind: 'exact' as const, n }
    return may.kind === 'exact' ? may.n.toLocaleString('en-GB') : `fewer than ${may.under}`
  }
  const cells = (one: Omit<ReferralCount, 'other' | 'reasons'>) =>
    [one.sent, one.received, one.accepted, one.declined, one.notInTime].map(shown)
  return {
    pageTitle: 'Referrals in counts',
    hasErrors: errors.summary.length > 0,
    errors,
    summary: `What has become of referrals that were sent from ${plainDateText(from)} to ${plainDateText(to)}: how many were received, accepted and declined.`,
    from,
    to,
    passOn,
    groups: REFERRAL_SIDES.map(side => ({
      ...TITLES[side],
      rows: counts[side].map(one => ({ name: agencyName(one.other), cells: cells(one) })),
      // With a sum, a hidden number could be worked out.
      total: passOn || counts[side].length === 0 ? undefined : cells(sumOf(counts[side])),
      declined: counts[side].flatMap(one =>
        Object.entries(one.reasons).map(([reason, n]) => ({
          name: agencyName(one.other),
          reason: referralLabel(reason),
          number: shown(n),
        })),
      ),
    })),
  } satisfies PageModel & Record<string, unknown>
}

function sumOf(counts: readonly ReferralCount[]): Omit<ReferralCount, 'other' | 'reasons'> {
  const sum = (of: (one: ReferralCount) => number) => counts.reduce((all, one) => all + of(one), 0)
  return {
    sent: sum(one => one.sent),
    received: sum(one => one.received),
    accepted: sum(one => one.accepted),
    declined: sum(one => one.declined),
    notInTime: sum(one => one.notInTime),
  }
}
