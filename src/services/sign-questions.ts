import { checkFields, Problem, textProblems } from '#domain/problem.ts'
import { QUESTION_STATES, type QuestionState, silenceOf, type TradeSilence } from '#domain/silence.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { plusMinutes } from '#domain/values/time.ts'
import { findAnchor, listAgenciesAround } from '#store/own-records.ts'
import { loadReference } from '#store/reference.ts'
import {
  answerQuestion,
  findQuestion,
  insertQuestion,
  listOwedQuestions,
  type StoredQuestion,
  subjectOfQuestion,
} from '#store/sign-questions.ts'
import type { About } from '#store/signs.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { isNamed, sayOfPerson, sendWord, tellOf } from './own-records.ts'
import { nameOf } from './search.ts'
import { tradeOf } from './signs.ts'

export type { StoredQuestion }

/** How an agency answers whether it has seen signs. */
export const QUESTION_ANSWERS = QUESTION_STATES.filter(state => state !== 'asked')

/** An answer in words; declining needs a reason. */
export interface QuestionAnswer {
  readonly state: Exclude<QuestionState, 'asked'>
  readonly words: string
}

/** A question opened by itself. */
export interface OpenQuestion extends StoredQuestion, About {
  readonly mayAnswer: boolean
}

const HOUR_MINUTES = 60

/** What asking offers: the agencies that may be asked, and the person's name. */
export interface QuestionChoices {
  readonly agencies: readonly AgencyId[]
  readonly name: string
}

/** Whom the actor's agency may ask about a person. Throws when refused. */
export async function openQuestionForm(ctx: Context, personId: string): Promise<QuestionChoices> {
  const { grant, anchor, agencies } = await asking(ctx, personId)
  disclosed(ctx, grant, agencies)
  return { agencies, name: nameOf(anchor.named) }
}

async function asking(ctx: Context, personId: string) {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'sign.ask', await subjectOfPerson(ctx.tx, agency, personId))
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  const around = await listAgenciesAround(ctx.tx, grant)
  const knowing = usuallyKnowing(agency, around)
  // Whom the own agency's records do not name, only those who hold something of them already may be asked about.
  const isOwnName = anchor.agency === agency && isNamed(anchor.person)
  const agencies = [...new Set([...around, ...(isOwnName ? knowing : [])])].filter(one => one !== agency)
  return { grant, anchor, agencies }
}

/** Agencies that would usually know a child of the areas of the own agency and of those around: schools, health, housing, police, councils. */
function usuallyKnowing(agency: AgencyId, around: readonly AgencyId[]): readonly AgencyId[] {
  const { agencies, agencyByCode } = loadReference()
  const few = [agency, ...around].map(code => agencyByCode.get(code)?.area ?? []).filter(area => area.length <= 3)
  const areas = new Set(few.flat())
  return agencies
    .filter(one => tradeOf(one.code)?.usuallyKnows === true && one.area.some(code => areas.has(code)))
    .map(one => one.code)
}

/**
 * Ask an agency whether it has seen signs of a person, in words; who they are goes with it. Gives the question's id.
 *
 * Throws when refused; Problem 'bad-request' naming the fields; 'already-answered' while an earlier question to it is open.
 */
export async function askForSigns(
  ctx: Context,
  personId: string,
  question: { readonly agency: AgencyId; readonly words: string },
): Promise<string> {
  const { grant, agencies } = await asking(ctx, personId)
  const problems = [
    ...(agencies.includes(question.agency) ? [] : [{ field: 'agency', message: 'Choose whom to ask' }]),
    ...textProblems('words', question.words, 'Say what you ask, and why'),
  ]
  checkFields(problems, 'Nothing was asked.')
  const own = await sayOfPerson(ctx, grant, { feed: 'sign-question', asGiven: question })
  const questionId = ctx.newId()
  const isNew = await insertQuestion(ctx.tx, grant, {
    questionId,
    askedAgency: question.agency,
    record: own.recordId,
    words: question.words.trim(),
    by: { id: ctx.actor.id, name: ctx.actor.name, team: ctx.actor.team },
    at: ctx.now,
    answerBy: plusMinutes(ctx.now, hoursToAnswer() * HOUR_MINUTES),
  })
  if (!isNew)
    throw new Problem('already-answered', 'Your agency has asked them already, and they have not answered yet.')
  const what = 'who the person is, with the question whether signs were seen'
  await tellOf(ctx, grant, own, question.agency, { what, because: 'asked whether it has seen signs' })
  await sendWord(ctx, 'sign-question', questionId, question.agency)
  return questionId
}

/** A question has as long as a possible sign. */
function hoursToAnswer(): number {
  const clock = loadReference().signs.clocks.find(one => one.sign === 'possible')
  if (clock?.acknowledgeWithinHours === undefined)
    throw new Error('data/reference/sign-clocks.json gives no hours to answer a possible sign')
  return clock.acknowledgeWithinHours
}

/** Questions that wait for the actor's agency, the first due first. */
export async function listQuestionsOwed(ctx: Context): Promise<readonly (StoredQuestion & About)[]> {
  const grant = authorise(ctx, 'sign.list', ownSubject(ctx, 'sign', 'questions'))
  const owed = await listOwedQuestions(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    owed.map(question => question.questionId),
  )
  return owed
}

/** One question that the actor's agency asked or was asked. Throws when refused. */
export async function openQuestion(ctx: Context, questionId: string): Promise<OpenQuestion> {
  const grant = authorise(ctx, 'sign.read', await subjectOfQuestion(ctx.tx, ctx.actor.agency, questionId, 'both'))
  const question = await findQuestion(ctx.tx, grant)
  if (question === undefined) throw new Problem('not-found')
  return { ...question, mayAnswer: question.state === 'asked' && question.askedAgency === ctx.actor.agency }
}

/**
 * Answer a question that the actor's agency was asked, by name, and tell the agency that asks.
 *
 * Throws when refused; Problem 'bad-request' when declining without a reason; 'already-answered' when somebody was quicker.
 */
export async function replyToQuestion(ctx: Context, questionId: string, answer: QuestionAnswer): Promise<void> {
  const grant = authorise(ctx, 'sign.reply', await subjectOfQuestion(ctx.tx, ctx.actor.agency, questionId, 'asked'))
  const missing = answer.state === 'declined' ? 'Say why you do not answer' : 'Say what was seen, or where you looked'
  const problems = textProblems('words', answer.words, missing)
  checkFields(problems, 'Nothing was answered.')
  const question = await findQuestion(ctx.tx, grant)
  if (question === undefined) throw new Problem('not-found')
  const { id, name } = ctx.actor
  const words = answer.words.trim()
  if (!(await answerQuestion(ctx.tx, grant, { state: answer.state, words, by: { id, name }, at: ctx.now })))
    throw new Problem('already-answered', 'Somebody answered this meanwhile. Nothing of yours was stored.')
  await sendWord(ctx, 'sign-reply', questionId, question.asker)
}

/** Who of the trades that would usually know a person has spoken, and who was asked and keeps quiet. */
export function silenceAround(
  spoken: readonly AgencyId[],
  questions: readonly StoredQuestion[],
): readonly TradeSilence<StoredQuestion>[] {
  const trades = loadReference().signs.trades.filter(trade => trade.usuallyKnows)
  return silenceOf(
    trades.map(trade => trade.code),
    agency => tradeOf(agency)?.code,
    spoken,
    questions,
  )
}
