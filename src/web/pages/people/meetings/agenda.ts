import { stageOf } from '#domain/case/nrm.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Reference } from '#services/contacts.ts'
import type { Agenda } from '#services/meeting-papers.ts'
import { agoText, dateText, plainDateText } from '../../../dates.ts'
import { episodeTitle, riskWords } from '../../missing/words.ts'
import { lifeText, titleOf as orderTitle } from '../../orders/words.ts'
import { dueText, indicatorLabel } from '../../signs/words.ts'
import { entryLine, type Line } from '../entry-line.ts'
import { STAGES } from '../nrm/words.ts'
import { ASKED_WORDS } from './words.ts'

/** What the agenda is worded with. */
export interface AgendaWords {
  readonly agency: (code: string) => AgencyWords
  readonly reference: Reference
  readonly now: Instant
}

/** A part of the agenda. `nothing` is said when there is nothing in it. */
export interface AgendaSection {
  readonly heading: string
  readonly lines: readonly Line[]
  readonly nothing: string
}

/** So much of one agency's news stands on the agenda; all of it is in the chronology. */
const MOST_OF_ONE = 10

/** What there is to talk about, from the record, each line with its source. */
export function agendaSections(agenda: Agenda, words: AgendaWords): readonly AgendaSection[] {
  const { agency } = words
  const since = dateText(agenda.since)
  return [
    {
      heading: `New since ${since}`,
      lines: news(agenda, words),
      nothing: 'No agency whose records you may see has written anything since.',
    },
    {
      heading: 'Signs without an outcome',
      lines: agenda.signs.map(sign => ({
        text: [
          `${indicatorLabel(sign.indicator, words.reference)}: ${sign.words}`,
          dueText(sign, code => agency(code).name),
        ]
          .filter(Boolean)
          .join('. '),
        source: `${agency(sign.agency).name}, seen by ${sign.seenBy}, ${plainDateText(sign.seenOn)}`,
      })),
      nothing: 'No sign that you may see waits for an outcome.',
    },
    {
      heading: 'Missing episodes',
      lines: agenda.episodes.map(episode => ({
        text: [
          episodeTitle(episode),
          riskWords(words.reference, episode.state.riskLevel),
          episode.foundPlace === undefined ? '' : `found: ${episode.foundPlace}`,
        ]
          .filter(Boolean)
          .join(', '),
        source: `${agency(episode.agency).name}, ${episode.reference}`,
      })),
      nothing: 'None since then that you may see, and none that goes on.',
    },
    {
      heading: 'Actions of the plan',
      lines: agenda.actions.map(({ noted, owner, dueOn, isLate }) => ({
        text: `${isLate ? 'Overdue: ' : ''}${noted.words ?? ''}`,
        source: `${owner.name}, ${agency(owner.agency).name}, by ${plainDateText(dueOn)}`,
      })),
      nothing: 'No action of a plan that your agency may read is open.',
    },
    {
      heading: 'Orders',
      lines: agenda.orders.map(order => ({
        text: [
          orderTitle(order),
          lifeText(order),
          order.undecided > 0 ? `${order.undecided} noted and not decided: ask first whether the child was sent` : '',
        ]
          .filter(Boolean)
          .join('. '),
        source: `${agency(order.agency).name}, ${order.reference}`,
      })),
      nothing: 'No order that your agency holds or was shown is in force.',
    },
    {
      heading: 'National referral mechanism',
      lines:
        agenda.referral === undefined
          ? []
          : [{ text: STAGES[stageOf(agenda.referral)].text, source: 'the referral, as far as your agency knows' }],
      nothing: 'No referral that your agency knows of. Ask whether there should be one.',
    },
    {
      heading: 'What nobody has answered',
      lines: agenda.unanswered.map(one => ({
        text: `${agency(one.agency).name} was asked ${ASKED_WORDS[one.what]}`,
        source: `by ${agency(one.by).name}, ${agoText(one.since, words.now)}`,
      })),
      nothing: 'Nothing that you may know of.',
    },
  ].map(section => ({ ...section, nothing: section.lines.length > 0 ? '' : section.nothing }))
}

/** By agency, the newest first of each. */
function news(agenda: Agenda, { agency }: AgendaWords): readonly Line[] {
  return [...Map.groupBy(agenda.entries, entry => entry.agency)].flatMap(([code, entries]) => [
    ...entries.slice(0, MOST_OF_ONE).map(entry => entryLine(entry, agency)),
    ...(entries.length > MOST_OF_ONE
      ? [{ text: `${entries.length - MOST_OF_ONE} more of ${agency(code).name}`, source: 'in the chronology' }]
      : []),
  ])
}
