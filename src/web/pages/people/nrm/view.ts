import { contestable, nextDecision, type NrmMove, reconsidering } from '#domain/case/nrm-rules.ts'
import { outcomeOf, type Referral, type Said, stageOf } from '#domain/case/nrm.ts'
import { heldBackIn, nobodyAsked } from '#domain/nrm-pack.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import type { NrmFile, OpenSection } from '#services/nrm.ts'
import { nrmLabel, recoveryEnd } from '#services/nrm-rules.ts'
import { NO_NAME } from '#services/search.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import { agoText, dateText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, formOf } from '../case/forms.ts'
import { dueText, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import { knownLines } from './pack.ts'
import { DECISIONS, type NrmChoices, nrmWords, STAGES } from './words.ts'

/** What the page is made from. */
export interface NrmView {
  readonly nrm: NrmFile
  readonly agency: (code: string) => AgencyWords
  readonly mayChange: boolean
  readonly choices: NrmChoices
  readonly typed: Typed
  readonly errors: FormErrors
  readonly conflict: string | undefined
  readonly now: Instant
  readonly parts: readonly PartLink[]
}

/** Exactly what page.njk prints. */
export function nrmPage(view: NrmView) {
  const { nrm, agency, now, conflict, parts } = view
  const { file, asOf, current, pack } = nrm
  const past = asOf !== now
  const href = `/people/${file.personId}/nrm`
  const summary = errorsIn(view, ['referralId'])
  const acts = view.mayChange && !past
  const writes = acts && nrm.state.some(one => nrm.moves.get(one.referralId)?.includes('save'))
  return {
    pageTitle: `NRM referral: ${file.names[0] ?? NO_NAME}`,
    hasErrors: summary.length > 0,
    errors: summary,
    conflict,
    parts,
    href,
    ...pastOf(asOf, now),
    lead: leadHeader({ lead: file.lead, agency, stepName, now, href: `/people/${file.personId}/case` }),
    sentence: sentenceOf(nrm, acts),
    age: ageText(nrm),
    guardians:
      nrm.guardians === undefined
        ? ''
        : `Independent guardians for children who were trafficked work in ${nrm.guardians}: ask for one. They work with the child where nobody in the UK has parental responsibility, else with the professionals.`,
    begin: acts ? formsOf(view, undefined) : [],
    referrals: nrm.state.toReversed().map(one => referralView(one, view, acts)),
    sections: writes
      ? pack.map(section => ({
          label: section.label,
          href: `${href}/sections/${section.code}`,
          text: (current?.saved[section.code] ?? 0) > 0 ? 'Saved' : 'Not written yet',
        }))
      : [],
    notAsked: nobodyAsked(pack).map(field => field.label),
    heldBack: heldBackIn(pack).map(field => field.label),
    packHref: `${href}/pack${past ? `?on=${londonDay(asOf)}` : ''}`,
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf({ current, moves, state }: NrmFile, acts: boolean): string {
  const may = current === undefined ? [] : (moves.get(current.referralId) ?? [])
  if (acts && state.some(one => moves.get(one.referralId)?.includes('answer-action')))
    return 'A safeguarding action waits for your agency: say by name what keeps them safe.'
  if (acts && may.includes('begin')) return 'Another agency asks yours to refer. Begin the referral, or say why not.'
  if (acts && may.includes('save')) return 'Your agency writes this referral. Go through the sections, then send it.'
  if (current === undefined)
    return 'Nobody whom you may know of has referred this person to the national referral mechanism, which decides whether somebody is a victim of modern slavery.'
  return 'How the referral to the national referral mechanism stands, and what is known for it.'
}

function ageText({ person, isAdult }: NrmFile): string {
  if (person.age === undefined)
    return 'Agencies differ on the date of birth, none gives it, or it is still to come. They are presumed to be a child, and a child does not need to agree.'
  return isAdult
    ? `They are ${person.age}: an adult decides whether to be referred.`
    : `They are ${person.age}: a child does not need to agree.`
}

function referralView(referral: Referral, view: NrmView, acts: boolean) {
  const { agency, now } = view
  const { asked, notTaken, sent, action, consent, notified, suspended, withdrawn, responder } = referral
  const name = (code: string) => agency(code).name
  const rows = [
    asked && row('Asked', `${name(asked.agency)} asked ${name(asked.of)}`, asked, view),
    notTaken && row('Not taken on', nrmLabel(notTaken.reason), notTaken, view),
    responder !== undefined && plain('First responder', `${name(responder)}.${ring(agency(responder))}`),
    consent && row('Agreement', consent.given ? 'The adult agrees' : 'The adult does not agree', consent, view),
    sent && row('Sent', `${nrmLabel(sent.route)}${sent.reference ? `, reference ${sent.reference}` : ''}`, sent, view),
    notified && row('Notified', 'Without a name', notified, view),
    ...referral.decisions.flatMap(one => [
      row(capital(DECISIONS[one.decision]), `${capital(one.outcome)}, ${plainDateText(one.on)}`, one, view),
      ...recoveryRow(referral, one.decision),
      ...one.reconsiderations.flatMap(again => [
        row('Asked to look again', '', again, view),
        again.decided &&
          row(
            'Looked at again',
            `${capital(again.decided.outcome)}, ${plainDateText(again.decided.on)}`,
            again.decided,
            view,
          ),
      ]),
    ]),
    suspended && row('Suspended', nrmLabel(suspended.reason), suspended, view),
    withdrawn && row('Withdrawn', nrmLabel(withdrawn.reason), withdrawn, view),
  ].filter(one => one !== undefined && one !== false)
  const stage = stageOf(referral)
  const waits = nextDecision(referral)
  return {
    title: referralTitle(referral, name),
    tag: STAGES[stage],
    due:
      stage === 'asked' && asked !== undefined
        ? dueText(asked.dueAt, now)
        : waits === 'reasonable-grounds' && stage === 'sent' && sent !== undefined
          ? `The first decision is aimed for. ${dueText(sent.decisionDueAt, now)}`
          : '',
    rows,
    action: action && {
      open: action.answered === undefined,
      text:
        action.answered === undefined
          ? `${name(action.council)} has to say what keeps them safe. ${dueText(action.dueAt, now)}${ring(agency(action.council))}`
          : `${action.answered.name}${action.answered.post ? `, ${action.answered.post}` : ''}, ${name(action.council)}, took it on ${agoText(action.answered.at, now)}: ${(action.answered.words ?? '').replace(/\.?$/, '.')} Ring ${action.answered.phone}.`,
    },
    forms: acts ? formsOf(view, referral) : [],
  }
}

function recoveryRow(referral: Referral, kind: string) {
  const decision = referral.decisions.find(one => one.decision === kind)
  if (decision?.decision !== 'reasonable-grounds' || outcomeOf(decision) !== 'positive') return []
  const day = decision.reconsiderations.findLast(one => one.decided !== undefined)?.decided?.on ?? decision.on
  const end = recoveryEnd(day, `${day}T12:00:00.000Z` as Instant, decision.agency)
  return end === undefined
    ? []
    : [plain('Recovery period', `At least until ${dateText(end)}. No second decision is due before it.`)]
}

function referralTitle({ responder, asked }: Referral, name: (code: string) => string): string {
  if (responder !== undefined) return `Referral by ${name(responder)}`
  return asked === undefined ? 'Referral' : `Asked of ${name(asked.of)}`
}

function ring({ phone, outOfHoursPhone }: AgencyWords): string {
  const numbers = [phone, outOfHoursPhone && `out of hours ${outOfHoursPhone}`].filter(Boolean).join(', ')
  return numbers === '' ? '' : ` Ring ${numbers}.`
}

function plain(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

function row(key: string, text: string, said: Said, { agency, now }: NrmView) {
  const by = [said.byName ?? '', agency(said.agency).name, agoText(said.at, now)].filter(Boolean).join(', ')
  return plain(key, [text, said.words ?? ''].filter(Boolean).join('. ') + ` (${by})`)
}

function formsOf(view: NrmView, referral: Referral | undefined): readonly CaseForm[] {
  const { nrm, choices } = view
  const id = referral?.referralId ?? ''
  const urgent: readonly NrmMove[] = ['begin', 'ask', 'answer-action']
  return (nrm.moves.get(id) ?? []).flatMap(move => {
    if (move === 'save') return []
    const decision =
      referral === undefined
        ? undefined
        : move === 'decide'
          ? nextDecision(referral)
          : move === 'ask-again'
            ? contestable(referral)
            : reconsidering(referral)
    const words = nrmWords(move, decision ?? 'reasonable-grounds', choices)
    const hidden = [
      ...(id === '' ? [] : [{ name: 'referralId', value: id }]),
      ...(decision === undefined || !/^(?:decide|ask-again)/.test(move) ? [] : [{ name: 'decision', value: decision }]),
    ]
    const key = [move, id].filter(Boolean).join('-')
    const action = `/people/${nrm.file.personId}/nrm`
    return [formOf(words, { kind: move, key, action, hidden, open: urgent.includes(move) }, view)]
  })
}

/** Exactly what section.njk prints. */
export function sectionPage(
  { nrm, referral, section, known, next }: OpenSection,
  agency: (code: string) => AgencyWords,
  typed: Typed,
  errors: FormErrors,
  conflict: string | undefined,
) {
  const back = `/people/${nrm.file.personId}/nrm`
  const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : undefined)
  return {
    pageTitle: section.label,
    caption: `NRM referral: ${nrm.file.names[0] ?? NO_NAME}`,
    about: section.about,
    hasErrors: errors.summary.length > 0,
    errors: errors.summary,
    conflict,
    back,
    action: `${back}/sections/${section.code}`,
    version: String(referral.saved[section.code] ?? 0),
    referralId: referral.referralId,
    last: next === undefined,
    fields: section.fields.map(field => {
      const lines = knownLines(known.get(field.code) ?? [], agency)
      const answer = referral.answers[field.code]
      const wasSaved = (referral.saved[section.code] ?? 0) > 0
      return {
        code: field.code,
        label: field.label,
        hint: field.hint,
        lines,
        // Before the section was saved for the first time it holds what the records say, to be kept, changed or taken out.
        value:
          text(field.code) ??
          answer?.text ??
          (wasSaved ? '' : lines.map(line => `${line.text} (${line.source})`).join('\n')),
        held: text(`held-${field.code}`) ?? answer?.heldBack ?? '',
        error: errors.fields[field.code],
        heldError: errors.fields[`held-${field.code}`],
      }
    }),
  } satisfies PageModel & Record<string, unknown>
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
