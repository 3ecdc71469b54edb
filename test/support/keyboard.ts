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
