import type { Locator, Page } from 'playwright-core'

/** Press Tab until something has the focus, as somebody without a mouse does. Throws when it cannot be reached. */
export async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab')
    if (await hasFocus(target)) return
  }
  throw new Error(`${String(target)} was not reached by ${most} presses of Tab`)
}

/** Whether an element has the focus. */
export async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.and(target.page().locator(':focus')).count()) === 1
}

/** So many stops of a page are walked through; what follows is of the same making. */
const STOPS = 100
/** A field for a date and a time has so many stops within itself. */
const STOPS_WITHIN = 8

interface Walk {
  /** Each stop in the order of the document, in a few words. */
  readonly stops: readonly string[]
  /** Those that would come before their turn. */
  readonly jumping: readonly string[]
  readonly firstInMain: number
}

interface Focused {
  /** The number of the stop that has the focus; -1 for something else, and undefined when the page has let go. */
  readonly at?: number
  readonly isShown: boolean
  readonly isInView: boolean
}

/** Numbers what Tab should stop at, remembers how each looks without the focus, and goes back to the top of the page. */
const NUMBER_STOPS = `(() => {
  const isSeen = it => {
    const { width, height } = it.getBoundingClientRect()
    return width > 0 && height > 0 && it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  }
  // Of radio buttons with one name, Tab stops at the one that is chosen, else at the first.
  const isTurn = it => {
    if (it.type !== 'radio' || it.checked) return true
    const same = [...document.getElementsByName(it.name)].filter(other => other.form === it.form && !other.disabled && isSeen(other))
    return same[0] === it && !same.some(other => other.checked)
  }
  const edge = (it, of) => {
    const { outlineStyle, outlineColor, outlineWidth, boxShadow, borderTopColor, borderBottomColor, borderBottomWidth, backgroundColor, textDecorationLine } = getComputedStyle(it, of)
    return [outlineStyle === 'none' ? '' : outlineColor + outlineWidth, boxShadow, borderTopColor, borderBottomColor, borderBottomWidth, backgroundColor, textDecorationLine].join()
  }
  const look = it => [edge(it), ...[...(it.labels ?? [])].map(label => edge(label, '::before'))].join()
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]')]
    .filter(it => !it.disabled && it.tabIndex >= 0 && it.closest('[inert]') === null && isSeen(it) && isTurn(it))
  document.activeElement?.blur()
  window.stopsOfTab = { all, look, before: all.map(look) }
  const name = it => it.tagName.toLowerCase() + ' "' + (it.textContent.trim() || it.getAttribute('aria-label') || it.name || it.id || '').replace(/\\s+/g, ' ').slice(0, 60) + '"'
  const main = document.querySelector('main')
  document.body.tabIndex = -1
  document.body.focus()
  document.body.removeAttribute('tabindex')
  return {
    stops: all.map(name),
    jumping: all.filter(it => it.tabIndex > 0).map(name),
    firstInMain: all.findIndex(it => main?.contains(it) || main?.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING),
  }
})()`

const FOCUSED = `(() => {
  const { all, look, before } = window.stopsOfTab
  const it = document.activeElement
  if (it === null || it === document.body || it === document.documentElement) return { isShown: true, isInView: true }
  const at = all.indexOf(it)
  const { top, bottom, left, right } = it.getBoundingClientRect()
  return {
    at,
    isShown: at < 0 || look(it) !== before[at],
    isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
  }
})()`

/**
 * What is wrong with a page for somebody who has only a keyboard: Tab, from the top, stops at everything that can be worked and seen, in the
 * order of the document; the focus can be seen; nothing holds it; and the first stop skips to the main part.
 */
export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  const { stops, jumping, firstInMain } = await page.evaluate<Walk>(NUMBER_STOPS)
  const faults = jumping.map(stop => `Tab goes to ${stop} before its turn`)
  const nameOf = (at: number) => stops[at] ?? 'something that is no link, button or field'
  let next = 0
  let within = 0
  while (next < Math.min(stops.length, STOPS)) {
    const { at, isShown, isInView } = await focusAfterTab(page)
    if (at === undefined) return [...faults, `Tab leaves the page before ${nameOf(next)}`]
    if (at === next - 1 || at === -1) {
      // Within a field for a date, or on a part that scrolls.
      within += 1
      if (within > STOPS_WITHIN) return [...faults, `Tab is held after ${nameOf(next - 1)}`]
      continue
    }
    if (at !== next) return [...faults, `Tab goes to ${nameOf(at)} where ${nameOf(next)} comes next`]
    if (!isShown) faults.push(`the focus cannot be seen on ${nameOf(at)}`)
    if (!isInView) faults.push(`the focus is out of view on ${nameOf(at)}`)
    next += 1
    within = 0
  }
  return [...faults, ...(await skipFaults(page, firstInMain, nameOf))]
}

/** Whether the first stop brings somebody past what every page begins with. */
async function skipFaults(page: Page, firstInMain: number, nameOf: (at: number) => string): Promise<readonly string[]> {
  await page.evaluate(NUMBER_STOPS)
  const first = await focusAfterTab(page)
  if (first.at !== 0 || !/^a "(?:Skip to|Neidio i)/.test(nameOf(0))) return [`the first stop is ${nameOf(0)}`]
  await page.keyboard.press('Enter')
  const { at } = await focusAfterTab(page)
  // A page with nothing to work in its main part, and nothing after it, lets go of the focus.
  const arrived = at === firstInMain || (at === undefined && firstInMain === -1) || at === -1
  return arrived ? [] : [`skipping to the main part comes to ${at === undefined ? 'nothing' : nameOf(at)}`]
}

async function focusAfterTab(page: Page): Promise<Focused> {
  await page.keyboard.press('Tab')
  return page.evaluate<Focused>(FOCUSED)
}
