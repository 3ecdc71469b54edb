/** A source record, wherever it is held. */
export interface RecordRef {
  readonly agency: string
  readonly recordId: string
}

/** Source system of records that somebody hung on another record: signs, judgements and orders. Each follows the record that it hangs on. */
export const HUNG = 'throughline-said'

/** What a person may say of a pair: one person, two people, or not sure yet. */
export const LINK_WORDS = ['same', 'different', 'not-sure'] as const

export type LinkWord = (typeof LINK_WORDS)[number]

/** A pair in the order in which it is stored: whoever names it, its two records come out the same way round. */
export interface Pair {
  readonly left: RecordRef
  readonly right: RecordRef
}

/** One text for a record, for maps and for the order of a pair. */
export function keyOf(record: RecordRef): string {
  return `${record.agency} ${record.recordId}`
}

/** The record that a key names. */
export function recordOf(key: string): RecordRef {
  const at = key.indexOf(' ')
  return { agency: key.slice(0, at), recordId: key.slice(at + 1) }
}

/** The pair of two records, by agency and then by record in code-unit order. */
export function pairOf(one: RecordRef, other: RecordRef): Pair {
  return keyOf(one) < keyOf(other) ? { left: one, right: other } : { left: other, right: one }
}

/** One text for a pair, the same whichever record is named first. */
export function pairKey(one: RecordRef, other: RecordRef): string {
  const { left, right } = pairOf(one, other)
  return `${keyOf(left)}|${keyOf(right)}`
}

/** How a person's word is stored. */
export function outcomeOf(word: LinkWord): 'must-link' | 'must-not-link' | 'review' {
  switch (word) {
    case 'same':
      return 'must-link'
    case 'different':
      return 'must-not-link'
    case 'not-sure':
      return 'review'
  }
}
