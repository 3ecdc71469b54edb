import { nameOf } from '#services/search.ts'
import { type OpenQuestion, QUESTION_ANSWERS, type QuestionAnswer } from '#services/sign-questions.ts'
import { agoText, momentText } from '#web/dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { QUESTION_WORDS } from '../words.ts'

const CHOICES: Readonly<Record<QuestionAnswer['state'], string>> = {
  seen: 'Yes, we have seen signs',
  'none-seen': 'We looked, and have seen none',
  declined: 'We do not answer',
}

/** Exactly what page.njk prints. */
export interface QuestionPage extends PageModel {
  readonly questionId: string
  readonly caption: string
  readonly sentence: string
  readonly words: string
  readonly answer: { readonly what: string; readonly words: string } | undefined
  readonly kinds: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly typedWords: string
  readonly personHref: string
  readonly recordHref: string
  readonly conflict: string | undefined
  readonly errors: FormErrors
}

/** What the page is made from. */
export interface QuestionView {
  readonly question: OpenQuestion
  readonly name: (code: string) => string
  readonly now: string
  readonly typed?: Typed | undefined
  readonly errors?: FormErrors | undefined
  readonly conflict?: string | undefined
}

/** One question whether an agency has seen signs, and its answer. */
export function questionPage(view: QuestionView): QuestionPage {
  const { question, name, now, typed = {}, errors = NO_ERRORS } = view
  const personHref = question.personId === null ? '' : `/people/${question.personId}`
  const asked = `${question.askedName}, ${name(question.asker)}, asked ${name(question.askedAgency)} on ${momentText(question.askedAt)}`
  return {
    pageTitle: 'Have you seen signs?',
    hasErrors: errors.summary.length > 0,
    questionId: question.questionId,
    caption: nameOf(question.person ?? {}),
    sentence: question.state === 'asked' ? `${asked}. Answer by ${momentText(question.answerBy)}.` : `${asked}.`,
    words: question.words,
    answer: answerOf(question, name, now),
    kinds: question.mayAnswer
      ? QUESTION_ANSWERS.map(value => ({ value, text: CHOICES[value], checked: textOf(typed, 'state') === value }))
      : [],
    typedWords: textOf(typed, 'words'),
    personHref,
    recordHref: question.state === 'seen' && personHref !== '' ? `${personHref}/signs/new` : '',
    conflict: view.conflict,
    errors,
  }
}

function answerOf(question: OpenQuestion, name: (code: string) => string, now: string): QuestionPage['answer'] {
  const { answer, answeredName, answeredAt, askedAgency, state } = question
  if (answer === null || answeredAt === null) return undefined
  return {
    what: `${name(askedAgency)} ${QUESTION_WORDS[state]}: ${answeredName ?? ''}, ${agoText(answeredAt, now)}`,
    words: answer,
  }
}
