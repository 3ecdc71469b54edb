import type { Concern } from '#services/concerns.ts'
import { agoText, count } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { SENDER_WORDS, STATE_WORDS } from '../words.ts'

/** Exactly what page.njk prints. */
export interface ConcernsPage extends PageModel {
  readonly summary: string
  readonly rows: readonly {
    readonly href: string
    readonly reference: string
    readonly about: string
    readonly sender: string
    readonly received: string
    readonly state: string
    readonly urgent: boolean
  }[]
}

const EXCERPT = 120

/** Concerns in the order in which the service gives them. */
export function concernsPage(concerns: readonly Concern[], now: string): ConcernsPage {
  const waiting = concerns.filter(isWaiting).length
  return {
    pageTitle: 'Worries that people told us of',
    summary:
      waiting === 0
        ? 'None waits to be read.'
        : `${count(waiting, 'waits', 'wait')} to be read. Read the oldest first; who sent it sees that you have.`,
    rows: concerns.map(concern => ({
      href: `/concerns/${concern.concernId}`,
      reference: concern.reference,
      about: concern.said.name ?? shortened(concern.said.worry),
      sender: SENDER_WORDS[concern.sender],
      received: agoText(concern.receivedAt, now),
      state: concern.addedTo ? 'More was added' : STATE_WORDS[concern.state],
      urgent: concern.said.danger && concern.state === 'waiting',
    })),
  }
}

/** Whether somebody has to read it. */
function isWaiting({ state, addedTo }: Concern): boolean {
  return state === 'waiting' || addedTo
}

function shortened(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT).trimEnd()}…`
}
