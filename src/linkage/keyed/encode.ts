import { blockingRules } from '../blocking.ts'
import type { Comparable } from '../comparable.ts'
import { type Blocks, blocksOf, encodeCard } from './card.ts'
import { hmac, type PairKeys, SCHEME } from './keys.ts'
import { traitsOf } from './traits.ts'

/** A person as two agencies may exchange: plain JSON, of use only beside another encoding with the same keys. */
export interface EncodedPerson {
  readonly scheme: number
  /** The keys' label. */
  readonly key: string
  /** In order of the tags, which says nothing. */
  readonly meetings: readonly Meeting[]
}

/** A detail by which the person can be met, and the rest of the person encoded under it. */
export interface Meeting {
  /** HMAC of the detail, base64url; two people with the detail have the same. */
  readonly tag: string
  /** Base64url */
  readonly card: string
}

const MOST_MEETINGS = 12
const TAG_BYTES = 9

/** Most records of a list that may have the same tag: a detail that more of them share is left out, so that its count does not give it away. */
const MOST_SHARING = 10

/** Encode one person. Equal people are encoded alike. */
export function encodePerson(keys: PairKeys, person: Comparable): EncodedPerson {
  return encodeDetails(keys, person, detailsOf(person))
}

/** Encode people for a list, one at a time as they are asked for; details that many of them share are left out. */
export function* encodePeople(keys: PairKeys, people: readonly Comparable[]): Generator<EncodedPerson> {
  const shared = new Map<string, number>()
  for (const person of people) {
    for (const detail of detailsOf(person)) shared.set(detail, (shared.get(detail) ?? 0) + 1)
  }
  for (const person of people) {
    const rare = detailsOf(person).filter(detail => (shared.get(detail) ?? 0) <= MOST_SHARING)
    yield encodeDetails(keys, person, rare)
  }
}

function encodeDetails(keys: PairKeys, person: Comparable, details: readonly string[]): EncodedPerson {
  const blocks = blocksOf(traitsOf(person))
  const meetings = details.slice(0, MOST_MEETINGS).map(detail => meetingOf(keys, blocks, detail))
  return { scheme: SCHEME, key: keys.label, meetings: meetings.toSorted((a, b) => (a.tag < b.tag ? -1 : 1)) }
}

/** The keys by which the hub and the shell tool find candidates, most telling first. */
function detailsOf(person: Comparable): readonly string[] {
  return [...new Set(blockingRules.flatMap(rule => rule.keys(person).map(key => `${rule.name}|${key}`)))]
}

function meetingOf(keys: PairKeys, blocks: Blocks, detail: string): Meeting {
  return {
    tag: hmac(keys.tag, detail).toString('base64url', 0, TAG_BYTES),
    card: encodeCard(hmac(keys.meeting, detail), blocks).toString('base64url'),
  }
}
