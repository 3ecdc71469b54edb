/** Kept pairs as columns that grow: no object for each pair. */
export interface PairTable {
  /** Rows in use; the arrays are as long. */
  readonly size: number
  readonly left: Int32Array
  readonly right: Int32Array
  /** log2 odds */
  readonly weight: Float64Array
  /** One of `HOLD`. */
  readonly hold: Uint8Array
}

/** A pair table that rows are added to. */
export interface GrowingPairs {
  add(left: number, right: number, weight: number, hold: number): void
  /** What was added so far, cut to size. */
  table(): PairTable
}

const FIRST_CAPACITY = 1 << 12

/** An empty pair table. */
export function growingPairs(): GrowingPairs {
  let capacity = FIRST_CAPACITY
  let size = 0
  let left = new Int32Array(capacity)
  let right = new Int32Array(capacity)
  let weight = new Float64Array(capacity)
  let hold = new Uint8Array(capacity)

  function grow(): void {
    capacity *= 2
    left = enlarged(left, new Int32Array(capacity))
    right = enlarged(right, new Int32Array(capacity))
    weight = enlarged(weight, new Float64Array(capacity))
    hold = enlarged(hold, new Uint8Array(capacity))
  }

  return {
    add: (a, b, bits, held) => {
      if (size === capacity) grow()
      left[size] = a
      right[size] = b
      weight[size] = bits
      hold[size] = held
      size++
    },
    table: () => ({
      size,
      left: left.slice(0, size),
      right: right.slice(0, size),
      weight: weight.slice(0, size),
      hold: hold.slice(0, size),
    }),
  }
}

/** The rows of all tables, one table after another. */
export function joinTables(tables: readonly PairTable[]): PairTable {
  const size = tables.reduce((sum, table) => sum + table.size, 0)
  const left = new Int32Array(size)
  const right = new Int32Array(size)
  const weight = new Float64Array(size)
  const hold = new Uint8Array(size)
  let at = 0
  for (const table of tables) {
    left.set(table.left, at)
    right.set(table.right, at)
    weight.set(table.weight, at)
    hold.set(table.hold, at)
    at += table.size
  }
  return { size, left, right, weight, hold }
}

function enlarged<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from)
  return into
}
