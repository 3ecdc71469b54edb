import { type Block, taggedPdf } from '../../../pdf/tagged.ts'
import type { PackPage } from './pack.ts'

/** The pack as a tagged PDF: every field a heading, with what was written and what records say under it. */
export function packPdf(pack: PackPage, made: Date): PDFKit.PDFDocument {
  return taggedPdf(pack.pageTitle, blocksOf(pack), made)
}

function blocksOf(pack: PackPage): readonly Block[] {
  const p = (text: string): Block => ({ as: 'P', text })
  const said = ({ text, source }: { readonly text: string; readonly source: string }) => p(`${text} (${source})`)
  return [
    { as: 'H1', text: pack.pageTitle },
    p(pack.made),
    p(`${pack.first} How it stands: ${pack.stage}.`),
    ...(pack.held === '' ? [] : [p(pack.held)]),
    ...(pack.notAsked.length === 0
      ? []
      : [{ as: 'H2', text: 'What nobody has asked' } as const, ...pack.notAsked.map(p)]),
    ...pack.sections.flatMap(({ label, fields }): Block[] => [
      { as: 'H2', text: label },
      ...fields.flatMap(({ label: field, note, answer, lines }): Block[] => [
        { as: 'H3', text: field },
        ...(answer === undefined ? [] : [said(answer)]),
        ...(note === '' ? [] : [p(note)]),
        ...lines.map(said),
      ]),
    ]),
    { as: 'H2', text: 'Who knew what, and when' },
    ...(pack.knew.length === 0 ? [p('No dated entries that your agency may see.')] : pack.knew.map(said)),
    ...(pack.more === '' ? [] : [p(pack.more)]),
  ]
}
