import type { SignAnswerKind, SignClass, SignState } from '#domain/sign.ts'
import type { QuestionState } from '#domain/silence.ts'
import type { Reference } from '#services/contacts.ts'
import type { Sign } from '#services/signs.ts'
import { agoText, momentText, plainDateText } from '#web/dates.ts'

/** The three lists, as the pages say them. */
export const CLASS_WORDS: Readonly<Record<SignClass, { readonly title: string; readonly about: string }>> = {
  harm: { title: 'Signs of harm', about: 'Harm that is happening or has happened.' },
  possible: { title: 'Possible signs', about: 'What may point to exploitation, and may have another reason.' },
  vulnerability: {
    title: 'What makes it easier to exploit them',
    about: 'Not a sign. It changes nothing above.',
  },
}

/** What was answered, as the pages say it. */
export const ANSWER_WORDS: Readonly<Record<SignAnswerKind, string>> = {
  acknowledge: 'Seen, work goes on',
  act: 'Acted on',
  'no-concern': 'Judged not to be a concern',
}

/** How a question was answered, as the pages say it. */
export const QUESTION_WORDS: Readonly<Record<QuestionState, string>> = {
  asked: 'has not answered',
  seen: 'has seen signs',
  'none-seen': 'has seen none',
  declined: 'does not answer',
}

/** A tag of GOV.UK. */
export interface Tag {
  readonly text: string
  readonly classes: string
}

const STATE_TAGS: Readonly<Record<Exclude<SignState, 'not-asked'>, Tag>> = {
  asked: { text: 'Not answered', classes: 'govuk-tag--yellow' },
  acknowledged: { text: 'Seen, no outcome yet', classes: 'govuk-tag--light-blue' },
  acted: { text: 'Acted on', classes: 'govuk-tag--green' },
  'no-concern': { text: 'No concern', classes: 'govuk-tag--grey' },
}

/** How a sign stands, as a tag; nothing for what asks for no answer. Its clock is said before it runs out. */
export function stateTag({ state, dueness }: Sign): Tag | undefined {
  if (state === 'not-asked') return undefined
  if (dueness === 'late') return { text: 'Not answered in time', classes: 'govuk-tag--red' }
  if (dueness === 'soon') return { text: 'Answer due soon', classes: 'govuk-tag--orange' }
  return STATE_TAGS[state]
}

/** Who should answer by when, in words; empty when nothing is owed. */
export function dueText({ askedAgency, answerBy, dueness }: Sign, name: (code: string) => string): string {
  if (answerBy === null) return ''
  return dueness === 'late'
    ? `${name(askedAgency)} should have answered by ${momentText(answerBy)}`
    : `${name(askedAgency)} answers by ${momentText(answerBy)}`
}

/** The sign as it was seen, in words: what the indicator is called, who saw it when, and where it comes from. */
export function signWords(sign: Sign, reference: Reference, name: (code: string) => string) {
  const { signs } = reference
  const grade = signs.grades.find(one => one.code === sign.grade)?.label ?? sign.grade
  return {
    label: indicatorLabel(sign.indicator, reference),
    seen: `Seen by ${sign.seenBy}, ${plainDateText(sign.seenOn)}`,
    by: `Recorded by ${sign.recordedName}, ${name(sign.agency)}`,
    known: [`“${grade}”`, originText(sign, name)].filter(Boolean).join('. '),
  }
}

/** What an indicator is called. */
export function indicatorLabel(code: string, { signs }: Reference): string {
  return signs.indicatorByCode.get(code)?.label ?? code
}

function originText({ originKind, originAgency, originName }: Sign, name: (code: string) => string): string {
  switch (originKind) {
    case 'own':
      return ''
    case 'child':
      return 'The child said it'
    case 'family':
      return 'The family said it'
    case 'agency':
      return `Passed on by ${name(originAgency ?? '')}`
    case 'tip':
      return originName === null || originName === '' ? 'A tip, without a name' : `A tip: ${originName}`
  }
}

/** Answers in words, oldest first. */
export function answersOf(sign: Sign, name: (code: string) => string, now: string) {
  return sign.answers.map(answer => ({
    what: ANSWER_WORDS[answer.kind],
    words: answer.words,
    by: `${answer.name}, ${name(answer.agency)}, ${agoText(answer.at, now)}`,
  }))
}
