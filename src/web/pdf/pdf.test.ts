import { getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { drawn, wrapped } from './lines.ts'
import { type Block, taggedPdf } from './tagged.ts'

const MADE = new Date('2026-03-04T12:00:00Z')

interface Node {
  readonly role?: string
  readonly children?: readonly Node[]
}

/** A document that was written and read back by another program. */
async function readBack(title: string, blocks: readonly Block[]) {
  const chunks: Buffer[] = []
  for await (const chunk of taggedPdf(title, blocks, MADE)) chunks.push(chunk as Buffer)
  const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(chunks)))
  const { info } = await pdf.getMetadata()
  const roles: string[] = []
  const texts: string[] = []
  for (let n = 1; n <= pdf.numPages; n++) {
    const page = await pdf.getPage(n)
    const walk = (node: Node): void => {
      if (node.role !== undefined && node.role !== 'Root') roles.push(node.role)
      for (const child of node.children ?? []) walk(child)
    }
    walk((await page.getStructTree()) as Node)
    const { items } = await page.getTextContent()
    texts.push(items.map(item => ('str' in item ? item.str : '')).join(' '))
  }
  const facts = info as { readonly Title?: string; readonly Language?: string }
  return {
    info: facts,
    marks: await pdf.getMarkInfo(),
    roles,
    text: texts.join(' ').replaceAll(/\s+/g, ' '),
    pages: pdf.numPages,
  }
}

describe('a tagged PDF', () => {
  it('has title, language and tags in the order of reading, and its text can be read back', async () => {
    const made = await readBack('Referral pack', [
      { as: 'H1', text: 'Referral pack: Zoë Nguyễn' },
      { as: 'H2', text: 'Who they are' },
      { as: 'H3', text: 'Nationality' },
      { as: 'P', text: 'Not asked' },
    ])
    expect(made.info).toMatchObject({ Title: 'Referral pack', Language: 'en-GB' })
    expect(made.marks).toMatchObject({ Marked: true })
    expect(made.roles).toEqual(['Document', 'H1', 'H2', 'H3', 'P'])
    for (const text of ['Referral pack: Zoë Nguyễn', 'Who they are', 'Nationality', 'Not asked'])
      expect(made.text).toContain(text)
  })

  it.each([
    ['Arabic', 'محمد علي'],
    ['Hebrew', 'שלום כהן'],
  ])('sets a name in %s from right to left, among words from left to right', async (_, name) => {
    const { text } = await readBack('Names', [{ as: 'P', text: `Name: ${name} (Enfield, 3 March 2026)` }])
    for (const word of name.split(' ')) expect(text.normalize('NFKC')).toContain(word)
    expect(text).toContain('(Enfield, 3 March 2026)')
  })

  it('goes on over as many pages as it takes, and loses nothing', async () => {
    const blocks = Array.from(
      { length: 120 },
      (__, n): Block => ({ as: 'P', text: `Entry number ${n + 1} of the chronology` }),
    )
    const { pages, text, roles } = await readBack('Long', blocks)
    expect(pages).toBeGreaterThan(1)
    for (const block of blocks) expect(text).toContain(block.text)
    expect(roles.filter(role => role === 'P')).toHaveLength(120)
  })
})

describe('lines', () => {
  it('break between words, and inside a word that is wider than a line', () => {
    expect(wrapped('one two three\nfour', 7, text => text.length)).toEqual(['one two', 'three', 'four'])
    expect(wrapped('abcdefgh', 3, text => text.length)).toEqual(['abc', 'def', 'gh'])
  })

  it('put the words of a right-to-left stretch where they are drawn', () => {
    expect(drawn('a שלום b').map(({ text, rightToLeft }) => [text, rightToLeft])).toEqual([
      ['a ', false],
      ['שלום', true],
      [' b', false],
    ])
    // In a line that begins from right to left, a number stands to the left of what was read before it.
    expect(drawn('שלום 12').map(({ text }) => text)).toEqual(['12', 'שלום '])
  })
})
