import { type Static, Type } from 'typebox'
import { Problem } from '#domain/problem.ts'

/** Query of every list: where the last page ended, and how many to give. */
export const PageQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 500, description: 'The `next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25, description: 'At most 100' })),
})

export type PageQuery = Static<typeof PageQuery>

/** Some rows of a list, and where the next ones begin; no `next` on the last page. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

/** What to ask the store for: one row more than shown tells whether there is a next page. */
export interface PageRequest {
  readonly after: readonly string[] | undefined
  readonly limit: number
}

/** Read a page query. Throws Problem 'bad-request' for a cursor that is not ours. */
export function pageRequest(query: PageQuery, parts = 1): PageRequest {
  const limit = query.limit ?? 25
  if (query.after === undefined || query.after === '') return { after: undefined, limit }
  const after = decode(query.after)
  if (after?.length !== parts) {
    throw new Problem('bad-request', 'This list cannot be continued from there. Start again from its first page.')
  }
  return { after, limit }
}

/** A page from up to `limit + 1` rows in order; `cursorOf` gives the sort key of a row, ending in something unique. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => readonly string[]): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items }
  return { items, next: Buffer.from(JSON.stringify(cursorOf(last))).toString('base64url') }
}

function decode(cursor: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(value) && value.every(part => typeof part === 'string') ? value : undefined
  } catch {
    return undefined
  }
}
