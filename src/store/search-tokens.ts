import type { Comparable } from '#linkage/comparable.ts'

/** Longer words are cut: an index entry has a limit, and nobody types more. */
const LONGEST = 64

/** A word as it is stored and as it is looked up: trimmed, lower case, cut to 64 characters, and without what PostgreSQL cannot hold. */
export function asToken(text: string): string {
  return [
    ...text
      .toWellFormed()
      .replaceAll('\0', '\ufffd')
      .trim()
      .toLowerCase()
      .slice(0, 4 * LONGEST),
  ]
    .slice(0, LONGEST)
    .join('')
}

/**
 * What a record may be found by, each once: name words, identifiers, phone, e-mail, postcode, date of birth, source id, subject reference.
 *
 * Look up with the same normalisation: the words of a query's `Comparable`, or `asToken` of a reference.
 */
export function tokensOf(record: {
  readonly sourceId: string
  readonly subjectRef?: string | undefined
  readonly comparable: Comparable
}): readonly string[] {
  const { comparable: c } = record
  const words = [...c.given, ...c.family, ...c.aliases.flatMap(alias => alias.split(' '))]
  const numbers = [
    c.nhsNumber,
    c.upn,
    c.pncId,
    c.phone,
    c.email,
    c.postcode,
    bornOn(c),
    record.sourceId,
    record.subjectRef,
  ]
  const tokens = [...words, ...numbers.filter(number => number !== undefined)].map(asToken)
  return [...new Set(tokens)].filter(token => token !== '').slice(0, 100)
}

function bornOn({ born }: Comparable): string | undefined {
  if (born === undefined) return undefined
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(born.year).padStart(4, '0')}-${two(born.month)}-${two(born.day)}`
}
