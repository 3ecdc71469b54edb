import { ORIGIN_KINDS, type OriginKind, SIGN_CLASSES } from '#domain/sign.ts'
import type { Indicator, SignChoices } from '#services/signs.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type Choice, textOf } from '../../shares/words.ts'
import { CLASS_WORDS } from '../words.ts'

interface Radio {
  readonly value: string
  readonly text: string
  readonly hint: { readonly text: string } | undefined
  readonly checked: boolean
}

/** Exactly what page.njk prints. */
export interface NewSignPage extends PageModel {
  readonly personHref: string
  readonly key: string
  readonly trade: { readonly code: string; readonly label: string }
  readonly otherTrades: readonly { readonly text: string; readonly href: string }[]
  readonly groups: readonly {
    readonly id: string
    readonly title: string
    readonly hint: string
    readonly items: readonly Radio[]
    readonly more: readonly Radio[]
    readonly isOpen: boolean
  }[]
  readonly grades: readonly Radio[]
  readonly origins: readonly Radio[]
  readonly isHearsay: boolean
  readonly agencies: readonly Choice[]
  readonly answerers: readonly Choice[]
  readonly tips: readonly string[]
  readonly confirms: string
  readonly typed: Readonly<Record<'words' | 'seenBy' | 'seenOn' | 'originName', string>>
  readonly errors: FormErrors
}

/** What the form is made from. */
export interface NewSignView {
  readonly personId: string
  readonly choices: SignChoices
  readonly trade: string
  readonly agencies: readonly { readonly code: string; readonly name: string }[]
  readonly reader: { readonly name: string; readonly agency: string }
  readonly today: string
  readonly key: string
  /** The sign that was seen again. */
  readonly again?: string | undefined
  readonly typed?: Typed | undefined
  readonly errors?: FormErrors | undefined
}

const ORIGINS: Readonly<Record<OriginKind, readonly [text: string, hint: string]>> = {
  own: ['We saw, heard or read it ourselves', ''],
  child: ['The child said it', ''],
  family: ['A parent, carer or relative said it', ''],
  agency: ['Another agency told us', 'Say which one: its word counts once, however many pass it on'],
  tip: ['A tip, such as a call or a letter', 'Give the name or number that everybody who got it would give'],
}

/** The form, in the words of a trade, empty or with what was typed. */
export function newSignPage(view: NewSignView): NewSignPage {
  const { choices, typed = {}, errors = NO_ERRORS, reader } = view
  const seen = choices.signs.find(sign => sign.signId === view.again)
  const chosen = textOf(typed, 'indicator', seen?.indicator ?? '')
  const origin = textOf(typed, 'originKind', 'own')
  const grade = textOf(typed, 'grade', 'seen')
  const nameOf = (code: string) => view.agencies.find(agency => agency.code === code)?.name ?? code
  const trade = choices.trades.find(one => one.code === view.trade) ?? choices.trades[0]
  const label = trade?.label ?? ''
  return {
    pageTitle: `Record a sign: ${choices.name}`,
    hasErrors: errors.summary.length > 0,
    personHref: `/people/${view.personId}`,
    key: view.key,
    trade: { code: trade?.code ?? '', label },
    otherTrades: choices.trades
      .filter(one => one.code !== trade?.code)
      .map(one => ({ text: one.label, href: `/people/${view.personId}/signs/new?trade=${one.code}` })),
    groups: SIGN_CLASSES.map(kind => {
      const all = choices.indicators
        .filter(one => one.sign === kind)
        .map(one => ({ radio: radioOf(one, view.trade, chosen), isOwn: isOwnWord(one, view.trade) }))
      const more = all.filter(one => !one.isOwn).map(one => one.radio)
      return {
        id: kind === 'harm' ? 'indicator' : `indicator-${kind}`,
        title: CLASS_WORDS[kind].title,
        hint: CLASS_WORDS[kind].about,
        items: all.filter(one => one.isOwn).map(one => one.radio),
        more,
        isOpen: more.some(one => one.checked),
      }
    }),
    grades: choices.grades.map(one => ({
      value: one.code,
      text: one.label,
      hint: undefined,
      checked: one.code === grade,
    })),
    origins: ORIGIN_KINDS.map(kind => {
      const [text, hint] = ORIGINS[kind]
      return { value: kind, text, hint: hint === '' ? undefined : { text: hint }, checked: kind === origin }
    }),
    isHearsay: origin !== 'own' || grade !== 'seen' || errors.summary.some(({ href }) => HEARSAY.includes(href)),
    agencies: [
      { value: '', text: 'Choose an agency', selected: textOf(typed, 'originAgency') === '' },
      ...view.agencies
        .filter(agency => agency.code !== reader.agency)
        .map(({ code, name }) => ({ value: code, text: name, selected: code === textOf(typed, 'originAgency') })),
    ],
    answerers: choices.answerers.map(code => ({
      value: code,
      text: code === reader.agency ? `${nameOf(code)} (your own agency)` : nameOf(code),
      selected: code === textOf(typed, 'askedAgency', choices.answerers[0]),
    })),
    tips: choices.tips,
    confirms: textOf(typed, 'confirms', seen?.signId ?? ''),
    typed: {
      words: textOf(typed, 'words'),
      seenBy: textOf(typed, 'seenBy', reader.name),
      seenOn: textOf(typed, 'seenOn', view.today),
      originName: textOf(typed, 'originName'),
    },
    errors,
  }
}

const HEARSAY = ['#grade', '#originKind', '#originAgency', '#originName']

/** What a trade has its own words for comes first, and what anybody may say in their own. */
function isOwnWord({ words, code }: Indicator, trade: string): boolean {
  return words[trade] !== undefined || code.startsWith('other-')
}

function radioOf(indicator: Indicator, trade: string, chosen: string): Radio {
  const { code, hint } = indicator
  return {
    value: code,
    text: indicator.words[trade] ?? indicator.label,
    hint: hint === '' ? undefined : { text: hint },
    checked: code === chosen,
  }
}
