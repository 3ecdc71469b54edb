import type { MatchScore } from '../comparable.ts'
import type { EncodedPerson } from './encode.ts'
import { scoreEncoded } from './score.ts'

/** A pair of an asked record and a held one, by their places. */
export interface EncodedMatch {
  readonly asked: number
  readonly held: number
  readonly score: MatchScore
}

/** Who of a list shares a tag with each of those asked for, scored; work grows with the pairs that share one, not with the product of the lists. */
export function* askEncoded(
  asked: Iterable<EncodedPerson>,
  list: readonly EncodedPerson[],
): Generator<EncodedMatch> {
  const holders = new Map<string, number[]>()
  for (const [place, { meetings }] of list.entries()) {
    for (const { tag } of meetings) {
      const places = holders.get(tag)
      if (places) places.push(place)
      else holders.set(tag, [place])
    }
  }
  let place = 0
  for (const person of asked) {
    for (const held of new Set(person.meetings.flatMap(({ tag }) => holders.get(tag) ?? []))) {
      const other = list[held]
      if (other) yield { asked: place, held, score: scoreEncoded(person, other) }
    }
    place++
  }
}
