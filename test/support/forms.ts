import type { Locator, Page } from 'playwright-core'

/** The form under a summary, opened unless it stands open. */
export async function formUnder(page: Page, summary: string | RegExp): Promise<Locator> {
  const details = page.locator('details').filter({ has: page.locator('summary').filter({ hasText: summary }) })
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  return details
}
