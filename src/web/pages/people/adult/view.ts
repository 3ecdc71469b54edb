import { answersOf, type Enquiry, isTheirs, type PlanAction } from '#domain/case/adult.ts'
import { ADULT_MOVES, type Missing, missingFor, openEnquiry, runningEnquiry } from '#domain/case/adult-rules.ts'
import type { ClockStanding } from '#domain/case/clocks.ts'
import type { Said } from '#domain/case/placement.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { ageOn, type Instant, plusMinutes } from '#domain/values/time.ts'
import type { AdultFile, AdultMove } from '#services/adults.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { ChildThere } from '#services/homes.ts'
import { agoText, count, momentText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, type FormMaterial, formOf } from '../case/forms.ts'
import { clockTag, dueText, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import {
  ADULT_TITLES,
  type AdultChoices,
  adultWords,
  ANSWER_WORDS,
  NOTED_WORDS,
  REACHED_WORDS,
  TOLD_BY_WORDS,
} from './words.ts'

/** What the page is made from. */
export interface AdultView {
  readonly file: AdultFile
  readonly agency: (code: string) => AgencyWords
  readonly ownAgency: AgencyId
  readonly stepName: (code: string) => string
  /** Label of a way, also of one that is not open any more. */
  readonly wayName: (code: string) => string
  readonly mayChange: boolean
  readonly choices: AdultChoices
  readonly material: Pick<FormMaterial, 'typed' | 'errors'>
  readonly conflict: string | undefined
  readonly parts: readonly PartLink[]
  readonly now: Instant
}

/** Exactly what page.njk prints. */
export function adultPage(view: AdultView) {
  const { file, agency, stepName, now, material, conflict } = view
  const { state } = file
  const order = formsFor(view, ADULT_MOVES).flatMap(form => form.fields.map(({ id }) => `#${id}`))
  const summary = errorsIn(material, ['enquiryId', 'question', 'actionId']).toSorted(
    (a, b) => order.indexOf(a.href) - order.indexOf(b.href),
  )
  const lead = leadHeader({ lead: file.lead, agency, stepName, now, href: `/people/${file.personId}/case` })
  return {
    pageTitle: `Adult safeguarding: ${file.name}`,
    hasErrors: summary.length > 0,
    errors: summary,
    conflict,
    href: `/people/${file.personId}/adult`,
    ...pastOf(file.asOf, now),
    parts: view.parts,
    name: file.name,
    isChild: file.age === 'child',
    sentence: sentenceOf(view),
    unknownAge: file.age === 'unknown',
    lead: file.age === 'child' || lead.cards.length > 0 ? lead : undefined,
    turningHref: `/people/${file.personId}/turning-18`,
    signsHref: `/people/${file.personId}#signs`,
    wishes: state.wishes.toReversed().map(one => ({
      words: one.words ?? '',
      outcome: one.outcome,
      by: `${TOLD_BY_WORDS[one.toldBy]}. ${saidBy(one, view)}`,
    })),
    wishForms: formsFor(view, ['wish']),
    enquiries: state.enquiries.toReversed().map(one => enquiryOf(one, view)),
    openForms: formsFor(view, ['open']),
    takenOver: state.enquiries.some(one => one.takenOver),
    home: file.home === undefined ? '' : `${file.home.address}, ${file.home.postcode}`,
    there: thereOf(view),
    checks: state.checks.toReversed().map(one => ({
      text: `${one.address}, ${one.postcode}: ${foundText(one.children, one.unsure)}`,
      words: one.words ?? '',
      by: saidBy(one, view),
    })),
    checkForms: formsFor(view, ['check']),
    actions: state.actions.toReversed().map(one => actionOf(one, view)),
    actionForms: formsFor(view, ['act']),
    ifBack: state.contingencies.slice(-1).map(one => ({
      words: one.words ?? '',
      name: one.name,
      phone: one.phone,
      href: `tel:${one.phone.replaceAll(/[^\d+]/g, '')}`,
      by: saidBy(one, view),
    })),
    ifBackForms: formsFor(view, ['if-back']),
    reviews: state.reviews.toReversed().map(one => ({
      words: one.words ?? '',
      next: one.nextOn === undefined ? 'No further review.' : `Next review on ${plainDateText(one.nextOn)}.`,
      by: saidBy(one, view),
    })),
    reviewForms: formsFor(view, ['review']),
    noted: state.noted.toReversed().map(one => ({
      key: { text: `${plainDateText(one.on)}: ${NOTED_WORDS[one.about].toLowerCase()}` },
      value: {
        text: `${one.matter}: ${ANSWER_WORDS[one.answer].toLowerCase()}. ${one.words ?? ''} (${saidBy(one, view)})`,
      },
    })),
    noteForms: formsFor(view, ['note']),
    entries: file.events.toReversed().map(event => ({
      kind: 'event',
      title: ADULT_TITLES[event.kind as keyof typeof ADULT_TITLES],
      text: event.words ?? '',
      href: '',
      agency: [event.byName ?? '', agency(event.agency).name].filter(Boolean).join(', '),
      time: { text: momentText(event.recordedAt), iso: event.recordedAt },
    })),
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf({ file, ownAgency, now }: AdultView): string {
  const { state, moves } = file
  const open = openEnquiry(state, ownAgency)
  if (file.asOf !== now)
    return 'What this person wanted, whether they were an adult at risk, and the plan of their own.'
  if (file.age === 'child') return `${file.name} is under 18. This page is for adults and does not apply yet.`
  if (open !== undefined && moves.includes('not-met'))
    return 'The test is not met as answered. Say which other way is taken, by whom and by when: it cannot be closed with nothing.'
  if (open !== undefined && moves.includes('met')) return 'The test is met as answered. Say who leads the enquiry.'
  if (open !== undefined && !moves.includes('answer'))
    return 'A concern is open. Ring adult services of the council, who look at the test in law.'
  if (open !== undefined)
    return `A concern is open. Decide by ${momentText(open.decideBy)} whether the test in law is met.`
  if (runningEnquiry(state, ownAgency) !== undefined) return 'The test is met, and an enquiry goes on.'
  const undone = state.actions.filter(one => one.done === undefined).length
  if (undone > 0) return `${count(undone, 'action')} of the plan ${undone === 1 ? 'is' : 'are'} open.`
  return 'What this person wants, whether they are an adult at risk, and the plan of their own.'
}

const MISSING_WORDS: Readonly<Record<Missing, string>> = {
  wish: 'what the person wants, or why they could not be asked',
  check: 'which children are at the home',
  answers: 'an answer to each question',
}

function enquiryOf(one: Enquiry, view: AdultView) {
  const { file, agency, ownAgency, now } = view
  const test = file.tests.find(({ code }) => code === one.test) ?? file.test
  const answers = answersOf(one)
  const { decided, ended } = one
  const waits = decided === undefined && one.by === ownAgency
  const missing = waits
    ? missingFor(
        file.state,
        one,
        test.questions.map(({ code }) => code),
      )
    : []
  const ways = file.state.actions.filter(action => action.enquiryId === one.enquiryId)
  return {
    title: one.takenOver ? 'A home taken over by others' : 'A concern for this adult',
    words: one.opened.words ?? '',
    by: saidBy(one.opened, view),
    test: test.label,
    duty: test.duty,
    questions: test.questions.map(({ code, label, hint }) => {
      const answer = answers.get(code)
      return {
        label,
        hint,
        answer: answer === undefined ? 'Not asked' : ANSWER_WORDS[answer.answer],
        known: answer === undefined ? '' : `${answer.words ?? ''} (${answer.source}; ${saidBy(answer, view)})`,
      }
    }),
    due: decided === undefined ? dueText(one.decideBy, now) : '',
    tag: decided === undefined ? clockTag(standing(one.decideBy, now)) : undefined,
    missing: missing.map(what => MISSING_WORDS[what]),
    decided:
      decided === undefined
        ? ''
        : decided.met
          ? `Met: ${decided.words ?? ''} ${decided.lead} leads the enquiry (${decided.phone}), to end by ${plainDateText(decided.dueOn)}.`
          : `Not met: ${decided.words ?? ''}`,
    decidedBy: decided === undefined ? '' : saidBy(decided, view),
    ways: ways.map(
      action =>
        `${view.wayName(action.way ?? '')}: ${action.owner}, ${agency(action.agency).name}, by ${plainDateText(action.dueOn)}${action.done === undefined ? '' : ' (done)'}`,
    ),
    ended:
      ended === undefined
        ? ''
        : `Ended. Did they get what they wanted? ${REACHED_WORDS[ended.reached]}. ${ended.words ?? ''} (${saidBy(ended, view)})`,
    forms: formsFor(view, ['not-met', 'met', 'answer', 'end']).filter(form =>
      form.hidden.some(field => field.name === 'enquiryId' && field.value === one.enquiryId),
    ),
  }
}

function thereOf({ file, agency, now }: AdultView) {
  if (file.there === undefined) return undefined
  const { children, unsure } = file.there
  const row = (one: ChildThere) => ({
    name: one.name,
    href: `/people/${one.personId}`,
    age: ageText(one, now),
    how: one.how === 'lives' ? 'Records give this home' : 'Met here, or taken from here',
    agencies: one.agencies.map(code => agency(code).name).join(', '),
  })
  return { rows: [...children, ...unsure].map(row), text: `${foundText(children.length, unsure.length)}.` }
}

function ageText({ born }: ChildThere, now: Instant): string {
  if (born === undefined) return 'Age not known: may be a child'
  const today = londonDay(now)
  if (born.latest > today) return 'Not born yet, or the date is wrong'
  const [least, most] = [ageOn(born.latest, today), ageOn(born.earliest, today)]
  return least === most ? `${most} years` : `${least} to ${most} years`
}

function foundText(children: number, unsure: number): string {
  const known = children === 0 ? 'No children known to us' : count(children, 'child', 'children')
  return unsure === 0 ? known : `${known}, ${count(unsure, 'person', 'people')} whose age is not known`
}

function actionOf(one: PlanAction, view: AdultView) {
  const { agency, ownAgency, now } = view
  return {
    what: one.agreed.words ?? '',
    way: one.way === undefined ? '' : view.wayName(one.way),
    owner: `${one.owner}, ${agency(one.agency).name}`,
    due: plainDateText(one.dueOn),
    tag: one.done === undefined ? clockTag(standing(one.dueAt, now)) : undefined,
    done: one.done === undefined ? '' : `Done: ${one.done.words ?? ''} (${saidBy(one.done, view)})`,
    forms:
      one.done === undefined && isTheirs(one, ownAgency)
        ? formsFor(view, ['done']).filter(form => form.hidden.some(field => field.value === one.actionId))
        : [],
  }
}

/** In the last two days before its end a clock is close. */
function standing(dueAt: Instant, now: Instant): ClockStanding {
  if (dueAt <= now) return 'late'
  return plusMinutes(now, 2 * 24 * 60) >= dueAt ? 'soon' : 'in-time'
}

function saidBy({ at, agency: code, byName }: Said, { agency, now }: AdultView): string {
  return [byName ?? '', agency(code).name, agoText(at, now)].filter(Boolean).join(', ')
}

/** The forms of these moves that the reader may send now: of answers one a question, of what is done one an action. */
function formsFor(view: AdultView, moves: readonly AdultMove[]): readonly CaseForm[] {
  if (!view.mayChange) return []
  return moves.filter(move => view.file.moves.includes(move)).flatMap(move => formsOf(move, view))
}

function formsOf(move: AdultMove, view: AdultView): readonly CaseForm[] {
  const { file, ownAgency, choices, material } = view
  const action = `/people/${file.personId}/adult`
  const made = (
    about: string,
    hidden: CaseForm['hidden'],
    more: { open?: boolean; values?: Readonly<Record<string, string>> } = {},
  ) =>
    formOf(
      adultWords(move, about, choices),
      { kind: move, key: [move, ...hidden.map(({ value }) => value)].join('-'), action, hidden, open: false, ...more },
      material,
    )
  const ofEnquiry = (enquiry: Enquiry | undefined) =>
    enquiry === undefined ? [] : [{ name: 'enquiryId', value: enquiry.enquiryId }]
  const open = openEnquiry(file.state, ownAgency)
  switch (move) {
    case 'answer':
      return file.test.questions.map(({ code, label }) =>
        made(label, [...ofEnquiry(open), { name: 'question', value: code }]),
      )
    case 'met':
    case 'not-met':
      return [made('', ofEnquiry(open), { open: true })]
    case 'end':
      return [made('', ofEnquiry(runningEnquiry(file.state, ownAgency)))]
    case 'done':
      return file.state.actions
        .filter(one => one.done === undefined && isTheirs(one, ownAgency))
        .map(one => made(`${one.owner}, by ${plainDateText(one.dueOn)}`, [{ name: 'actionId', value: one.actionId }]))
    case 'check':
      return [
        made(
          '',
          [],
          file.home === undefined ? {} : { values: { address: file.home.address, postcode: file.home.postcode } },
        ),
      ]
    case 'wish':
      return [made('', [], { open: file.state.wishes.length === 0 })]
    default:
      return [made('', [])]
  }
}
