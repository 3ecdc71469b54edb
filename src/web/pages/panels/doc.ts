import { absentFrom } from '#domain/panel/panel.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Reference } from '#services/contacts.ts'
import type { PanelPapers } from '#services/panel-papers.ts'
import type { OpenPanel, PanelItem } from '#services/panels.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { momentText, plainDateText } from '../../dates.ts'
import { agendaSections } from '../people/meetings/agenda.ts'
import type { MeetingDoc } from '../people/meetings/minutes.ts'
import { nameText } from '../people/name-text.ts'
import { titleOf } from './show/view.ts'
import { ABOUT, actionText } from './words.ts'

/** For whom a document is made, and its words. */
export interface DocWords {
  readonly ownAgency: AgencyId
  readonly agency: (code: string) => AgencyWords
  readonly reference: Reference
  readonly now: Instant
}

type Sections = MeetingDoc['sections'][number]

/** The minutes of a panel as one agency may read them. Undefined while there are none. */
export function minutesDoc(open: OpenPanel, words: DocWords): MeetingDoc | undefined {
  const { panel } = open
  const { minutes } = panel
  const { agency } = words
  if (minutes === undefined) return undefined
  const absent = absentFrom(panel)
  return {
    ...frame(open, 'minutes'),
    intro: [
      ...headOf(open, words),
      `Minutes finished by ${[minutes.byName ?? '', agency(minutes.agency).name, momentText(minutes.at)].filter(Boolean).join(', ')}. They are not changed; corrections stand below with their dates.`,
    ],
    sections: [
      ...panel.items.map(item => itemSection(item, open, words)),
      section('What was said besides', [minutes.words ?? '']),
      section(
        'Who was there',
        minutes.present.map(one => `${agency(one.agency).name}: ${one.names}`),
      ),
      section(
        'Who was asked and was absent',
        absent.length === 0
          ? ['Nobody.']
          : absent.map(one => {
              const said = one.answer?.coming === false ? ` Apologies: ${one.answer.words ?? ''}` : ''
              const read = one.read === undefined ? 'has not read the minutes yet' : `minutes read by ${one.read.name}`
              return `${agency(one.agency).name}: ${read}.${said}`
            }),
      ),
      ...correctionSection(open, undefined, words),
    ],
  }
}

/** The papers for a panel as one agency may read them: its items, and what its records say of the children whom it reaches. */
export function papersDoc({ open, agendas }: PanelPapers, words: DocWords): MeetingDoc {
  return {
    ...frame(open, 'papers'),
    intro: headOf(open, words),
    sections: open.panel.items.flatMap(item => {
      const agenda = agendas.get(item.itemId)
      const person = open.people.get(item.itemId)
      return [
        itemSection(item, open, words),
        ...(agenda === undefined
          ? []
          : agendaSections(agenda, words).map(({ heading, lines, nothing }) => ({
              heading: `${person === undefined ? item.heading : nameText(person)}, from your records: ${heading}`,
              texts: nothing === '' ? [] : [nothing],
              lines,
            }))),
      ]
    }),
  }
}

function frame(open: OpenPanel, kind: 'minutes' | 'papers') {
  const href = `/panels/${open.panel.panelId}`
  return {
    pageTitle: `${kind === 'minutes' ? 'Minutes' : 'Papers'}: ${titleOf(open)}`,
    back: href,
    backText: 'The panel',
    pdfHref: `${href}/${kind}.pdf`,
  }
}

/** A paper says for whom it was made: another agency's holds more or less. */
function headOf(open: OpenPanel, { ownAgency, agency, now }: DocWords): readonly string[] {
  const { panel } = open
  return [
    `Made for ${agency(ownAgency).name} on ${momentText(now)}. It holds only what this agency may see; do not pass it to another.`,
    `${titleOf(open)}, ${momentText(panel.at)}, ${panel.where}. Chaired by ${panel.chair.name}, ${agency(panel.chair.agency).name}. Called by ${agency(panel.by).name}: ${panel.called.words ?? ''}`,
  ]
}

function section(heading: string, texts: readonly string[]): Sections {
  return { heading, texts, lines: [] }
}

function itemSection(item: PanelItem, open: OpenPanel, words: DocWords): Sections {
  const { agency } = words
  const { minutes } = item
  return {
    heading: `${ABOUT[item.about]}: ${item.heading}`,
    texts: [
      ...(minutes === undefined || minutes.childSaid === '' ? [] : [`What the child says: ${minutes.childSaid}`]),
      `Brought by ${agency(item.agency).name}: ${item.words ?? ''}`,
      `Asked of the panel: ${item.asks}`,
      ...(minutes === undefined
        ? []
        : [
            `Said: ${minutes.words ?? ''}`,
            `Decided: ${minutes.decision}`,
            `Why: ${minutes.reason}`,
            ...(minutes.dissent === undefined
              ? []
              : [
                  `${minutes.dissent.name}, ${agency(minutes.dissent.agency).name}, did not agree: ${minutes.dissent.why}`,
                ]),
          ]),
      ...item.actions.map(
        action =>
          `Action: ${action.words ?? ''}\n${action.owner.name}, ${agency(action.owner.agency).name}, by ${plainDateText(action.dueOn)}. ${actionText(action)}`,
      ),
      ...correctionSection(open, item.itemId, words).flatMap(({ lines }) =>
        lines.map(({ text, source }) => `Correction: ${text} (${source})`),
      ),
      `Seen by: ${item.sees.map(code => agency(code).name).join('; ')}`,
    ],
    lines: item.facts.map(fact => ({
      text: `Known: ${fact.words ?? ''}`,
      source: `${fact.source}; ${[fact.byName ?? '', agency(fact.agency).name].filter(Boolean).join(', ')}`,
    })),
  }
}

function correctionSection(
  { panel }: OpenPanel,
  itemId: string | undefined,
  { agency }: DocWords,
): readonly Sections[] {
  const own = panel.corrections.filter(one => one.itemId === itemId)
  if (own.length === 0) return []
  const lines = own.map(one => ({
    text: one.words ?? '',
    source: [one.byName ?? '', agency(one.agency).name, momentText(one.at)].filter(Boolean).join(', '),
  }))
  return [{ heading: 'Corrections', texts: [], lines }]
}
