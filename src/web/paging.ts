import { Type } from 'typebox'

/** One page of a list that is held whole, and where its first and its next page are; empty where there is none. */
export interface Paged<T> {
  readonly shown: readonly T[]
  readonly first: string
  readonly next: string
  /** 'Shown: 101 to 200 of 1,000.'; empty when all are shown. */
  readonly about: string
}

/** Which page of such a list an address asks for, counted from 1. */
export const PageNumber = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }))

/** Cut a list to one page of it; a page beyond the last shows nothing, and the way back. `href` gives the address of a page. */
export function pageOf<T>(
  items: readonly T[],
  number: number,
  { size, href }: { readonly size: number; readonly href: (number: number) => string },
): Paged<T> {
  const from = (number - 1) * size
  const shown = items.slice(from, from + size)
  const text = (n: number) => n.toLocaleString('en-GB')
  return {
    shown,
    first: number === 1 ? '' : href(1),
    next: from + size < items.length ? href(number + 1) : '',
    about:
      items.length <= size || shown.length === 0
        ? ''
        : `Shown: ${text(from + 1)} to ${text(from + shown.length)} of ${text(items.length)}.`,
  }
}
