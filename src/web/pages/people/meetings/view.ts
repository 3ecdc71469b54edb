import { type Meeting, type MeetingClock, openClocks, partiesOf } from '#domain/case/meeting.ts'
import { actionStanding } from '#domain/case/plan-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Reference } from '#services/contacts.ts'
import { clockLabel, type MeetingsFile, type OpenMeeting } from '#services/meetings.ts'
import type { MeetingPapers } from '#services/meeting-papers.ts'
import { count, momentText } from '../../../dates.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { agencyItems } from '../agencies.ts'
import { type CaseForm, errorsIn, formOf } from '../case/forms.ts'
import { itemsOf, type Words } from '../case/words.ts'
import { clockTag, dueText, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import { agendaSections } from './agenda.ts'
import { decisionLines, outcomeLines } from './minutes.ts'
import { askedTag, byOf, callWords, type FormMove, meetingTag, moveWords, namedIn, titleOf } from './words.ts'

/** What pages of meetings are made from. */
export interface MeetingView {
  readonly agency: (code: string) => AgencyWords
  readonly reference: Reference
  readonly agencies: readonly { readonly code: string; readonly name: string }[]
  readonly ownAgency: AgencyId
  readonly stepName: (code: string) => string
  /** Whether the reader may do anything here at all. */
  readonly mayChange: boolean
  readonly now: Instant
  readonly typed: Typed
  readonly errors: FormErrors
  readonly conflict: string | undefined
  readonly parts: readonly PartLink[]
}

/** The meetings about a child, exactly as page.njk prints them. */
export function meetingsPage(file: MeetingsFile, view: MeetingView) {
  const { now, agency, stepName } = view
  const { asOf, personId, meetings, lead } = file
  const href = `/people/${personId}/meetings`
  const waits = meetings.filter(one => one.cancelled === undefined && one.minutes === undefined)
  const over = meetings.filter(one => !waits.includes(one)).toSorted((a, b) => b.at.localeCompare(a.at))
  const cardsOf = (chosen: readonly Meeting[]) => chosen.map(one => meetingCard(one, file, view))
  return {
    pageTitle: `Meetings: ${file.name}`,
    hasErrors: view.errors.summary.length > 0,
    errors: errorsIn(view, []),
    sentence: sentenceOf(waits, file, view.ownAgency),
    parts: view.parts,
    ...pastOf(asOf, now),
    href,
    lead: leadHeader({ lead, agency, stepName, now: asOf, href: `/people/${personId}/case` }),
    clocks: meetings.flatMap(one => openClocks(one).map(clock => clockLine(clock, one, file.asOf))),
    waits: cardsOf(waits.toSorted((a, b) => a.at.localeCompare(b.at))),
    over: cardsOf(over),
    forms: view.mayChange && asOf === now ? [callForm(file, view)] : [],
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf(waits: readonly Meeting[], { asOf, meetings }: MeetingsFile, ownAgency: AgencyId): string {
  if (meetings.length === 0)
    return 'Your agency has called no meeting about this child, and is asked to none. Others may meet without you.'
  const mine = waits.filter(one => one.asked.some(({ agency, answer }) => agency === ownAgency && answer === undefined))
  if (mine.length > 0)
    return `${count(mine.length, 'meeting')} about this child ${mine.length === 1 ? 'asks' : 'ask'} whether your agency comes.`
  const late = waits.filter(one => one.by === ownAgency && one.at <= asOf)
  if (late.length > 0)
    return `${count(late.length, 'meeting')} of your agency about this child ${late.length === 1 ? 'has' : 'have'} no minutes yet.`
  return 'Meetings about this child that your agency has called or is asked to. Nobody else learns of them here.'
}

function meetingCard(meeting: Meeting, { personId, asOf }: MeetingsFile, { agency }: MeetingView) {
  return {
    title: titleOf(meeting),
    href: `/people/${personId}/meetings/${meeting.meetingId}`,
    tag: meetingTag(meeting, asOf),
    when: momentText(meeting.at),
    by: `Called by ${agency(meeting.by).name}, with ${count(meeting.asked.length, 'other agency', 'other agencies')}`,
    words: meeting.called.words ?? '',
  }
}

function clockLine(clock: MeetingClock, meeting: Meeting, now: Instant) {
  return {
    text: `${clockLabel(clock.clock)}, after the ${namedIn(meeting)} of ${momentText(meeting.at)}. ${dueText(clock.dueAt, now)}`,
    tag: clockTag(actionStanding(clock.dueAt, now)),
  }
}

function callForm(file: MeetingsFile, view: MeetingView): CaseForm {
  const { agencies, ownAgency, agency } = view
  const words = callWords({
    kinds: itemsOf(file.kinds),
    around: file.around.map(code => ({ value: code, text: agency(code).name })),
    others: agencyItems(
      agencies.filter(({ code }) => code !== ownAgency && !file.around.some(one => one === code)),
      ownAgency,
    ),
    all: agencyItems(agencies, ownAgency),
  })
  const frame = { kind: 'call', key: 'call', action: `/people/${file.personId}/meetings`, hidden: [], open: false }
  return formOf(words, { ...frame, values: { chairAgency: ownAgency } }, view)
}

/** One meeting, exactly as show.njk prints it. `papers` are there while it is to come. */
export function meetingPage(open: OpenMeeting, papers: MeetingPapers | undefined, view: MeetingView) {
  const { now, agency, stepName, ownAgency, conflict } = view
  const { meeting, asOf, personId, lead, name } = open
  const href = `/people/${personId}/meetings/${meeting.meetingId}`
  const moves = view.mayChange ? (open.moves.get(meeting.meetingId) ?? []) : []
  const { minutes } = meeting
  return {
    pageTitle: `${titleOf(meeting)}: ${name}`,
    hasErrors: view.errors.summary.length > 0,
    errors: errorsIn(view, ['clockId']),
    conflict,
    sentence: sentenceOfMeeting(open, ownAgency),
    parts: view.parts,
    ...pastOf(asOf, now),
    href,
    back: `/people/${personId}/meetings`,
    lead: leadHeader({ lead, agency, stepName, now: asOf, href: `/people/${personId}/case` }),
    tag: meetingTag(meeting, asOf),
    rows: [
      row('When', momentText(meeting.at)),
      row('Where or how', meeting.where),
      row('Chaired by', `${meeting.chair.name}, ${agency(meeting.chair.agency).name}`),
      row('Called by', byOf(meeting.called, view, asOf)),
      row('Why', meeting.called.words ?? ''),
      ...meeting.moves.map(move => row('Moved', `${move.words ?? ''} (${byOf(move, view, asOf)})`)),
      ...(meeting.cancelled === undefined
        ? []
        : [row('Cancelled', `${meeting.cancelled.words ?? ''} (${byOf(meeting.cancelled, view, asOf)})`)]),
    ],
    answerForms: formsOf(open, view, moves, ['come', 'apologise', 'read']),
    writeHref: moves.includes('minute') ? `${href}/minutes/new` : '',
    asked: meeting.asked.map(one => ({
      name: agency(one.agency).name,
      tag: askedTag(meeting, one),
      texts: [
        ...(one.answer === undefined
          ? []
          : [[one.answer.names, one.answer.words ?? '', byOf(one.answer, view, asOf)].filter(Boolean).join('. ')]),
        ...(one.read === undefined
          ? []
          : [
              `Read by ${one.read.name}. ${[one.read.words ?? '', byOf(one.read, view, asOf)].filter(Boolean).join('. ')}`,
            ]),
      ],
    })),
    points: meeting.points.map(one => ({ text: one.words ?? '', by: byOf(one, view, asOf) })),
    pointForms: formsOf(open, view, moves, ['point']),
    agenda: papers === undefined ? [] : agendaSections(papers.agenda, view),
    papersHref: papers === undefined && minutes === undefined ? '' : `${href}/papers`,
    minutes:
      minutes === undefined
        ? undefined
        : {
            href: `${href}/minutes`,
            childSaid: minutes.childSaid,
            familySaid: minutes.familySaid,
            outcome: outcomeLines(open),
            decisions: decisionLines(open, agency),
            planHref: minutes.decisions.some(({ itemId }) => itemId !== undefined)
              ? `/people/${personId}/plan#actions`
              : '',
          },
    clocks: openClocks(meeting).map(clock => ({
      ...clockLine(clock, meeting, asOf),
      forms: moves.includes('end-clock') ? [endClockForm(open, clock, view)] : [],
    })),
    corrections: meeting.corrections.map(one => ({ text: one.words ?? '', by: byOf(one, view, asOf) })),
    correctForms: formsOf(open, view, moves, ['correct']),
    changeForms: formsOf(open, view, moves, ['ask', 'move', 'cancel']),
  } satisfies PageModel & Record<string, unknown>
}

function row(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

function sentenceOfMeeting({ meeting, asOf }: OpenMeeting, ownAgency: AgencyId): string {
  const { cancelled, minutes, asked, by, at } = meeting
  if (cancelled !== undefined) return 'This meeting was cancelled. Nothing is asked of you.'
  const mine = asked.find(one => one.agency === ownAgency)
  if (minutes !== undefined) {
    const there = minutes.present.some(one => one.agency === ownAgency)
    if (!there && mine !== undefined && mine.read === undefined)
      return 'This meeting was held without your agency. Read the minutes, and say who has read them.'
    return 'This meeting was held, and its minutes are written. They stay as they are; a correction is added with its date.'
  }
  if (by === ownAgency)
    return at <= asOf
      ? 'Your agency called this meeting, and its time has come. Write the minutes once it was held.'
      : 'Your agency called this meeting. Look who comes, and what there is to talk about.'
  return mine?.answer === undefined
    ? 'Your agency is asked to this meeting. Say who comes, or send apologies with what you want said.'
    : 'Your agency has answered. Look what there is to talk about, and add what is missing.'
}

function formsOf(
  open: OpenMeeting,
  view: MeetingView,
  moves: readonly string[],
  wanted: readonly FormMove[],
): readonly CaseForm[] {
  const { meeting } = open
  const parties = partiesOf(meeting)
  const others = agencyItems(
    view.agencies.filter(({ code }) => !parties.some(one => one === code)),
    view.ownAgency,
  )
  return wanted
    .filter(move => moves.includes(move))
    .map(kind =>
      formIn(open, view, moveWords(kind, others), {
        kind,
        key: kind,
        hidden: [],
        isFirst: kind === 'come' || kind === 'read',
      }),
    )
}

function endClockForm(open: OpenMeeting, { clockId, clock }: MeetingClock, view: MeetingView): CaseForm {
  const hidden = [{ name: 'clockId', value: clockId }]
  const words = moveWords('end-clock', [], clockLabel(clock))
  return formIn(open, view, words, { kind: 'end-clock', key: `end-clock-${clockId}`, hidden, isFirst: false })
}

function formIn(
  { personId, meeting: { meetingId, where } }: OpenMeeting,
  view: MeetingView,
  words: Words,
  {
    kind,
    key,
    hidden,
    isFirst,
  }: { readonly kind: string; readonly key: string; readonly hidden: CaseForm['hidden']; readonly isFirst: boolean },
): CaseForm {
  const action = `/people/${personId}/meetings/${meetingId}`
  return formOf(words, { kind, key, action, hidden, open: isFirst, values: kind === 'move' ? { where } : {} }, view)
}
