import { enlarged } from '../rows/ints.ts'

/** For each blocking key the records that have it. Records are numbered from 1. */
export interface Postings {
  /** A record has a key, of two whole numbers of 32 bits; to be said once. */
  add(high: number, low: number, record: number): void
  /** How many records have a key. */
  count(high: number, low: number): number
  /** Calls back with each of them in the order in which they came, until the answer is false. */
  each(high: number, low: number, visit: (record: number) => boolean): void
}

const FIRST_SLOTS = 1 << 10
/** A slot has what the key is known by, and the record that has it, or less than 0 the list of those. */
const SLOT = 2
const FULLEST = 0.7
/** A list has how many records it has, and for how many there is room, before the records. */
const HEAD = 2
const FIRST_ROOM = 2
const MOST_BITS = 32

/**
 * No keys yet.
 *
 * A key is known by 32 bits. Two that agree in them share their records: a comparison or two too many, and no answer is other for it.
 */
export function postings(): Postings {
  let slots = FIRST_SLOTS
  let table = new Int32Array(slots * SLOT)
  let keys = 0
  let lists = new Int32Array(1 << 12)
  /** 0 is no list. */
  let used = 1
  /** By the bits of their room, lists that were left for larger ones: the first, which leads to the next. */
  const left = new Int32Array(MOST_BITS)

  /** The slot of a key, or the free one that it would have. */
  function slotOf(known: number): number {
    let slot = (known & (slots - 1)) * SLOT
    while (table[slot + 1] !== 0 && table[slot] !== known) slot = (slot + SLOT) & (slots * SLOT - 1)
    return slot
  }

  function grow(): void {
    const old = table
    slots *= 2
    table = new Int32Array(slots * SLOT)
    for (let slot = 0; slot < old.length; slot += SLOT) {
      const leadsTo = old[slot + 1] ?? 0
      if (leadsTo === 0) continue
      const to = slotOf(old[slot] ?? 0)
      table[to] = old[slot] ?? 0
      table[to + 1] = leadsTo
    }
  }

  function listFor(room: number): number {
    const bits = 31 - Math.clz32(room)
    let list = left[bits] ?? 0
    if (list === 0) {
      list = used
      used += HEAD + room
      if (used > lists.length) lists = enlarged(lists, Math.max(used, Math.ceil(lists.length * 1.5)))
    } else {
      left[bits] = lists[list] ?? 0
    }
    lists[list] = 0
    lists[list + 1] = room
    return list
  }

  /** The list with one more record: the same one, or a larger one in its place. */
  function append(list: number, record: number): number {
    const size = lists[list] ?? 0
    const room = lists[list + 1] ?? 0
    if (size < room) {
      lists[list + HEAD + size] = record
      lists[list] = size + 1
      return list
    }
    const larger = listFor(room * 2)
    lists.copyWithin(larger + HEAD, list + HEAD, list + HEAD + size)
    lists[larger + HEAD + size] = record
    lists[larger] = size + 1
    const bits = 31 - Math.clz32(room)
    lists[list] = left[bits] ?? 0
    left[bits] = list
    return larger
  }

  return {
    add: (high, low, record) => {
      if (keys > slots * FULLEST) grow()
      const known = knownBy(high, low)
      const slot = slotOf(known)
      const leadsTo = table[slot + 1] ?? 0
      if (leadsTo === 0) {
        keys++
        table[slot] = known
        table[slot + 1] = record
        return
      }
      const list = leadsTo < 0 ? -leadsTo : append(listFor(FIRST_ROOM), leadsTo)
      table[slot + 1] = -append(list, record)
    },
    count: (high, low) => {
      const leadsTo = table[slotOf(knownBy(high, low)) + 1] ?? 0
      if (leadsTo === 0) return 0
      return leadsTo > 0 ? 1 : (lists[-leadsTo] ?? 0)
    },
    each: (high, low, visit) => {
      const leadsTo = table[slotOf(knownBy(high, low)) + 1] ?? 0
      if (leadsTo > 0) visit(leadsTo)
      if (leadsTo >= 0) return
      const from = HEAD - leadsTo
      const to = from + (lists[-leadsTo] ?? 0)
      for (let at = from; at < to; at++) if (!visit(lists[at] ?? 0)) return
    },
  }
}

function knownBy(high: number, low: number): number {
  return high ^ Math.imul(low, 0x9e3779b1)
}
