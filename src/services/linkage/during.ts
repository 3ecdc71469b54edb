import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Work while other work that was begun goes on, over the same transaction. Both have ended when this does, whatever happens; of two
 * failures the one of what was begun counts, since the other may only follow from it.
 */
export async function during<T>(begun: Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const [first, second] = await Promise.allSettled([begun, work()])
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  return second.value
}

/** Let answers of the database in, and the next statement out, in the middle of long work. */
export async function letOthersWork(): Promise<void> {
  await nextTurn()
}
