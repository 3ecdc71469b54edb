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
 *
 * @param begin asks what the work asks first, together with the key; it may change nothing, since the answer may be kept already
 */
export async function idempotent<B, T>(
  ctx: Context,
  { key, request }: Keyed,
  begin: () => B,
  work: (begun: B) => Promise<T>,
): Promise<{ readonly answer: T; readonly begun: B; readonly replayed: boolean }> {
  const { agency } = ctx.actor
  const asked = key === undefined ? undefined : findKept(ctx.tx, agency, key)
  const begun = begin()
  if (key === undefined) return { answer: await work(begun), begun, replayed: false }
  const requestHash = createHash('sha256').update(stableJson(request)).digest('hex')
  const kept = await asked
  if (kept !== undefined) {
    if (kept.requestHash === requestHash) return { answer: kept.response as T, begun, replayed: true }
    throw new Problem('idempotency-conflict', 'Send a new Idempotency-Key with a new request.')
  }
  const answer = await work(begun)
  ctx.last.push(() => keepAnswer(ctx.tx, agency, key, { requestHash, status: 201, response: answer }, ctx.now))
  return { answer, begun, replayed: false }
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
