import type { Page } from 'playwright-core'

/** What is typed and ticked in the form, by label. */
export interface Said {
  readonly why: string
  readonly where: string
  readonly known?: Readonly<Record<string, string>>
  readonly ticked?: readonly string[]
}

/** Fill the form "I am with someone now" of somebody who is signed in. */
export async function fillReport(page: Page, { why, where, known = {}, ticked = [] }: Said): Promise<void> {
  await page.goto('/encounters/new')
  await page.getByRole('radio', { name: why }).check()
  await page
    .getByRole('textbox', { name: 'Where are you?' })
    .or(page.getByRole('combobox', { name: 'Where are you?' }))
    .fill(where)
  for (const [label, value] of Object.entries(known))
    await page.getByRole('textbox', { name: label, exact: true }).fill(value)
  for (const label of ticked) await page.getByRole('checkbox', { name: label, exact: true }).check()
}

/** Report somebody, and come out on the page with the answer. */
export async function report(page: Page, said: Said): Promise<void> {
  await fillReport(page, said)
  await send(page)
}

/** Press the button of the filled form. */
export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Who needs to know?' }).first().click()
  await page.waitForURL(/\/encounters\/[0-9a-f-]{36}$/)
}

/** The answer: the coloured band with all that is in it; not what came to be known later. */
export function answerOf(page: Page) {
  return page.locator('.tl-answer:not(#later *)')
}

/** The part that says who has been told, and what they did. */
export function toldOf(page: Page) {
  return page.getByRole('region', { name: 'Who has been told' })
}
