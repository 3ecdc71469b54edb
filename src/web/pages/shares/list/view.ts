import type { SharingRequest } from '#services/sharing.ts'
import { agoText, count, dateText, momentText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { nameText } from '../../people/name-text.ts'
import { STATE_TAGS } from '../words.ts'

/** One request in a list. */
interface Row {
  readonly href: string
  readonly name: string
  readonly who: string
  readonly when: string
  readonly tag: { readonly text: string; readonly classes: string }
}

interface Group {
  readonly title: string
  readonly empty: string
  readonly who: string
  readonly when: string
  readonly rows: readonly Row[]
}

/** Exactly what page.njk prints. */
export interface SharesPage extends PageModel {
  readonly summary: string
  readonly groups: readonly Group[]
}

/** What the page is made from. */
export interface SharesView {
  readonly open: readonly SharingRequest[]
  readonly over: readonly SharingRequest[]
  readonly agencyName: (code: string) => string
  readonly now: string
}

/** What waits for an answer first, then what is shared now, in both directions, then what is over. */
export function sharesPage({ open, over, agencyName, now }: SharesView): SharesPage {
  const pick = (state: SharingRequest['state'], side: SharingRequest['side']) =>
    open.filter(request => request.state === state && request.side === side)
  const rows = (requests: readonly SharingRequest[], when: (request: SharingRequest) => string): Row[] =>
    requests.map(request => ({
      href: `/shares/${request.requestId}`,
      name: nameText(request),
      who: agencyName(request.side === 'holder' ? request.asker : request.holder),
      when: when(request),
      tag: STATE_TAGS[request.state],
    }))
  const asked = (request: SharingRequest) => agoText(request.askedAt, now)
  const until = (request: SharingRequest) => (request.expiresAt === null ? '' : momentText(request.expiresAt))
  const toAnswer = pick('asked', 'holder')
  return {
    pageTitle: toAnswer.length === 0 ? 'Sharing' : `(${toAnswer.length}) Sharing`,
    summary:
      toAnswer.length === 0
        ? 'Nobody waits for your agency’s answer.'
        : `${count(toAnswer.length, 'request')} ${toAnswer.length === 1 ? 'waits' : 'wait'} for your agency’s answer.`,
    groups: [
      { title: 'They ask to see your records', empty: '', who: 'Who asks', when: 'Asked', rows: rows(toAnswer, asked) },
      {
        title: 'You asked, and wait',
        empty: '',
        who: 'Who holds them',
        when: 'Asked',
        rows: rows(pick('asked', 'asker'), asked),
      },
      {
        title: 'You share now',
        empty: 'Your agency shares nothing on request now.',
        who: 'With whom',
        when: 'Until',
        rows: rows(pick('shared', 'holder'), until),
      },
      {
        title: 'Shared with you now',
        empty: 'Nothing is shared with your agency on request now.',
        who: 'Who shares',
        when: 'Until',
        rows: rows(pick('shared', 'asker'), until),
      },
      {
        title: 'Over in the last 90 days',
        empty: '',
        who: 'Other agency',
        when: 'Since',
        rows: rows(over, request => dateText(request.endedAt ?? request.decidedAt ?? request.askedAt)),
      },
    ].filter(group => group.rows.length > 0 || group.empty !== ''),
  }
}
