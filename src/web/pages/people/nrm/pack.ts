import { heldBackIn, nobodyAsked } from '#domain/nrm-pack.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Known, NrmFile, PackField } from '#services/nrm.ts'
import { dateText, momentText, plainDateText } from '../../../dates.ts'
import { factText } from '../../../fact-text.ts'
import type { PageModel } from '../../page.ts'
import { entryLine, type Line } from '../entry-line.ts'
import { STAGES } from './words.ts'
import { stageOf } from '#domain/case/nrm.ts'
import { NO_NAME } from '#services/search.ts'

/** At most so many entries of who knew what when: the newest. */
const MOST_ENTRIES = 500

/** What agencies say, each with agency, source and day. */
export function knownLines(known: readonly Known[], agency: (code: string) => AgencyWords): readonly Line[] {
  return known.map(({ of, text, agency: code, source, on }) => ({
    text: of.startsWith('person.') ? factText(of.replace('person.', ''), text) : text,
    source: [agency(code).name, source, on === undefined ? 'day not known' : plainDateText(on)].join(', '),
  }))
}

/** The pack in words: what pack.njk and the PDF print alike. */
export function packPage(nrm: NrmFile, agency: (code: string) => AgencyWords, now: Instant) {
  const { file, pack, current } = nrm
  const name = file.names[0] ?? NO_NAME
  const entries = file.chronology.flatMap(item => (item.is === 'entry' && item.at <= nrm.asOf ? [item] : []))
  return {
    pageTitle: `Referral pack: ${name}`,
    made: `Made on ${momentText(now)} from what your agency may see${nrm.asOf === now ? '' : `, as known at the end of ${dateText(nrm.asOf)}`}. Every field of the form is here: what was written, what records say, with agency, source and day; or that nobody has asked.`,
    first: 'A child or adult who may be exploited is a victim first. This pack judges nobody.',
    stage: current === undefined ? 'Not referred, as far as your agency knows' : STAGES[stageOf(current)].text,
    back: `/people/${file.personId}/nrm`,
    pdfHref: `/people/${file.personId}/nrm/pack.pdf${nrm.asOf === now ? '' : `?on=${nrm.asOf.slice(0, 10)}`}`,
    held:
      heldBackIn(pack).length === 0
        ? ''
        : `Something is held back in this pack: ${heldBackIn(pack)
            .map(({ label }) => label)
            .join('; ')}.`,
    notAsked: nobodyAsked(pack).map(({ label }) => label),
    sections: pack.map(({ label, fields }) => ({
      label,
      fields: fields.map(field => ({ label: field.label, ...fieldWords(field, agency) })),
    })),
    knew: entries.slice(0, MOST_ENTRIES).map(entry => entryLine(entry, agency)),
    more: entries.length > MOST_ENTRIES ? `Only the newest ${MOST_ENTRIES} are here.` : '',
  } satisfies PageModel & Record<string, unknown>
}

/** The pack as the page and the PDF print it. */
export type PackPage = ReturnType<typeof packPage>

function fieldWords(field: PackField, agency: (code: string) => AgencyWords) {
  const { answer, heldBack, known, state } = field
  return {
    note:
      state === 'not-asked'
        ? 'Not asked'
        : state === 'held-back'
          ? `Held back: ${heldBack ?? ''}`
          : state === 'known'
            ? 'Not written yet; records say:'
            : '',
    answer:
      answer === undefined
        ? undefined
        : {
            text: answer.text,
            source: [answer.byName ?? '', agency(answer.agency).name, momentText(answer.at)].filter(Boolean).join(', '),
          },
    lines: knownLines(known, agency),
  }
}
