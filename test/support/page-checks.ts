import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { keyboardFaults } from './keyboard.ts'
import { nameFaults } from './names.ts'
import { reflowFaults } from './reflow.ts'

/** What is wrong with a page as wide as it is, and at 320 pixels. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const wide = await pageFaults(page)
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  const narrow = await pageFaults(page)
  if (size !== null) await page.setViewportSize(size)
  return [...wide, ...narrow]
}

/** What is wrong with a page for somebody who sees, hears or works differently, or on a phone. Empty when nothing is. */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  const runsScripts = await page.evaluate<boolean>(`document.body.classList.contains('js-enabled')`)
  const axe = runsScripts ? await axeFaults(page) : await onCopy(page, axeFaults)
  return [...axe, ...(await shapeFaults(page))].map(fault => `${new URL(page.url()).pathname}: ${fault}`)
}

/**
 * What is wrong with a page, with everything on it unfolded, for somebody who has a keyboard only, magnifies it, sets its text apart or hears
 * it. The page is left unfolded.
 */
export async function closeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(`document.querySelectorAll('details').forEach(it => { it.open = true })`)
  const faults = [...(await keyboardFaults(page)), ...(await reflowFaults(page)), ...(await nameFaults(page))]
  return faults.map(fault => `${new URL(page.url()).pathname}: ${fault}`)
}

async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // Of the rules that axe leaves out unless asked: targets of 24 by 24 pixels (WCAG 2.2, 2.5.8).
    .options({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
    .analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 200)}`))
}

/** Axe is a script itself, so a page without scripts is looked at in a browser that has them, where the page's own stay out. */
async function onCopy<T>(page: Page, look: (copy: Page) => Promise<T>): Promise<T> {
  const html = (await page.content()).replace(/<script\b[^>]*>.*?<\/script>/gs, '')
  const context = await page.context().browser()?.newContext({ viewport: page.viewportSize(), reducedMotion: 'reduce' })
  if (context === undefined) throw new Error('The page has no browser')
  try {
    const copy = await context.newPage()
    await copy.route(page.url(), route => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }))
    await copy.goto(page.url())
    return await look(copy)
  } finally {
    await context.close()
  }
}

interface Shape {
  readonly headings: number
  readonly title: string
  readonly wider: number
  readonly culprit: string
  readonly hasErrors: boolean
  readonly announces: boolean
}

const SHAPE = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement
  const over = [...document.querySelectorAll('body *')].find(it => it.getBoundingClientRect().right > clientWidth + 1)
  return {
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    wider: scrollWidth - clientWidth,
    culprit: over?.outerHTML.slice(0, 160) ?? '',
    hasErrors: document.querySelector('.govuk-error-summary, .govuk-error-message') !== null,
    announces: document.querySelector('.govuk-error-summary [role=alert]') !== null,
  }
})()`

async function shapeFaults(page: Page): Promise<string[]> {
  const { headings, title, wider, culprit, hasErrors, announces } = await page.evaluate<Shape>(SHAPE)
  return [
    ...(headings === 1 ? [] : [`${headings} h1`]),
    ...(/^.+ – (?:Throughline|My page|Fy nhudalen)$/.test(title) ? [] : [`title is "${title}"`]),
    ...(wider > 1 ? [`scrolls sideways by ${wider} pixels, perhaps for ${culprit}`] : []),
    ...(hasErrors && !title.startsWith('Error: ') ? [`there are errors, and the title is "${title}"`] : []),
    ...(hasErrors && !announces ? ['there are errors, and nobody is told of them'] : []),
  ]
}
