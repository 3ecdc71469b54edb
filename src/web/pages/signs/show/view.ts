import type { Reference } from '#services/contacts.ts'
import { nameOf } from '#services/search.ts'
import type { OpenSign } from '#services/signs.ts'
import { momentText } from '#web/dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { ANSWER_WORDS, answersOf, CLASS_WORDS, dueText, signWords, stateTag, type Tag } from '../words.ts'

/** Exactly what page.njk prints. */
export interface SignPage extends PageModel {
  readonly signId: string
  readonly version: number
  readonly caption: string
  readonly sentence: string
  readonly tag: Tag | undefined
  readonly personHref: string
  readonly facts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[]
  readonly words: string
  readonly answers: ReturnType<typeof answersOf>
  /** What the reader may answer; empty for others. */
  readonly kinds: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly typedWords: string
  readonly conflict: string | undefined
  readonly errors: FormErrors
}

/** What the page is made from. */
export interface SignView {
  readonly sign: OpenSign
  readonly reference: Reference
  readonly name: (code: string) => string
  readonly now: string
  readonly mayAnswer: boolean
  readonly typed?: Typed | undefined
  readonly errors?: FormErrors | undefined
  readonly conflict?: string | undefined
}

/** One sign: what was seen, how it was answered, and what the reader may answer. */
export function signPage(view: SignView): SignPage {
  const { sign, reference, name, now, typed = {}, errors = NO_ERRORS } = view
  const words = signWords(sign, reference, name)
  const may = view.mayAnswer ? sign.may : []
  const fact = (key: string, value: string) => ({ key: { text: key }, value: { text: value } })
  return {
    pageTitle: words.label,
    hasErrors: errors.summary.length > 0,
    signId: sign.signId,
    version: sign.version,
    caption: nameOf(sign.person ?? {}),
    sentence: sentenceOf(view),
    tag: stateTag(sign),
    personHref: sign.personId === null ? '' : `/people/${sign.personId}`,
    words: sign.words,
    facts: [
      fact('What kind', CLASS_WORDS[sign.sign].title),
      fact('Seen', words.seen.replace(/^Seen b/, 'B')),
      fact('How it is known', words.known),
      fact('Recorded', `${words.by.replace(/^Recorded b/, 'B')}, ${momentText(sign.recordedAt)}`),
      fact('Reference', sign.reference),
    ],
    answers: answersOf(sign, name, now),
    kinds: may.map(kind => ({ value: kind, text: ANSWER_WORDS[kind], checked: textOf(typed, 'kind') === kind })),
    typedWords: textOf(typed, 'words'),
    conflict: view.conflict,
    errors,
  }
}

function sentenceOf({ sign, name, mayAnswer }: SignView): string {
  if (sign.state === 'not-asked')
    return 'This makes it easier to exploit somebody. It is not a sign, and asks for no answer.'
  const due = dueText(sign, name)
  if (mayAnswer && sign.answerBy !== null) return `Your agency is asked to answer. ${due}.`
  return due === '' ? `${name(sign.askedAgency)} has answered.` : `${due}.`
}
