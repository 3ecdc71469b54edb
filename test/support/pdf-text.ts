import type { Page } from 'playwright-core'
import { getDocumentProxy } from 'unpdf'
import { expect } from 'vitest'

/** The text of a PDF that a page leads to, as another program reads it. */
export async function pdfText(page: Page, path: string): Promise<string> {
  const answer = await page.request.get(path)
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf'])
  const pdf = await getDocumentProxy(new Uint8Array(await answer.body()))
  const texts: string[] = []
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent()
    texts.push(items.map(item => ('str' in item ? item.str : '')).join(' '))
  }
  return texts.join(' ').replaceAll(/\s+/g, ' ')
}
