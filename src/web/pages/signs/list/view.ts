import type { Reference } from '#services/contacts.ts'
import { nameOf } from '#services/search.ts'
import type { listQuestionsOwed } from '#services/sign-questions.ts'
import type { listOwed } from '#services/signs.ts'
import { momentText } from '#web/dates.ts'
import type { PageModel } from '../../page.ts'
import { indicatorLabel, stateTag, type Tag } from '../words.ts'

interface Row {
  readonly href: string
  readonly name: string
  readonly what: string
  readonly who: string
  readonly due: string
  readonly tag: Tag
}

/** Exactly what page.njk prints. */
export interface OwedPage extends PageModel {
  readonly summary: string
  readonly signs: readonly Row[]
  readonly questions: readonly Row[]
}

/** What waits for the reader's agency, the first due first. */
export function owedPage(view: {
  readonly signs: Awaited<ReturnType<typeof listOwed>>
  readonly questions: Awaited<ReturnType<typeof listQuestionsOwed>>
  readonly reference: Reference
  readonly name: (code: string) => string
  readonly now: string
}): OwedPage {
  const { signs, questions, reference, name, now } = view
  const personName = (person: Readonly<Record<string, unknown>> | null) => nameOf(person ?? {})
  return {
    pageTitle: 'Signs to answer',
    summary:
      signs.length + questions.length === 0
        ? 'Nothing waits for an answer of your agency.'
        : 'Somebody saw these, or asks whether you did, and waits for your agency. The first due come first.',
    signs: signs.map(sign => ({
      href: `/signs/${sign.signId}`,
      name: personName(sign.person),
      what: indicatorLabel(sign.indicator, reference),
      who: `${sign.recordedName}, ${name(sign.agency)}`,
      due: sign.answerBy === null ? '' : momentText(sign.answerBy),
      tag: stateTag(sign) ?? { text: 'Not answered', classes: 'govuk-tag--yellow' },
    })),
    questions: questions.map(question => ({
      href: `/sign-questions/${question.questionId}`,
      name: personName(question.person),
      what: 'Have you seen signs?',
      who: `${question.askedName}, ${name(question.asker)}`,
      due: momentText(question.answerBy),
      tag:
        question.answerBy <= now
          ? { text: 'Not answered in time', classes: 'govuk-tag--red' }
          : { text: 'Not answered', classes: 'govuk-tag--yellow' },
    })),
  }
}
