import type { Destination } from '../../nav.ts'
import type { PageModel } from '../page.ts'

/** Exactly what page.njk prints. */
export interface StartPage extends PageModel {
  readonly mayReport: boolean
  readonly maySearch: boolean
  readonly destinations: readonly { readonly href: string; readonly text: string; readonly about: string }[]
}

/** The start page, from what someone may use: the big button, the search box, and the rest as a list. */
export function startPage(destinations: readonly Destination[]): StartPage {
  const has = (action: Destination['action']) => destinations.some(one => one.action === action)
  return {
    pageTitle: 'Start',
    mayReport: has('encounter.report'),
    maySearch: has('person.search'),
    destinations: destinations.filter(({ href, action }) => href !== '/' && action !== 'encounter.report'),
  }
}
