import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { EVERYBODY, GUESTS, type GuestWho, journey, type Who } from './journey.ts'
import { closeFaults, pageFaults } from './page-checks.ts'
import { mainText, readingAge } from './reading-age.ts'
import { scoresIn } from './scores.ts'

/** At most so many pages of one kind are visited for each person. */
const OF_A_KIND = 1
/** For so many people a kind of page is looked at closely: it is much the same for the others, and each look takes a second. */
const CLOSELY = 3
/** The aim for pages that anybody reads, and for those of families; the measure is an estimate. */
const READING_AGE = 11

/** What is no page: the way out, and what programs read. */
const NO_PAGE = /^\/(?:leave|my-page\/leave|assets|api\/v1)\b|\.(?:csv|pdf)$/

/** Pages of somebody who is not signed in to which no other leads. */
const DOORS = ['/', '/my-page/in']

const VISITOR = 'a visitor'

/** Whoever is not asked to know the words of the work. */
type Plain = GuestWho | typeof VISITOR
const PLAIN: readonly Plain[] = [...GUESTS, VISITOR]

/** Addresses that are alike: ids and what is asked do not count. */
function kindOf(path: string): string {
  return path.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')
}

/** The tests that go from page to page as everybody in turn, with JavaScript or without, and look at each. */
export function crawlEveryPage(scripts: boolean): void {
  const { as, asGuest, visit } = journey(scripts)
  const checkedForAll = new Set<string>()
  const lookedAt = new Map<string, number>()
  const titled = new Map<string, string>()
  const ages = new Map<string, number>()
  const desk = { width: scripts ? 1280 : 320 }

  afterAll(() => {
    if (!scripts) return
    const rows = [...ages].map(([kind, age]) => `  ${age.toFixed(1).padStart(5)}  ${kind}`)
    console.log(['Reading age of pages for anybody and for families:', ...rows.toSorted()].join('\n'))
  })

  it.each(PLAIN)(
    'that %s can reach is whole, plain, readable by everybody and fits a phone',
    async who => {
      const page = await (who === VISITOR ? visit('/', desk) : asGuest(who, desk))
      expect(await crawl(page, who, who === VISITOR ? DOORS : ['/my-page'])).toEqual([])
    },
    300_000,
  )

  it.each(EVERYBODY)(
    'that %s can reach is whole, readable by everybody and fits a phone',
    async who => {
      const page = await as(who, '/', desk)
      expect(await crawl(page, who, ['/'])).toEqual([])
    },
    600_000,
  )

  async function crawl(page: Page, who: Who | Plain, doors: readonly string[]): Promise<string[]> {
    const faults: string[] = []
    const waiting = [...doors]
    const seen = new Map<string, number>()
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const answer = await page.goto(path)
      if (answer?.status() !== 200) faults.push(`${who} ${path}: ${answer?.status() ?? 'no answer'}`)
      // Where it leads: somebody who is not signed in is shown the door instead.
      const kind = kindOf(new URL(page.url()).pathname)
      const looks = (lookedAt.get(kind) ?? 0) + 1
      lookedAt.set(kind, looks)
      if (looks <= CLOSELY) faults.push(...(await pageFaults(page)))
      const scores = scoresIn(await page.locator('main').innerText())
      faults.push(...scores.map(score => `${who} ${path}: reads like a score of somebody: ${score}`))
      faults.push(...(await titleFaults(page, kind)))
      if (isPlain(who)) faults.push(...(await readingFaults(page, kind)))
      if (scripts && looks <= CLOSELY) {
        // On a phone too, where other things hide and wrap.
        await page.setViewportSize({ width: 320, height: 800 })
        faults.push(...(await pageFaults(page)))
        await page.setViewportSize({ width: 1280, height: 900 })
        await settled(page)
      }
      const next = await linksOf(page)
      // Last, for it leaves the page unfolded and somewhere else.
      if (looks === 1) faults.push(...(await closeFaults(page)))
      for (const link of next) {
        const kindOfLink = kindOf(link)
        const count = seen.get(kindOfLink) ?? 0
        if (count >= OF_A_KIND || checkedForAll.has(kindOfLink)) continue
        seen.set(kindOfLink, count + 1)
        if (/^\/(?:help|api|concern|pryder)(?:\/|$)/.test(kindOfLink)) checkedForAll.add(kindOfLink)
        waiting.push(link)
      }
    }
    return faults
  }

  /** Pages of two kinds do not have one title. */
  async function titleFaults(page: Page, kind: string): Promise<string[]> {
    const title = await page.title()
    const other = titled.get(title) ?? kind
    titled.set(title, other)
    return other === kind ? [] : [`${kind} and ${other} are both called "${title}"`]
  }

  /** Only English is measured. */
  async function readingFaults(page: Page, kind: string): Promise<string[]> {
    if ((await page.locator('html').getAttribute('lang')) !== 'en') return []
    const age = readingAge(mainText(await page.content()))
    ages.set(kind, age)
    return age <= READING_AGE ? [] : [`${kind} is to be read at the age of ${age.toFixed(1)}`]
  }
}

/** The page has heard that it is wide again: its menu is a row, and no longer a button. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction('innerWidth === 1280')
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))')
}

function isPlain(who: Who | Plain): who is Plain {
  return PLAIN.some(plain => plain === who)
}

/** Addresses that a page leads to, within the service. */
async function linksOf(page: Page): Promise<string[]> {
  const all = await page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href^="/"]')].map(link => link.getAttribute('href').replace(/#.*/, ''))`,
  )
  return all.filter(path => path !== '/' && !NO_PAGE.test(path))
}
