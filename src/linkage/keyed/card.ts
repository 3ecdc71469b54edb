import { createCipheriv, hash } from 'node:crypto'
import { MARKED, type MarkedTrait, SKETCHED, type SketchedTrait, type Traits } from './traits.ts'

/** What is read of a person under one meeting: marks are equal when their traits are, sketches are as alike as the texts. */
export interface Card {
  readonly marks: Readonly<Record<MarkedTrait, readonly number[]>>
  readonly sketches: Readonly<Record<SketchedTrait, Uint8Array | undefined>>
}

const BLOCK = 16
const NAMED_BYTES = 12
const MARK_BYTES = 3
const SLOTS = 256
const SKETCH_BYTES = SLOTS / 8
/** Each slot takes two bytes of a pair of letters' blocks. */
const GRAM_BLOCKS = (SLOTS * 2) / BLOCK
const TRAITS = Object.keys(MARKED).filter((name): name is MarkedTrait => Object.hasOwn(MARKED, name))
const TEXTS = Object.keys(SKETCHED).filter((name): name is SketchedTrait => Object.hasOwn(SKETCHED, name))

/** A person's traits in blocks, ready to be encoded under any meeting. */
export interface Blocks {
  readonly bytes: Buffer
  /** How many marks each trait has. */
  readonly counts: readonly number[]
  /** How many pairs of letters each sketched text has. */
  readonly grams: readonly number[]
}

/** The blocks of a person. What they are does not depend on a key. */
export function blocksOf({ marked, sketched }: Traits): Blocks {
  const grams = TEXTS.map(trait => [...gramsOf(sketched[trait])].map(gram => `letters of ${SKETCHED[trait]}|${gram}`))
  const pieces = [
    ...TRAITS.flatMap(trait => marked[trait].map(value => numbered(`${MARKED[trait]}|${value}`, 1))),
    ...grams.flat().map(gram => numbered(gram, GRAM_BLOCKS)),
  ]
  return {
    bytes: Buffer.concat(pieces),
    counts: TRAITS.map(trait => marked[trait].length),
    grams: grams.map(({ length }) => length),
  }
}

/** Pairs of neighbouring letters. */
export function gramsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
}

/** Blocks that begin alike and are numbered from 0. */
function numbered(name: string, count: number): Buffer {
  const start = hash('sha256', name, 'buffer')
  const blocks = Buffer.alloc(count * BLOCK)
  for (let at = 0; at < count; at++) {
    start.copy(blocks, at * BLOCK, 0, NAMED_BYTES)
    blocks.writeUInt32BE(at, at * BLOCK + NAMED_BYTES)
  }
  return blocks
}

/**
 * Encode a person under the key of one meeting.
 *
 * AES-256 serves as a pseudo-random function of single blocks; nothing is to be decrypted. A mark is the start of a trait's block. A
 * sketch has one bit of each of 256 min-hashes of the pairs of letters: two sketches differ in half the share by which the sets do,
 * and none says how long the text is. Sources: Broder (1997), Compression and Complexity of Sequences; Li & König (2010), WWW; for
 * linkage Smith (2017), J. Inf. Secur. Appl. 34.
 *
 * @param key 32 bytes
 */
export function encodeCard(key: Uint8Array, { bytes, counts, grams }: Blocks): Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const secret = cipher.update(bytes)
  const card = Buffer.alloc(sizeOf(counts, grams))
  let from = 0
  let to = 0
  for (const count of counts) {
    card[to++] = count
    for (let at = 0; at < count; at++, from += BLOCK) to += secret.copy(card, to, from, from + MARK_BYTES)
  }
  for (const count of grams) {
    card[to++] = Math.sign(count)
    if (count === 0) continue
    const end = from + count * GRAM_BLOCKS * BLOCK
    card.set(sketchOf(secret.subarray(from, end)), to)
    to += SKETCH_BYTES
    from = end
  }
  return card
}

function sizeOf(counts: readonly number[], grams: readonly number[]): number {
  const marks = counts.reduce((sum, count) => sum + 1 + count * MARK_BYTES, 0)
  return marks + grams.length + grams.filter(count => count > 0).length * SKETCH_BYTES
}

/** The lowest bit of the least value in each slot. */
function sketchOf(secret: Buffer): Uint8Array {
  const sketch = new Uint8Array(SKETCH_BYTES)
  for (let slot = 0; slot < SLOTS; slot++) {
    let least = 0xffff
    for (let at = slot * 2; at < secret.length; at += SLOTS * 2) {
      least = Math.min(least, ((secret[at] ?? 0) << 8) | (secret[at + 1] ?? 0))
    }
    sketch[slot >> 3] = (sketch[slot >> 3] ?? 0) | ((least & 1) << (slot & 7))
  }
  return sketch
}

/** Read a card. Throws an Error when it is not one. */
export function readCard(bytes: Uint8Array): Card {
  let from = 0
  const take = (count: number): Uint8Array => {
    if (from + count > bytes.length) throw new Error('A card is cut off')
    from += count
    return bytes.subarray(from - count, from)
  }
  const next = () => take(1)[0] ?? 0
  const markOf = ([a = 0, b = 0, c = 0]: Uint8Array) => (a << 16) | (b << 8) | c
  const marks = TRAITS.map(trait => [trait, Array.from({ length: next() }, () => markOf(take(MARK_BYTES)))] as const)
  const sketches = TEXTS.map(trait => [trait, next() === 0 ? undefined : take(SKETCH_BYTES)] as const)
  if (from !== bytes.length) throw new Error('A card is too long')
  return { marks: filled(marks), sketches: filled(sketches) }
}

/** The object with these properties, of which there is one for each name. */
function filled<Name extends string, Value>(entries: readonly (readonly [Name, Value])[]): Record<Name, Value> {
  return Object.fromEntries(entries) as Record<Name, Value>
}

/** How alike two sketched texts are: about the Dice coefficient of their pairs of letters, 0..1, give or take 0.05. */
export function likeness(a: Uint8Array, b: Uint8Array): number {
  let differing = 0
  for (let at = 0; at < SKETCH_BYTES; at++) differing += BITS[(a[at] ?? 0) ^ (b[at] ?? 0)] ?? 0
  const jaccard = Math.max(0, 1 - (2 * differing) / SLOTS)
  return (2 * jaccard) / (1 + jaccard)
}

const BITS = Uint8Array.from({ length: 256 }, (_, byte) => [...byte.toString(2)].filter(bit => bit === '1').length)
