import type { ConcernState, Sender } from '#domain/concern.ts'

/** Who told of it, for staff. */
export const SENDER_WORDS: Readonly<Record<Sender, string>> = {
  myself: 'the young person',
  parent: 'a parent or carer',
  relative: 'somebody else in the family',
  friend: 'a friend',
  neighbour: 'a neighbour',
  worker: 'somebody who saw it at work',
  other: 'somebody else',
}

/** Where a concern stands, for staff. */
export const STATE_WORDS: Readonly<Record<ConcernState, string>> = {
  waiting: 'Nobody has read it',
  seen: 'Read',
  closed: 'Closed',
}
