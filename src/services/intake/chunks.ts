import type { OpenTable, SourceRow } from './read-rows.ts'
import type { Source } from './source.ts'

/** A source that counts the bytes handed out since it was last opened. */
export interface CountedSource extends Source {
  readBytes(): number
}

/** Count what is read of a source, to show how far reading is. */
export function counted(source: Source): CountedSource {
  let read = 0
  return {
    async *open() {
      read = 0
      for await (const bytes of source.open()) {
        read += bytes.length
        yield bytes
      }
    },
    readBytes: () => read,
  }
}

/** The same items in the same order, each made while the one before is worked on. */
export async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next()
  try {
    while (true) {
      const current = await next
      if (current.done) return
      next = items.next()
      // A failure of the one ahead is met when its turn comes.
      next.catch(() => undefined)
      yield current.value
    }
  } finally {
    await next.catch(() => undefined)
    await items.return(undefined)
  }
}

/** The rows of a table in arrays of `size`, the last one shorter. */
export async function* inChunks(table: OpenTable, size: number): AsyncGenerator<readonly SourceRow[]> {
  let waiting: SourceRow[] = []
  for await (const block of table.rows) {
    for (const row of block) {
      waiting.push(row)
      if (waiting.length < size) continue
      yield waiting
      waiting = []
    }
  }
  if (waiting.length > 0) yield waiting
}
