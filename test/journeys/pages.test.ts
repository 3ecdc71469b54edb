import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { EVERYBODY, journey, WAYS, type Who } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { scoresIn } from '#test/scores.ts'

/** At most so many pages of one kind are visited for each person. */
const OF_A_KIND = 1
/** For so many people a kind of page is looked at closely: it is much the same for the others, and each look takes a second. */
const CLOSELY = 3

/** What is no page: the way out, and what programs read. */
const NO_PAGE = /^\/(?:leave|assets|api\/v1)\b|\.(?:csv|pdf)$/

/** Addresses that are alike: ids and what is asked do not count. */
function kindOf(path: string): string {
  return path.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')
}

describe.each(WAYS)('every page, $way', ({ scripts }) => {
  const { as } = journey(scripts)
  const checkedForAll = new Set<string>()
  const lookedAt = new Map<string, number>()

  it.each(EVERYBODY)(
    'that %s can reach is whole, readable by everybody and fits a phone',
    async who => {
      const page = await as(who, '/', { width: scripts ? 1280 : 360 })
      const faults = await crawl(page, who)
      expect(faults).toEqual([])
    },
    300_000,
  )

  async function crawl(page: Page, who: Who): Promise<string[]> {
    const faults: string[] = []
    const waiting = ['/']
    const seen = new Map<string, number>()
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const answer = await page.goto(path)
      if (answer?.status() !== 200) faults.push(`${who} ${path}: ${answer?.status() ?? 'no answer'}`)
      const looks = (lookedAt.get(kindOf(path)) ?? 0) + 1
      lookedAt.set(kindOf(path), looks)
      if (looks <= CLOSELY) faults.push(...(await pageFaults(page)))
      const scores = scoresIn(await page.locator('main').innerText())
      faults.push(...scores.map(score => `${who} ${path}: reads like a score of somebody: ${score}`))
      if (scripts && looks <= CLOSELY) {
        // On a phone too, where other things hide and wrap.
        await page.setViewportSize({ width: 360, height: 800 })
        faults.push(...(await pageFaults(page)))
        await page.setViewportSize({ width: 1280, height: 900 })
      }
      for (const next of await linksOf(page)) {
        const kind = kindOf(next)
        const count = seen.get(kind) ?? 0
        if (count >= OF_A_KIND || checkedForAll.has(kind)) continue
        seen.set(kind, count + 1)
        if (/^\/(?:help|api|concern|pryder)(?:\/|$)/.test(kind)) checkedForAll.add(kind)
        waiting.push(next)
      }
    }
    return faults
  }
})

/** Addresses that a page leads to, within the service. */
async function linksOf(page: Page): Promise<string[]> {
  const all = await page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href^="/"]')].map(link => link.getAttribute('href').replace(/#.*/, ''))`,
  )
  return all.filter(path => path !== '/' && !NO_PAGE.test(path))
}
