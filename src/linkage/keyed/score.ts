import type { MatchScore } from '../comparable.ts'
import { personV1 } from '../model.ts'
import { scorePattern } from '../score.ts'
import { type Card, readCard } from './card.ts'
import type { EncodedPerson } from './encode.ts'
import { cardLevels, mayLiveAtHome } from './levels.ts'

/**
 * How likely it is that two encoded people are one, by the weights that the hub uses.
 *
 * What cannot be told under encoding (how common a name is, whether one could be the other's parent) counts as missing. People who
 * share no tag, as those encoded with other keys never do, are strangers: nothing of them can be compared.
 */
export function scoreEncoded(a: EncodedPerson, b: EncodedPerson): MatchScore {
  const met = firstShared(a, b)
  const kinship = { atHome: !met || mayLiveAtHome(...met), generationApart: false, townTells: false }
  const score = scorePattern(personV1, met ? cardLevels(...met) : NOTHING_KNOWN, [], kinship)
  return met ? score : { ...score, holds: ['nothing in common to compare'] }
}

const NOTHING_KNOWN: readonly number[] = personV1.comparisons.map(() => -1)

/** The cards of the first tag that both have. */
function firstShared(a: EncodedPerson, b: EncodedPerson): readonly [Card, Card] | undefined {
  for (const [at, { tag }] of a.meetings.entries()) {
    const other = b.meetings.findIndex(meeting => meeting.tag === tag)
    if (other >= 0) return [cardOf(a, at), cardOf(b, other)]
  }
  return undefined
}

const remembered = new WeakMap<EncodedPerson, Map<number, Card>>()

function cardOf(person: EncodedPerson, at: number): Card {
  const cards = remembered.get(person) ?? new Map<number, Card>()
  remembered.set(person, cards)
  const known = cards.get(at)
  if (known) return known
  const card = readCard(Buffer.from(person.meetings[at]?.card ?? '', 'base64url'))
  cards.set(at, card)
  return card
}
