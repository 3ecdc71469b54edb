import { SIGN_CLASSES, type SignClass } from '#domain/sign.ts'
import type { Reference } from '#services/contacts.ts'
import type { PageModel } from '../page.ts'

/** One help page to spot the signs: for a place where people see children. */
export interface SpotPage extends PageModel {
  readonly code: string
  readonly lead: string
  readonly lists: readonly {
    readonly title: string
    readonly about: string
    readonly items: readonly { readonly text: string; readonly hint: string }[]
  }[]
  readonly version: string
  readonly sources: readonly string[]
}

/** The page that leads to them. */
export interface SpotIndexPage extends PageModel {
  readonly pages: readonly SpotPage[]
}

const TITLES: Readonly<Record<SignClass, readonly [title: string, about: string]>> = {
  harm: ['Signs of harm', 'If you see one of these, tell somebody today.'],
  possible: ['Things that may be a sign', 'There may be another reason. Say what you saw all the same.'],
  vulnerability: [
    'What makes it easier to harm a child',
    'This is not a sign. A child can have all of these and be safe.',
  ],
}

/** The help pages that the trades of the reference data name, each once, in the order of the data. */
export function spotPages({ signs }: Reference): readonly SpotPage[] {
  const trades = signs.trades.flatMap(trade => (trade.page === null ? [] : [{ code: trade.code, page: trade.page }]))
  return [...Map.groupBy(trades, trade => trade.page.code)].flatMap(([code, ofPage]) => {
    const [first] = ofPage
    if (first === undefined) return []
    const saidBy = ofPage.map(trade => trade.code)
    const told = signs.indicators.filter(one => saidBy.some(trade => one.words[trade] !== undefined))
    return [
      {
        pageTitle: first.page.title,
        code,
        lead: first.page.lead,
        lists: SIGN_CLASSES.map(kind => ({
          title: TITLES[kind][0],
          about: TITLES[kind][1],
          items: told
            .filter(one => one.sign === kind)
            .flatMap(one => saidBy.flatMap(trade => one.words[trade] ?? []).map(text => ({ text, hint: one.hint }))),
        })).filter(list => list.items.length > 0),
        version: signs.version,
        sources: [...new Set(told.flatMap(one => one.sources))].toSorted(),
      },
    ]
  })
}
