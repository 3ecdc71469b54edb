import { SENDERS } from '#domain/concern.ts'
import type { FollowedConcern } from '#services/concerns.ts'
import type { Reference } from '#services/contacts.ts'
import { momentIn } from '../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../form.ts'
import type { PageModel } from '../page.ts'
import type { ConcernWords } from './words.ts'

/** Every field of both forms, empty: a template prints nothing that is not there. */
const NOTHING: Typed = { worry: '', name: '', age: '', postcode: '', contact: '', safeTimes: '', receipt: '', more: '' }

/** What all public pages of concerns print. */
interface PublicPage extends PageModel {
  readonly lang: string
  readonly words: ConcernWords
  /** The same page in the other language. */
  readonly otherHref: string
}

/** Exactly what tell.njk prints. */
export interface TellPage extends PublicPage {
  readonly key: string
  readonly typed: Typed
  readonly errors: FormErrors
  readonly senders: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly danger: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly councils: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[]
}

/** The form, empty or with what was typed and what is wrong with it. */
export function tellPage(
  words: ConcernWords,
  key: string,
  reference: Reference,
  { typed = {}, errors = NO_ERRORS }: { readonly typed?: Typed; readonly errors?: FormErrors },
): TellPage {
  const councils = reference.agencies
    .filter(agency => agency.kind === 'council')
    .toSorted((a, b) => a.name.localeCompare(b.name, words.lang))
    .map(({ code, name }) => ({ value: code, text: name, selected: typed['council'] === code }))
  return {
    ...shared(words, words.title, words.other.tell),
    hasErrors: errors.summary.length > 0,
    key,
    typed: { ...NOTHING, ...typed },
    errors,
    senders: SENDERS.map(value => ({ value, text: words.senders[value], checked: typed['sender'] === value })),
    danger: (['yes', 'no'] as const).map(value => ({
      value,
      text: words.dangerItems[value],
      checked: typed['danger'] === value,
    })),
    councils: [{ value: '', text: words.chooseCouncil, selected: false }, ...councils],
  }
}

/** Exactly what received.njk prints. */
export interface ReceivedPage extends PublicPage {
  readonly receipt: string
  readonly danger: boolean
  readonly council: string
  readonly phone: string
  readonly outOfHours: string
}

/** The receipt, once, and what happens next. */
export function receivedPage(
  words: ConcernWords,
  sent: Pick<ReceivedPage, 'receipt' | 'danger' | 'council' | 'phone' | 'outOfHours'>,
): ReceivedPage {
  return { ...shared(words, words.received.title, words.other.tell), ...sent }
}

/** Exactly what follow.njk prints. */
export interface FollowPage extends PublicPage {
  readonly typed: Typed
  readonly errors: FormErrors
  readonly added: boolean
  readonly concern:
    | {
        readonly reference: string
        readonly sent: string
        readonly council: string
        readonly stands: string
        readonly entries: readonly { readonly at: string; readonly by: string; readonly words: string }[]
      }
    | undefined
}

/** The page of who comes back: the receipt is asked for, or what it opens is shown. */
export function followPage(
  words: ConcernWords,
  reference: Reference,
  {
    typed = {},
    errors = NO_ERRORS,
    added = false,
    concern,
  }: {
    readonly typed?: Typed
    readonly errors?: FormErrors
    readonly added?: boolean
    readonly concern?: FollowedConcern
  },
): FollowPage {
  const council = concern && (reference.agencyByCode.get(concern.agency)?.name ?? concern.agency)
  return {
    ...shared(words, words.follow.title, words.other.follow),
    hasErrors: errors.summary.length > 0,
    typed: { ...NOTHING, ...typed },
    errors,
    added,
    concern: concern && {
      reference: concern.reference,
      sent: momentIn(words.lang, concern.receivedAt),
      council: council ?? '',
      stands: words.follow.stands[concern.state],
      entries: concern.entries.map(({ at, kind, byName, words: said }) => ({
        at: momentIn(words.lang, at),
        by: kind === 'added' ? words.follow.you : (byName ?? ''),
        words: kind === 'seen' ? `${byName ?? ''} ${words.follow.seen}` : said,
      })),
    },
  }
}

function shared(words: ConcernWords, pageTitle: string, otherHref: string): PublicPage {
  return { pageTitle, lang: words.lang, words, otherHref }
}
