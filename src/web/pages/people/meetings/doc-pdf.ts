import { type Block, taggedPdf } from '../../../pdf/tagged.ts'
import type { MeetingDoc } from './minutes.ts'

/** A document of a meeting as a tagged PDF, in the order of its page. */
export function docPdf({ pageTitle, intro, sections }: MeetingDoc, made: Date): PDFKit.PDFDocument {
  const p = (text: string): Block => ({ as: 'P', text })
  return taggedPdf(
    pageTitle,
    [
      { as: 'H1', text: pageTitle },
      ...intro.map(p),
      ...sections.flatMap(({ heading, texts, lines }): Block[] => [
        { as: 'H2', text: heading },
        ...texts.map(p),
        ...lines.map(({ text, source }) => p(`${text} (${source})`)),
      ]),
    ],
    made,
  )
}
