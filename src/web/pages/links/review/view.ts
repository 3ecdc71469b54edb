import type { ReviewQueue } from '#services/link-review.ts'
import { count } from '#web/dates.ts'
import { type Directory, pairModel, sideName } from '../view.ts'

/** What was just done, by the query of the page. */
export interface JustDone {
  readonly done?: string | undefined
  readonly undo?: string | undefined
}

/** Exactly what page.njk prints. */
export function reviewPage(queue: ReviewQueue, agency: Directory, just: JustDone = {}) {
  const [first, ...rest] = queue.items
  return {
    pageTitle: 'Is this the same person? The next pair',
    waiting: `${count(queue.items.length, 'pair')}${queue.full ? ' or more' : ''} to look at, most consequence first`,
    done: DONE[just.done ?? ''] ?? '',
    undo: just.undo ?? '',
    pair: first === undefined ? undefined : pairModel(first, agency),
    rest: rest.map(link => ({
      href: `/links/${link.decisionId}`,
      title: link.sides.map(side => sideName(side, agency)).join(' and '),
      sentence: link.sentence,
      tag: link.waits === undefined ? '' : 'Somebody waits',
      note: link.noted ? 'You left a note' : link.toAnswer ? `Proposed by ${agency(link.said?.by ?? '').name}` : '',
    })),
  }
}

const DONE: Readonly<Record<string, string>> = {
  same: 'Linked as the same person.',
  different: 'Held apart as different people.',
  'not-sure': 'Your note is kept, and the pair waits at the end of the list.',
  proposed: 'Proposed. The agency that holds the other record confirms or refuses it.',
  confirmed: 'Confirmed.',
  refused: 'Refused.',
  undone: 'Taken back. The records are as they were.',
}
