import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { projectFolder } from '#config'
import { drawn, wrapped } from './lines.ts'

/** A part of a document, in the order in which it is read. */
export interface Block {
  readonly as: 'H1' | 'H2' | 'H3' | 'P'
  readonly text: string
}

const FONTS = join(projectFolder, 'node_modules', '@expo-google-fonts')
/** Latin, Greek, Cyrillic and Vietnamese letters; then Arabic and Hebrew ones. */
const FACES = {
  plain: join(FONTS, 'noto-sans', '400Regular', 'NotoSans_400Regular.ttf'),
  bold: join(FONTS, 'noto-sans', '700Bold', 'NotoSans_700Bold.ttf'),
  plainRtl: join(FONTS, 'rubik', '400Regular', 'Rubik_400Regular.ttf'),
  boldRtl: join(FONTS, 'rubik', '700Bold', 'Rubik_700Bold.ttf'),
}

const STYLES = {
  H1: { size: 20, bold: true, before: 0 },
  H2: { size: 15, bold: true, before: 14 },
  H3: { size: 11, bold: true, before: 8 },
  P: { size: 11, bold: false, before: 3 },
} as const

const MARGIN = 56
const LEADING = 1.35

/**
 * A tagged PDF of headings and paragraphs, in English, A4, as a stream that is complete when it ends. Names in Arabic or Hebrew stand in
 * their own direction; what the fonts cannot draw is still in the text that is read aloud.
 */
export function taggedPdf(title: string, blocks: readonly Block[], made: Date): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, Author: 'Throughline', CreationDate: made, ModDate: made },
  })
  for (const [name, path] of Object.entries(FACES)) doc.registerFont(name, path)
  const root = doc.struct('Document')
  doc.addStructure(root)
  for (const block of blocks) root.add(doc.struct(block.as, {}, [() => write(doc, block)]))
  root.end()
  doc.end()
  return doc
}

function write(doc: PDFKit.PDFDocument, { as, text }: Block): void {
  const { size, bold, before } = STYLES[as]
  const height = size * LEADING
  const plain = bold ? 'bold' : 'plain'
  const faceOf = (rightToLeft: boolean) => (rightToLeft ? `${plain}Rtl` : plain)
  const widthOf = (part: string) =>
    drawn(part).reduce((sum, piece) => sum + measure(doc, faceOf(piece.rightToLeft), size, piece.text), 0)
  doc.y += before
  for (const line of wrapped(text, doc.page.width - 2 * MARGIN, widthOf)) {
    // A heading does not stand alone at the foot of a page.
    const room = as === 'P' ? height : height * 3
    if (doc.y + room > doc.page.height - MARGIN) doc.addPage()
    let x = MARGIN
    const { y } = doc
    for (const { text: piece, rightToLeft } of drawn(line)) {
      const face = faceOf(rightToLeft)
      // Words of a right-to-left stretch are drawn from its left end, the last one first; the font turns the letters of each.
      for (const part of rightToLeft ? piece.split(/( )/).toReversed() : [piece]) {
        doc.font(face).fontSize(size).text(part, x, y, { lineBreak: false })
        x += measure(doc, face, size, part)
      }
    }
    doc.x = MARGIN
    doc.y = y + height
  }
}

function measure(doc: PDFKit.PDFDocument, face: string, size: number, text: string): number {
  return text === '' ? 0 : doc.font(face).fontSize(size).widthOfString(text)
}
