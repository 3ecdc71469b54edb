import { createHash } from 'node:crypto'
import { Problem } from '#domain/problem.ts'
import { findKept, keepAnswer } from '#store/idempotency.ts'
import type { Context } from './context.ts'

/** A key that a client sends with a request, and the request that it stands for. */
export interface Keyed {
  readonly key: string | undefined
  /** Everything that makes the request what it is; compared as JSON with sorted names. */
  readonly request: unknown
}

/**
 * Do something once for a key: the same key with the same request gets the first answer again and changes nothing.
 *
 * Throws Problem 'idempotency-conflict' when the key was used for another request. Without a key the work is simply done.
 * The answer must be plain JSON.
 */
export async function idempotent<T>(
  ctx: Context,
  { key, request }: Keyed,
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly replayed: boolean }> {
  if (key === undefined) return { answer: await work(), replayed: false }
  const { agency } = ctx.actor
  const requestHash = createHash('sha256').update(stableJson(request)).digest('hex')
  const kept = await findKept(ctx.tx, agency, key)
  if (kept !== undefined) {
    if (kept.requestHash === requestHash) return { answer: kept.response as T, replayed: true }
    throw new Problem('idempotency-conflict', 'Send a new Idempotency-Key with a new request.')
  }
  const answer = await work()
  ctx.last.push(() => keepAnswer(ctx.tx, agency, key, { requestHash, status: 201, response: answer }, ctx.now))
  return { answer, replayed: false }
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
