import type { Page } from 'playwright-core'

/** Spacing of letters, words and lines that a reader may set (WCAG 2.2, 1.4.12). */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`
/** Text of twice the size (WCAG 2.2, 1.4.4). */
const LARGE = ':root { font-size: 200% !important }'

/** Twelve hundred and eighty by a thousand and twenty-four, seen at 400 per cent (WCAG 2.2, 1.4.10). */
const AT_400 = { width: 320, height: 256 }
const DESK = { width: 1280, height: 900 }

/** A sheet of the reader's own, in place of the one before; the page's own policy does not hold for it. */
function wearing(rules: string): string {
  return `(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(${JSON.stringify(rules)})
    document.adoptedStyleSheets = [sheet]
  })()`
}

/** What is cut off or makes the page scroll sideways, in a few words. */
const LOST = `(() => {
  const lost = []
  const { scrollWidth, clientWidth } = document.documentElement
  const words = it => it.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60)
  const name = it => it.tagName.toLowerCase() + (it.getAttribute('class') ? '.' + it.getAttribute('class') : '') + ' "' + words(it) + '"'
  const isInScroller = it => {
    for (let up = it.parentElement; up !== null && up !== document.body; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true
    return false
  }
  if (scrollWidth > clientWidth + 1) {
    const widest = [...document.querySelectorAll('body *')].find(it => it.getBoundingClientRect().right > clientWidth + 1 && !isInScroller(it))
    lost.push('scrolls sideways by ' + (scrollWidth - clientWidth) + ' pixels' + (widest === undefined ? '' : ' for ' + name(widest)))
  }
  for (const it of document.querySelectorAll('body *')) {
    if (it instanceof SVGElement) continue
    const { overflowX, overflowY, clip, clipPath } = getComputedStyle(it)
    const cutsAcross = /hidden|clip/.test(overflowX)
    const cutsDown = /hidden|clip/.test(overflowY)
    // What is for those who hear the page is a pixel wide.
    if ((!cutsAcross && !cutsDown) || it.clientWidth <= 1 || clip !== 'auto' || clipPath !== 'none' || words(it) === '') continue
    if (!it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue
    if ((cutsAcross && it.scrollWidth > it.clientWidth + 1) || (cutsDown && it.scrollHeight > it.clientHeight + 1)) lost.push('cuts off ' + name(it))
  }
  for (const text of document.querySelectorAll('svg text')) {
    const inner = text.getBoundingClientRect()
    const outer = text.ownerSVGElement.getBoundingClientRect()
    if (inner.width > 0 && (inner.right > outer.right + 1 || inner.left < outer.left - 1)) lost.push('cuts off ' + name(text))
  }
  return lost.slice(0, 5)
})()`

/**
 * What a page loses for somebody who magnifies it to 400 per cent, sets text further apart or makes it twice as large: it scrolls in one
 * direction only, and no text is cut off. The page is left as it was.
 */
export async function reflowFaults(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize()
  const look = async (about: string, viewport: typeof DESK, rules: string) => {
    await page.setViewportSize(viewport)
    await page.evaluate(wearing(rules))
    return (await page.evaluate<string[]>(LOST)).map(lost => `${about}: ${lost}`)
  }
  const faults = [
    ...(await look('at 400%', AT_400, '')),
    ...(await look('with text further apart', AT_400, SPACED)),
    ...(await look('with text twice as large', DESK, LARGE)),
  ]
  await page.evaluate(wearing(''))
  if (size !== null) await page.setViewportSize(size)
  return faults
}
