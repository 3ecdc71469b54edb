import { nextContest, RECEIVER_MOVES, type ReferralMove } from '#domain/case/referral-rules.ts'
import { isOpenReferral, waitsIn } from '#domain/case/referral.ts'
import type { Said } from '#domain/case/placement.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { leadRules, stepName } from '#services/case-rules.ts'
import { referralLabel } from '#services/referral-rules.ts'
import type { AgencyReferral, ReferralFile } from '#services/referrals.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import { agoText, count, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, formOf } from '../case/forms.ts'
import { dueText, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import { CONSENT_WORDS, type ReferralChoices, referralWords, STAGES, URGENCY_WORDS } from './words.ts'

/** What the page is made from. */
export interface ReferralsView {
  readonly file: ReferralFile
  readonly agency: (code: string) => AgencyWords
  readonly ownAgency: AgencyId
  /** Whether the reader's role may refer, and may answer. */
  readonly may: { readonly send: boolean; readonly answer: boolean }
  readonly choices: Omit<ReferralChoices, 'next'>
  readonly typed: Typed
  readonly errors: FormErrors
  readonly conflict: string | undefined
  readonly now: Instant
  readonly parts: readonly PartLink[]
}

/** Exactly what page.njk prints. */
export function referralsPage(view: ReferralsView) {
  const { file, agency, now, conflict, parts } = view
  const href = `/people/${file.personId}/referrals`
  const summary = errorsIn(view, ['referralId'])
  const newest = file.state.toReversed()
  return {
    pageTitle: `Referrals: ${file.name}`,
    hasErrors: summary.length > 0,
    errors: summary,
    conflict,
    parts,
    href,
    ...pastOf(file.asOf, now),
    lead: leadHeader({ lead: file.lead, agency, stepName, now, href: `/people/${file.personId}/case` }),
    sentence: sentenceOf(view),
    begin: file.isNow && view.may.send ? [formFor('send', undefined, view)] : [],
    open: newest.filter(isOpenReferral).map(one => referralView(one, view)),
    over: newest.filter(one => !isOpenReferral(one)).map(one => referralView(one, view)),
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf({ file, ownAgency }: ReferralsView): string {
  const yours = file.state.filter(one => waitsIn(one)?.who === ownAgency)
  const waits = (step: string) => yours.filter(one => waitsIn(one)?.step === step).length
  if (waits('next') > 0)
    return 'A referral of your agency was declined. Say what happens next: refer elsewhere, contest it, or say why nothing more is done.'
  if (waits('answer') + waits('dispute') > 0)
    return 'Another agency refers them to yours. Accept it, or decline it and say what should happen instead.'
  if (waits('do') > 0) return 'Your agency has accepted a referral. Say when it is done, and what came of it.'
  const open = file.state.filter(isOpenReferral).length
  if (open > 0) return `${count(open, 'referral')} of your agency ${open === 1 ? 'waits' : 'wait'} for another agency.`
  return file.state.length === 0
    ? 'Your agency has neither referred them to another agency, nor were they referred to yours.'
    : 'Every referral to or from your agency is over.'
}

function referralView(referral: AgencyReferral, view: ReferralsView) {
  const { agency, ownAgency, now, file } = view
  const { from, to, stage, received, accepted, declined, contests, ended, consentWhy, insteadOf } = referral
  const other = agency(from === ownAgency ? to : from)
  const waits = waitsIn(referral)
  const rows = [
    row('Why', '', referral.sent, view),
    plain('What they want', referral.wishes),
    plain('Who agrees', [CONSENT_WORDS[referral.consent], consentWhy].filter(Boolean).join('. ')),
    plain('How soon', URGENCY_WORDS[referral.urgency]),
    plain('Whom to ring about it', `${referral.name}, ${referral.phone}`),
    insteadOf !== undefined && from === ownAgency && plain('Follows', 'A referral that was declined'),
    received && row('Received', `${received.name}, ${received.phone}`, received, view),
    declined && row('Declined', referralLabel(declined.reason), declined, view),
    declined &&
      plain(
        'What should happen instead',
        [declined.instead, declined.insteadTo === undefined ? '' : `By ${agency(declined.insteadTo).name}`]
          .filter(Boolean)
          .join('. '),
      ),
    ...contests.map(one => row('Contested', `Now with ${stepName(one.step)}`, one, view)),
    accepted &&
      row(
        'Accepted',
        `${accepted.name}, ${accepted.phone}, first on ${plainDateText(accepted.firstOn)}`,
        accepted,
        view,
      ),
    ended && row(STAGES[stage].text, '', ended, view),
  ].filter(one => one !== undefined && one !== false)
  return {
    title: `${referralLabel(referral.service)}: ${agency(from).name} to ${agency(to).name}`,
    tag: STAGES[stage],
    due:
      waits === undefined
        ? ''
        : [waitsText(waits.who, view), waits.dueAt && dueText(waits.dueAt, now)].filter(Boolean).join(' '),
    late: waits?.dueAt !== undefined && waits.dueAt <= now,
    ring: [other.phone, other.outOfHoursPhone && `out of hours ${other.outOfHoursPhone}`].filter(Boolean).join(', '),
    ringWhom: other.name,
    rows,
    forms: (file.moves.get(referral.referralId) ?? [])
      .filter(move => (isAnswer(move) ? view.may.answer : view.may.send))
      .map(move => formFor(move, referral, view)),
  }
}

function waitsText(who: AgencyId, { ownAgency, agency }: ReferralsView): string {
  return who === ownAgency ? 'It waits for your agency.' : `It waits for ${agency(who).name}.`
}

function plain(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

function row(key: string, text: string, said: Said, { agency, now }: ReferralsView) {
  const by = [said.byName ?? '', agency(said.agency).name, agoText(said.at, now)].filter(Boolean).join(', ')
  return plain(key, `${[text, said.words ?? ''].filter(Boolean).join('. ')} (${by})`.trim())
}

function isAnswer(move: ReferralMove): boolean {
  return RECEIVER_MOVES.some(one => one === move)
}

function formFor(move: ReferralMove, referral: AgencyReferral | undefined, view: ReferralsView): CaseForm {
  const { file, choices, now } = view
  const step = referral && nextContest(referral, leadRules(now), now)
  const words = referralWords(move, { ...choices, next: step?.label ?? '' }, referral !== undefined)
  const id = referral?.referralId
  const action = `/people/${file.personId}/referrals${isAnswer(move) ? '/answers' : ''}`
  const hidden = id === undefined ? [] : [{ name: 'referralId', value: id }]
  const key = [move, id].filter(Boolean).join('-')
  return formOf(words, { kind: move, key, action, hidden, open: false }, view)
}
