import { SIGN_CLASSES } from '#domain/sign.ts'
import type { Reference } from '#services/contacts.ts'
import { judgementsOf, type StoredJudgement } from '#services/judgements.ts'
import type { PersonFile } from '#services/people.ts'
import { silenceAround, type StoredQuestion } from '#services/sign-questions.ts'
import type { PersonSignGroup, SignOfPerson } from '#services/signs.ts'
import { agoText, dateText, plainDateText } from '#web/dates.ts'
import {
  answersOf,
  CLASS_WORDS,
  dueText,
  indicatorLabel,
  QUESTION_WORDS,
  signWords,
  stateTag,
  type Tag,
} from './words.ts'

/** What the section of a person's page is made from. */
export interface SignsView {
  readonly file: PersonFile
  readonly reference: Reference
  readonly name: (code: string) => string
  readonly now: string
  readonly ownAgency: string
  readonly may: {
    readonly record: boolean
    readonly ask: boolean
    readonly judge: boolean
    readonly answer: boolean
    readonly openLinks: boolean
  }
}

/** So many signs that say the same are shown at once; the others unfold. */
const SHOWN = 2

/** The signs of a person as section.njk prints them: three lists, who keeps quiet, and what named people judged. */
export function signsSection(view: SignsView) {
  const { file, may, ownAgency, name } = view
  const base = `/people/${file.personId}`
  return {
    recordHref: may.record ? `${base}/signs/new` : '',
    askHref: may.ask ? `${base}/signs/ask` : '',
    judgeHref: may.judge ? `${base}/judgements/new` : '',
    asked: file.questions
      .filter(question => question.askedAgency === ownAgency && question.state === 'asked')
      .map(question => ({
        text: `${name(question.asker)} asks whether you have seen signs: “${question.words}”`,
        href: `/sign-questions/${question.questionId}`,
      })),
    lists: SIGN_CLASSES.map(kind => ({
      id: `signs-${kind}`,
      ...CLASS_WORDS[kind],
      groups: file.signs[kind].map(group => groupOf(group, view)),
    })),
    silence: silenceOf(view),
    ...judgementsIn(view),
  }
}

function groupOf(group: PersonSignGroup, view: SignsView) {
  const { reference, may, file } = view
  const [first] = group.signs
  const isSign = first?.sign !== 'vulnerability'
  const tags: Tag[] = [
    ...(group.isStale
      ? [{ text: `Not confirmed since ${plainDateText(group.lastSeenOn)}`, classes: 'govuk-tag--grey' }]
      : []),
    ...(isSign && group.isCorroborated ? [{ text: 'Corroborated', classes: 'govuk-tag--blue' }] : []),
  ]
  const sources = group.isCorroborated
    ? 'Independent sources say the same.'
    : group.signs.length > 1
      ? 'It all comes from one source.'
      : ''
  return {
    label: indicatorLabel(group.indicator, reference),
    tags,
    sources: isSign ? sources : '',
    signs: group.signs.slice(0, SHOWN).map(sign => signOf(sign, view)),
    more: group.signs.slice(SHOWN).map(sign => signOf(sign, view)),
    againHref: may.record && first !== undefined ? `/people/${file.personId}/signs/new?again=${first.signId}` : '',
  }
}

function signOf(sign: SignOfPerson, { file, reference, name, now, ownAgency, may }: SignsView) {
  const hangsBy = file.links.find(({ left, right }) => [left.recordId, right.recordId].includes(sign.signId))
  const isOwed = sign.answerBy !== null && sign.askedAgency === ownAgency && may.answer
  return {
    ...signWords(sign, reference, name),
    words: sign.words,
    tag: stateTag(sign),
    due: dueText(sign, name),
    answers: answersOf(sign, name, now),
    href: `/signs/${sign.signId}`,
    link: isOwed ? 'Answer' : 'Open',
    wrongHref: may.openLinks && hangsBy !== undefined ? `/links/${hangsBy.decisionId}` : '',
    reference: sign.reference,
  }
}

/** Who would usually know, and says nothing: in the order of the reference data. */
function silenceOf({ file, reference, name }: SignsView) {
  const signs = SIGN_CLASSES.flatMap(kind => file.signs[kind].flatMap(group => group.signs))
  return silenceAround(
    signs.map(sign => sign.agency),
    file.questions,
  ).map(({ trade, spoke, questions, nobodyAsked }) => ({
    trade: reference.signs.trades.find(one => one.code === trade)?.label ?? trade,
    lines: nobodyAsked
      ? [{ text: 'Nobody has been asked', isQuiet: false, href: '' }]
      : [
          ...questions.map(question => questionLine(question, name)),
          ...spoke.map(agency => ({ text: `${name(agency)} recorded what it saw`, isQuiet: false, href: '' })),
        ],
  }))
}

function questionLine(question: StoredQuestion, name: (code: string) => string) {
  const isQuiet = question.state === 'asked'
  const asked = `asked by ${name(question.asker)} on ${dateText(question.askedAt)}`
  const answer = question.answer === null ? '' : `: “${question.answer}” (${question.answeredName ?? ''})`
  return {
    text: `${name(question.askedAgency)}, ${asked}, ${QUESTION_WORDS[question.state]}${answer}`,
    isQuiet,
    href: `/sign-questions/${question.questionId}`,
  }
}

function judgementsIn(view: SignsView) {
  const { standing, earlier } = judgementsOf(view.file.judgements)
  return {
    judgements: standing.map(one => judgementWords(one, view)),
    earlier: earlier.map(one => judgementWords(one, view)),
  }
}

/** A judgement as pages print it. */
export function judgementWords(
  judgement: StoredJudgement,
  { reference, name, now }: Pick<SignsView, 'reference' | 'name' | 'now'>,
) {
  const kinds = judgement.exploitation.map(
    code => reference.signs.exploitations.find(one => one.code === code)?.label ?? code,
  )
  const isDue = judgement.reviewOn <= now.slice(0, 10)
  return {
    title: `${judgement.name}, ${name(judgement.agency)}, ${agoText(judgement.at, now)}`,
    words: judgement.words,
    reasons: judgement.reasons,
    kinds: kinds.join(', '),
    review: isDue
      ? `Review was due on ${plainDateText(judgement.reviewOn)}`
      : `To be reviewed by ${plainDateText(judgement.reviewOn)}`,
    isDue,
    dissents: judgement.dissents.map(one => ({
      by: `${one.name}, ${name(one.agency)}, ${agoText(one.at, now)}`,
      words: one.words,
    })),
    href: `/judgements/${judgement.judgementId}`,
  }
}
