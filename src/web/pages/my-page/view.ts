import type { AgencyWords } from '#services/agencies.ts'
import { entriesOf, type OwnPage } from '#services/guests.ts'
import type { FamilyEntryKind, GuestKind, WordsReaders } from '#domain/family.ts'
import { WORDS_READERS } from '#domain/family.ts'
import { momentIn } from '../../dates.ts'
import { NO_ERRORS, type Sent, type Typed } from '../../form.ts'
import type { PageModel } from '../page.ts'
import { GUEST_WORDS, type GuestWords } from './words.ts'

/** What all pages of a guest print. */
interface Plain extends PageModel {
  readonly words: GuestWords
  readonly typed: Typed
  readonly errors: NonNullable<Sent['errors']>
}

/** A page of a form and nothing of anybody: signing in, and opening the page for the first time. */
export interface DoorPage extends Plain {
  readonly otherHref: string
}

/** The page before somebody is signed in. */
export function doorPage(words: GuestWords, title: string, path: string, sent: Sent = {}): DoorPage {
  return { ...plain(words, title, sent), otherHref: `${path}?lang=${words.other.lang}` }
}

interface Shown {
  readonly title: string
  readonly words: string
  readonly when: string
  readonly by: string
  readonly phone: string
  readonly href: string
}

/** Exactly what page.njk prints. */
export interface MyPage extends Plain {
  readonly kind: GuestKind
  readonly hello: string
  readonly lead: string
  readonly isSent: boolean
  /** Whom to ring when nobody is named. */
  readonly host: { readonly name: string; readonly phone: string; readonly href: string }
  readonly groups: readonly { readonly title: string; readonly items: readonly Shown[] }[]
  readonly own: OwnShown | undefined
  /** What a young person lets a parent read. */
  readonly theirs: string
  readonly messages: readonly {
    readonly kind: string
    readonly at: string
    readonly words: string
    readonly waits: string
    readonly replies: readonly { readonly by: string; readonly words: string }[]
  }[]
}

interface OwnShown {
  readonly now: string
  readonly readers: string
  readonly before: readonly { readonly at: string; readonly words: string }[]
  readonly choices: readonly { readonly value: WordsReaders; readonly text: string; readonly checked: boolean }[]
  readonly withFamily: boolean
}

/** A guest's page: who helps, what happens next, what was put there for them, their own words, and what they wrote. */
export function myPage(
  page: OwnPage,
  agency: (code: string) => AgencyWords,
  sent: Sent & { readonly isSent: boolean },
): MyPage {
  const words = GUEST_WORDS[page.language]
  const { lang } = words
  const nameOf = (code: string) => agency(code).name
  const group = (title: string, kind: FamilyEntryKind) => ({
    title,
    items: entriesOf(page.entries, kind).map(({ facts, words: said, byName, byPost, agency: code, at }) => ({
      title: facts.name ?? (facts.at === undefined ? '' : momentIn(lang, facts.at)),
      words: said,
      when: momentIn(lang, at),
      by: `${words.page.said} ${byName}, ${byPost}, ${nameOf(code)}`,
      phone: facts.phone ?? '',
      href: telOf(facts.phone),
    })),
  })
  const { phone = '', name } = agency(page.host)
  const isYoung = page.kind === 'young-person'
  return {
    ...plain(words, words.page.hello, sent),
    kind: page.kind,
    hello: `${words.page.hello}, ${page.name}`,
    lead: words.leads[page.kind],
    isSent: sent.isSent,
    host: { name, phone, href: telOf(phone) },
    groups: [
      group(words.page.helpers, 'helper'),
      group(words.page.next, 'appointment'),
      group(words.page.agreed, 'agreed'),
      group(words.page.notes, 'note'),
    ],
    own: isYoung ? ownOf(page, words) : undefined,
    theirs: isYoung ? '' : (page.words[0]?.words ?? ''),
    messages: page.messages.map(message => ({
      kind: message.kind === 'message' ? '' : words.kinds[message.kind],
      at: momentIn(lang, message.at),
      words: message.words,
      waits: message.replies.length > 0 ? '' : `${words.write.waits} ${momentIn(lang, message.answerBy)}.`,
      replies: message.replies.map(({ kind, byName, byPost, agency: code, words: said, at }) => ({
        by: `${byName}, ${byPost}, ${nameOf(code)}, ${words.replies[kind]} · ${momentIn(lang, at)}`,
        words: said,
      })),
    })),
  }
}

function ownOf({ words: versions }: OwnPage, words: GuestWords): OwnShown {
  const [now, ...before] = versions
  return {
    now: now?.words ?? '',
    readers: now === undefined ? '' : words.readers[now.readers],
    before: before.map(({ at, words: said }) => ({ at: momentIn(words.lang, at), words: said })),
    choices: WORDS_READERS.map(value => ({
      value,
      text: words.readers[value],
      checked: value === (now?.readers ?? 'me'),
    })),
    withFamily: now?.withFamily ?? false,
  }
}

/** Exactly what closed.njk prints: that the page is closed, and whom to ring. */
export function closedPage(page: OwnPage, agency: (code: string) => AgencyWords) {
  const words = GUEST_WORDS[page.language]
  const { name, phone = '' } = agency(page.host)
  return { ...plain(words, words.closed.title), host: { name, phone, href: telOf(phone) } }
}

function plain(words: GuestWords, pageTitle: string, { typed = {}, errors = NO_ERRORS }: Sent = {}): Plain {
  const empty = { words: '', ownWords: '', number: '', code: '' }
  return {
    pageTitle,
    lang: words.lang,
    words,
    hasErrors: errors.summary.length > 0,
    typed: { ...empty, ...typed },
    errors,
  }
}

function telOf(phone: string | undefined): string {
  return `tel:${(phone ?? '').replaceAll(/[^\d+]/g, '')}`
}
