import type { Entry } from '#domain/chronology.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { momentText } from '../../dates.ts'
import { EVENT_WORDS, inWordsOf } from '../../words.ts'

/** What an agency says, and where it comes from. */
export interface Line {
  readonly text: string
  readonly source: string
}

/** An entry of the chronology in a line, with agency, source and time. */
export function entryLine(
  { at, agency: code, kind, place, source }: Entry,
  agency: (code: string) => AgencyWords,
): Line {
  return {
    text: [EVENT_WORDS[kind] ?? inWordsOf(kind), place ?? ''].filter(Boolean).join(', '),
    source: `${agency(code).name}, ${source}, ${momentText(at)}`,
  }
}
