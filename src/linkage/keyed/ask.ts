import type { MatchScore } from '../comparable.ts'
import type { EncodedPerson } from './encode.ts'
import { scoreEncoded } from './score.ts'

/** A held record that shares a tag with the one asked for. */
export interface EncodedMatch {
  /** Its place in the list. */
  readonly held: number
  readonly score: MatchScore
}

/** For a list, the question who of it shares a tag with a person; the answer takes as long as there are such, however long the list is. */
export function askEncoded(list: readonly EncodedPerson[]): (asked: EncodedPerson) => readonly EncodedMatch[] {
  const holders = new Map<string, number[]>()
  for (const [place, { meetings }] of list.entries()) {
    for (const { tag } of meetings) {
      const places = holders.get(tag)
      if (places) places.push(place)
      else holders.set(tag, [place])
    }
  }
  return asked => {
    const candidates = new Set(asked.meetings.flatMap(({ tag }) => holders.get(tag) ?? []))
    return [...candidates].flatMap(held => {
      const other = list[held]
      return other ? [{ held, score: scoreEncoded(asked, other) }] : []
    })
  }
}
