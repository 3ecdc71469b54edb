import type { FastifyRequest } from 'fastify'

/** Where the page of a guest is. No word in its addresses says what it is about: a browser remembers them. */
export const GUEST_PAGE = '/my-page'

/** Whether a request is for the page of a guest, or for anything under it. */
export function isGuestPage({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return url === GUEST_PAGE || url.startsWith(`${GUEST_PAGE}/`) || url.startsWith(`${GUEST_PAGE}?`)
}
