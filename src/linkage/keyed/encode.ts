import { blockingRules } from '../blocking.ts'
import type { Comparable } from '../comparable.ts'
import type { LinkResult } from '../link-records.ts'
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

/** Encode one person, to ask for. Equal people are encoded alike. Many together are a list, and for `encodeList`. */
export function encodePerson(keys: PairKeys, person: Comparable): EncodedPerson {
  return encodeDetails(keys, person, detailsOf(person))
}

/**
 * Encode the records of a list, in its order, one at a time as they are asked for.
 *
 * A detail that two people of the list share is left out, so that nobody without the keys can tell which encodings have anything
 * in common: not by counts, and not by following who shares a name with whom. Hence the list's own records are joined first.
 *
 * @param list what `linkRecords` found in it
 */
export function* encodeList(
  keys: PairKeys,
  { people, clusterOf }: Pick<LinkResult, 'people' | 'clusterOf'>,
): Generator<EncodedPerson> {
  const owner = new Map<string, number>()
  for (const [at, person] of people.entries()) {
    const cluster = clusterOf[at] ?? at
    for (const detail of detailsOf(person)) {
      owner.set(detail, (owner.get(detail) ?? cluster) === cluster ? cluster : SHARED)
    }
  }
  for (const person of people) {
    const own = detailsOf(person).filter(detail => owner.get(detail) !== SHARED)
    yield encodeDetails(keys, person, own)
  }
}

const SHARED = -1

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
