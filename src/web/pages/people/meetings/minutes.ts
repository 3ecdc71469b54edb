import { absentFrom, partiesOf } from '#domain/case/meeting.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { notInPlan, type OpenMeeting } from '#services/meetings.ts'
import type { MeetingPapers } from '#services/meeting-papers.ts'
import { momentText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { entryLine, type Line } from '../entry-line.ts'
import { type AgendaWords, agendaSections } from './agenda.ts'
import { byOf, NOT_IN_PLAN, namedIn, titleOf } from './words.ts'

/** A document of a meeting, for the page, for print and for the PDF alike. */
export interface MeetingDoc extends PageModel {
  readonly back: string
  readonly backText: string
  readonly pdfHref: string
  readonly intro: readonly string[]
  readonly sections: readonly {
    readonly heading: string
    /** Paragraphs. */
    readonly texts: readonly string[]
    /** Things said, each with its source. */
    readonly lines: readonly Line[]
  }[]
}

/** What was answered to the question of such a meeting, in sentences; nothing where there is none. */
export function outcomeLines({ meeting: { minutes }, kind }: OpenMeeting): readonly string[] {
  const outcome = minutes?.outcome
  const decides = kind?.decides
  if (outcome === undefined) return []
  const way = decides?.ways.find(one => one.code === outcome.way)?.label ?? outcome.way
  return [
    `${decides?.question ?? 'The decision'} ${outcome.yes ? (decides?.yes ?? 'Yes') : (decides?.no ?? 'No')}.`,
    ...(way === undefined ? [] : [`${way}.`]),
    ...(outcome.lead === undefined ? [] : [`Led by ${outcome.lead}.`]),
    `Why: ${outcome.reason}`,
  ]
}

/** Each decision: what, who does it by when and whether it is in the plan, and who did not agree. */
export function decisionLines(open: OpenMeeting, agency: (code: string) => AgencyWords) {
  return (open.meeting.minutes?.decisions ?? []).map(({ text, owner, dueOn, itemId, dissent }) => {
    const why = owner === undefined || itemId !== undefined ? undefined : notInPlan(open, open.meeting.by, owner.agency)
    const place = itemId === undefined ? NOT_IN_PLAN[why ?? 'no-plan'] : 'In the plan.'
    return {
      text,
      who:
        owner === undefined
          ? ''
          : `${owner.name}, ${agency(owner.agency).name}${dueOn === undefined ? '' : `, by ${plainDateText(dueOn)}`}. ${place}`,
      dissent:
        dissent === undefined ? '' : `${dissent.name}, ${agency(dissent.agency).name}, did not agree: ${dissent.why}`,
    }
  })
}

/** The minutes of a meeting, the child's views first. Undefined while there are none. */
export function minutesDoc(open: OpenMeeting, agency: (code: string) => AgencyWords): MeetingDoc | undefined {
  const { meeting, name, personId, asOf } = open
  const { minutes } = meeting
  if (minutes === undefined) return undefined
  const href = `/people/${personId}/meetings/${meeting.meetingId}`
  const view = { agency }
  return {
    pageTitle: `Minutes: ${titleOf(meeting)}, ${name}`,
    back: href,
    backText: 'The meeting',
    pdfHref: `${href}/minutes.pdf`,
    intro: [
      `${titleOf(meeting)} about ${name}, ${momentText(meeting.at)}, ${meeting.where}. Chaired by ${meeting.chair.name}, ${agency(meeting.chair.agency).name}.`,
      `Called by ${agency(meeting.by).name}: ${meeting.called.words ?? ''}`,
      `Minutes written by ${[minutes.byName ?? '', agency(minutes.agency).name, momentText(minutes.at)].filter(Boolean).join(', ')}. They are not changed; corrections stand below with their dates.`,
    ],
    sections: [
      text('What the child says', minutes.childSaid),
      text('What the family says', minutes.familySaid),
      ...(minutes.outcome === undefined ? [] : [{ heading: 'The decision', texts: outcomeLines(open), lines: [] }]),
      {
        heading: 'What was decided',
        texts:
          minutes.decisions.length === 0
            ? ['Nothing besides.']
            : decisionLines(open, agency).map((one, at) =>
                [`${at + 1}. ${one.text}`, one.who, one.dissent].filter(Boolean).join('\n'),
              ),
        lines: [],
      },
      text('What was discussed', minutes.words ?? ''),
      {
        heading: 'Who was there',
        texts: minutes.present.map(one => `${agency(one.agency).name}: ${one.names}`),
        lines: [],
      },
      {
        heading: 'Who was asked and was absent',
        texts: absentTexts(open, agency),
        lines: [],
      },
      ...(meeting.points.length === 0
        ? []
        : [
            {
              heading: 'Points that agencies wanted to talk about',
              texts: [],
              lines: meeting.points.map(one => ({ text: one.words ?? '', source: byOf(one, view, asOf) })),
            },
          ]),
      ...(meeting.corrections.length === 0
        ? []
        : [
            {
              heading: 'Corrections',
              texts: [],
              lines: meeting.corrections.map(one => ({
                text: one.words ?? '',
                source: [one.byName ?? '', agency(one.agency).name, momentText(one.at)].filter(Boolean).join(', '),
              })),
            },
          ]),
    ],
  }
}

function absentTexts(open: OpenMeeting, agency: (code: string) => AgencyWords): readonly string[] {
  const absent = absentFrom(open.meeting)
  if (absent.length === 0) return ['Nobody.']
  return absent.map(one => {
    const said = one.answer?.coming === false ? ` Apologies: ${one.answer.words ?? ''}` : ''
    const read = one.read === undefined ? 'has not read the minutes yet' : `minutes read by ${one.read.name}`
    return `${agency(one.agency).name}: ${read}.${said}`
  })
}

function text(heading: string, said: string) {
  return { heading, texts: said.split('\n'), lines: [] }
}

/** Entries of the chronology in the papers: the newest. */
const MOST_ENTRIES = 500

/** The papers for a meeting: agenda from the record, points of the agencies, and the chronology with the source of each entry. */
export function papersDoc(papers: MeetingPapers, words: AgendaWords): MeetingDoc {
  const { open, chronology } = papers
  const { meeting, name, personId } = open
  const { agency, now } = words
  const href = `/people/${personId}/meetings/${meeting.meetingId}`
  return {
    pageTitle: `Papers: ${titleOf(meeting)}, ${name}`,
    back: href,
    backText: 'The meeting',
    pdfHref: `${href}/papers.pdf`,
    intro: [
      `For the ${namedIn(meeting)} about ${name}, ${momentText(meeting.at)}, ${meeting.where}.`,
      `Made on ${momentText(now)} from what your agency may see; the papers of another agency may say more or less. Agencies asked: ${partiesOf(
        meeting,
      )
        .map(code => agency(code).name)
        .join(', ')}.`,
    ],
    sections: [
      ...agendaSections(papers.agenda, words).map(({ heading, lines, nothing }) => ({
        heading,
        texts: nothing === '' ? [] : [nothing],
        lines,
      })),
      {
        heading: 'Points that agencies want to talk about',
        texts: meeting.points.length === 0 ? ['None has been added.'] : [],
        lines: meeting.points.map(one => ({ text: one.words ?? '', source: byOf(one, words, now) })),
      },
      {
        heading: 'Chronology, newest first',
        texts: [
          ...(chronology.length === 0 ? ['No dated entries that your agency may see.'] : []),
          ...(chronology.length > MOST_ENTRIES ? [`Only the newest ${MOST_ENTRIES} are here.`] : []),
        ],
        lines: chronology.slice(0, MOST_ENTRIES).map(entry => entryLine(entry, agency)),
      },
    ],
  }
}
