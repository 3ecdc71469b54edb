import { BREACH_DECISIONS, type BreachEntry, type WrittenStep } from '#domain/order.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { kindOf, type OpenOrder } from '#services/orders.ts'
import { nameOf } from '#services/search.ts'
import { momentText, plainDateText } from '#web/dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import { textOf } from '../../shares/words.ts'
import { conditionLines, dayChoices, typedConditions } from '../conditions.ts'
import { CARE_WORDS, DECISION_WORDS, lifeText, reviewText, tagsOf, titleOf } from '../words.ts'

/** What the page of an order is made from. */
export interface OrderView {
  readonly order: OpenOrder
  readonly holder: (code: string) => AgencyWords
  readonly now: Instant
  readonly mayNote: boolean
  readonly mayChange: boolean
  readonly reader: string
  readonly typed?: Typed
  readonly errors?: FormErrors
  readonly conflict?: string
}

/** Exactly what page.njk prints. */
export function orderPage(view: OrderView) {
  const { order, holder, now, typed = {}, errors = NO_ERRORS } = view
  const { history } = order
  const own = history !== undefined
  const kind = textOf(typed, 'kind')
  const about = textOf(typed, 'about')
  const shown = kind === 'varied' ? typed : { ...typedConditions(order.conditions), until: order.until ?? '' }
  return {
    pageTitle: titleOf(order),
    hasErrors: errors.summary.length > 0,
    caption: `${nameOf(order.person ?? {})}, ${order.reference}`,
    conflict: view.conflict ?? '',
    sentence: own
      ? 'What this order or notice asks, what was seen since, and what named people decided. A child under it is a victim first.'
      : `${holder(order.agency).name} holds this order and shows it to your agency, so that you know what to ask. Ring them before anything is done about it.`,
    tags: tagsOf(order, now),
    conditions: conditionLines(order.conditions),
    facts: factsOf(view),
    personHref: order.personId === null ? '' : `/people/${order.personId}/orders`,
    logHref: own ? `/orders/${order.orderId}/log` : '',
    action: `/orders/${order.orderId}`,
    version: String(order.version),
    breaches: (history?.state.breaches ?? []).map(entry => ({
      ...breachWords(entry),
      stepNo: String(entry.noted.stepNo),
      form:
        entry.decided === undefined && view.mayChange
          ? decisionForm(kind === 'decided' && about === String(entry.noted.stepNo) ? { typed, errors } : undefined)
          : undefined,
    })),
    note:
      own && view.mayNote
        ? { open: kind === 'possible-breach', seenBy: textOf(typed, 'seenBy', view.reader) }
        : undefined,
    changes:
      own && view.mayChange && order.state === 'made'
        ? CHANGES.map(change => ({
            ...change,
            open: kind === change.kind,
            errors: kind === change.kind ? errors : NO_ERRORS,
            reason: kind === change.kind ? textOf(typed, 'reason') : '',
          }))
        : [],
    vary: { typed: shown, errors: kind === 'varied' ? errors : NO_ERRORS, ...dayChoices(shown) },
    noteErrors: kind === 'possible-breach' ? errors : NO_ERRORS,
    typed,
    steps: (history?.steps ?? []).toReversed().map(step => stepEntry(step)),
    // Links of the summary lead to the fields of the form that was sent.
    errors: errors.summary.map(one => ({ ...one, href: hrefIn(one.href, kind, about) })),
  }
}

const CHANGES = [
  {
    kind: 'reviewed',
    summary: 'It was looked at again',
    ask: 'What was found, and who was asked?',
    button: 'Keep the review',
  },
  { kind: 'varied', summary: 'The court varied it', ask: 'Why, and who decided it?', button: 'Vary it' },
  { kind: 'discharged', summary: 'It was discharged', ask: 'Why, and who decided it?', button: 'It was discharged' },
  { kind: 'ended', summary: 'It has ended', ask: 'Why, and what comes now?', button: 'It has ended' },
] as const

function hrefIn(href: string, kind: string, about: string): string {
  const field = href.slice(1)
  if (kind === 'decided') return `#${field}-${about}`
  return field === 'on' || field === 'reason' ? `#${field}-${kind}` : href
}

function decisionForm(sent: { readonly typed: Typed; readonly errors: FormErrors } | undefined) {
  const chosen = textOf(sent?.typed ?? {}, 'decision')
  return {
    decisions: BREACH_DECISIONS.map(value => ({ value, text: DECISION_WORDS[value], checked: value === chosen })),
    reason: textOf(sent?.typed ?? {}, 'reason'),
    errors: sent?.errors ?? NO_ERRORS,
  }
}

function fact(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

function factsOf({ order, holder }: OrderView) {
  const kind = kindOf(order)
  const { name, phone, outOfHoursPhone } = holder(order.agency)
  const numbers = [phone, outOfHoursPhone && `out of hours ${outOfHoursPhone}`].filter(Boolean).join(', ')
  const { protects } = order
  return [
    fact('Made by', `${order.issuedBy}, ${plainDateText(order.issuedOn)}`),
    fact('Lasts', lifeText(order)),
    ...(order.review === undefined
      ? []
      : [fact('Looked at again', `${reviewText(order)}: ${order.review.rule.label}`)]),
    ...(protects === null
      ? []
      : [fact('Protects', `${protects.name}, born ${plainDateText(protects.born)}. ${CARE_WORDS[protects.care]}`)]),
    ...(order.youthViews === null ? [] : [fact('Youth offending team', order.youthViews)]),
    fact('Held by', numbers === '' ? name : `${name}: ${numbers}`),
    ...(kind === undefined
      ? []
      : [
          fact('What a breach is', kind.breachWords),
          fact(
            'Law',
            `${kind.statute}. ${kind.verified ? 'Read.' : 'What we say of it was not checked against the law itself.'}`,
          ),
        ]),
  ]
}

/** A possible breach in words, each with who says it. */
function breachWords({ noted, decided }: BreachEntry) {
  const { said } = noted
  return {
    title: `Seen on ${momentText(said.at)}`,
    rows: [
      fact('What was seen', `${said.seen} (${said.seenBy})`),
      fact('What they say', `“${said.account}”`),
      fact('Noted', `${noted.byName}, ${momentText(noted.at)}`),
      fact(
        'Decided',
        decided === undefined
          ? 'Nobody has decided what it was'
          : `${DECISION_WORDS[decided.said.decision]}: ${decided.said.reason} (${decided.byName}, ${momentText(decided.at)})`,
      ),
    ],
  }
}

const STEP_WORDS = {
  varied: 'Varied',
  discharged: 'Discharged',
  ended: 'Ended',
  reviewed: 'Looked at again',
  'possible-breach': 'Something was noted',
  decided: 'Decided what it was',
} as const

function stepEntry({ said, at, byName }: WrittenStep) {
  const text = said.kind === 'possible-breach' ? said.seen : said.reason
  return {
    kind: 'event',
    title: STEP_WORDS[said.kind],
    text: `${byName}: ${text}`,
    time: { text: momentText(at), iso: at },
  }
}

/** The log of possible breaches as attributed facts, for the next application: exactly what log.njk prints. */
export function logPage(order: OpenOrder, holder: string, now: Instant) {
  const breaches = order.history?.state.breaches ?? []
  return {
    pageTitle: `What was seen while under ${order.reference}`,
    caption: `${nameOf(order.person ?? {})}, ${titleOf(order)}`,
    sentence:
      breaches.length === 0
        ? 'Nothing was noted.'
        : 'What was seen, by whom, what the person said of it, and what a named person decided. Each line says whose word it is.',
    made: `Made on ${momentText(now)} by ${holder}. ${order.issuedBy}, ${plainDateText(order.issuedOn)}; ${lifeText(order)}.`,
    conditions: conditionLines(order.conditions),
    breaches: breaches.map(breachWords),
    orderHref: `/orders/${order.orderId}`,
  }
}
