import { REFUSAL_GROUNDS, SHARED_KINDS } from '#domain/sharing.ts'
import type { LegalBasis, SharingRequest } from '#services/sharing.ts'
import { agoText, count, momentText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { nameText } from '../../people/name-text.ts'
import { basisChoices, type Choice, GROUND_WORDS, HOLDS_WORDS, textOf } from '../words.ts'

interface Fact {
  readonly key: { readonly text: string }
  readonly value: { readonly text: string }
}

/** Exactly what page.njk prints. */
export interface SharePage extends PageModel {
  readonly requestId: string
  readonly version: number
  readonly caption: string
  /** What is expected of the reader, or how it stands. */
  readonly sentence: string
  readonly personHref: string | undefined
  readonly asked: readonly Fact[]
  readonly answered: readonly Fact[]
  readonly answer: AnswerFields | undefined
  /** The button that ends it, and what it does, when the reader may. */
  readonly end: { readonly button: string; readonly hint: string } | undefined
  readonly conflict: string | undefined
  readonly errors: FormErrors
}

interface AnswerFields {
  readonly bases: readonly Choice[]
  readonly days: string
  readonly holds: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly conditions: string
  readonly context: string
  readonly grounds: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly note: string
  readonly mayShare: boolean
}

/** What the page is made from. */
export interface ShareView {
  readonly request: SharingRequest
  readonly agencyName: (code: string) => string
  readonly basisName: (code: string) => string
  /** Legal bases on which the reader's agency may share. */
  readonly bases: readonly LegalBasis[]
  readonly now: string
  readonly typed?: Typed
  readonly errors?: FormErrors
  readonly conflict?: string
}

/** One request: what was asked, what was answered, and what the reader may do. */
export function sharePage(view: ShareView): SharePage {
  const { request, agencyName, now, typed = {}, errors = NO_ERRORS } = view
  const mine = request.side === 'holder'
  return {
    pageTitle: nameText(request),
    hasErrors: errors.summary.length > 0,
    requestId: request.requestId,
    version: request.version,
    caption: mine ? `Asked by ${agencyName(request.asker)}` : `Asked of ${agencyName(request.holder)}`,
    sentence: sentenceOf(view),
    personHref: request.personId === null ? undefined : `/people/${request.personId}`,
    asked: [
      fact('Who asks', `${request.askedName}, ${agencyName(request.asker)}, ${agoText(request.askedAt, now)}`),
      fact('Why', request.reason),
      fact('On what basis', view.basisName(request.gateway)),
      fact('For how long', count(request.days, 'day')),
    ],
    answered: answeredOf(view),
    answer: request.may.includes('refuse') ? answerFields(view, typed) : undefined,
    end: endOf(request),
    conflict: view.conflict,
    errors,
  }
}

function sentenceOf({ request, agencyName, now }: ShareView): string {
  const [holder, asker] = [agencyName(request.holder), agencyName(request.asker)]
  const mine = request.side === 'holder'
  switch (request.state) {
    case 'asked':
      return mine
        ? `${asker} asks to see what you hold of this person. Decide whether, and say why. It runs out on ${momentText(request.answerBy)}.`
        : `${holder} has been told and has not answered yet. If it is urgent, ring them. It runs out on ${momentText(request.answerBy)}.`
    case 'shared': {
      const until = request.expiresAt === null ? '' : ` until ${momentText(request.expiresAt)}`
      const records = count(request.records, 'record')
      return mine ? `You share ${records} with ${asker}${until}.` : `${holder} shares ${records} with you${until}.`
    }
    case 'refused':
      return `${mine ? 'You do' : `${holder} does`} not share it. That is recorded with the reason.`
    case 'withdrawn':
      return `${mine ? `${asker} has` : 'You have'} taken the request back.`
    case 'stopped':
      return `Sharing was stopped${request.endedBy === null ? '' : ` by ${agencyName(request.endedBy)}`}${request.endedAt === null ? '' : `, ${agoText(request.endedAt, now)}`}.`
    case 'expired':
      return request.decidedAt === null ? 'Nobody answered in time.' : 'The time for which it was shared is over.'
  }
}

function answeredOf({ request, agencyName, basisName, now }: ShareView): Fact[] {
  if (request.decidedAt === null) return []
  const by = `${request.decidedName ?? ''}, ${agencyName(request.holder)}, ${agoText(request.decidedAt, now)}`
  return [
    fact('Who decided', by),
    request.ground === null ? undefined : fact('Why not', GROUND_WORDS[request.ground]),
    request.shareGateway === null ? undefined : fact('On what basis', basisName(request.shareGateway)),
    request.holds === null ? undefined : fact('Fact or opinion', HOLDS_WORDS[request.holds]),
    request.conditions === null ? undefined : fact('Conditions', request.conditions),
    request.note === null ? undefined : fact('To read it rightly', request.note),
    request.expiresAt === null ? undefined : fact('Until', momentText(request.expiresAt)),
  ].filter(one => one !== undefined)
}

function answerFields({ request, bases }: ShareView, typed: Typed): AnswerFields {
  const chosen = textOf(typed, 'gateway', bases.some(basis => basis.code === request.gateway) ? request.gateway : '')
  const holds = textOf(typed, 'holds')
  const ground = textOf(typed, 'ground')
  return {
    bases: basisChoices(bases, chosen),
    days: textOf(typed, 'days', String(request.days)),
    holds: SHARED_KINDS.map(value => ({ value, text: HOLDS_WORDS[value], checked: value === holds })),
    conditions: textOf(typed, 'conditions'),
    context: textOf(typed, 'context'),
    grounds: REFUSAL_GROUNDS.map(value => ({ value, text: GROUND_WORDS[value], checked: value === ground })),
    note: textOf(typed, 'note'),
    mayShare: request.personId !== null,
  }
}

function endOf(request: SharingRequest): SharePage['end'] {
  if (request.may.includes('withdraw'))
    return { button: 'Take the request back', hint: 'They will not be asked any more.' }
  if (!request.may.includes('stop')) return undefined
  return request.side === 'holder'
    ? { button: 'Stop sharing', hint: 'They stop seeing these records at once. What they have read already they know.' }
    : {
        button: 'Give it back',
        hint: 'You stop seeing these records at once. Do this when you do not need them any more.',
      }
}

function fact(key: string, value: string): Fact {
  return { key: { text: key }, value: { text: value } }
}
