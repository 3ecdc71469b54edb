import type { Comparable, PersonInput } from '#linkage/comparable.ts'
import type { LinkRecord, LinkResult } from '#linkage/link-records.ts'
import { FIELDS } from './fields.ts'
import type { ReadRecords } from './read-records.ts'

/** A field of one file of which most values could not be read: it is probably mapped to the wrong column. */
export interface Unreadable {
  readonly file: string
  /** The name that `--map` knows. */
  readonly field: string
  readonly given: number
  readonly unreadable: number
}

/** From this share on a mapping is doubted. */
const DOUBTFUL = 0.5
/** Of a handful of values nothing can be said. */
const FEWEST = 10

/** The fields whose values have a form of their own, and where they are once they were read. */
const FORMS: Partial<Record<keyof PersonInput, (read: Comparable) => unknown>> = {
  dateOfBirth: read => read.born ?? read.bornBetween,
  sex: read => read.sex,
  postcode: read => read.postcode,
  phone: read => read.phone,
  email: read => read.email,
  nhsNumber: read => read.nhsNumber,
  upn: read => read.upn,
  pncId: read => read.pncId,
}

/** Fields of each file of which at least half of the values given could not be read; in the order of files and fields. */
export function unreadableIn({ records, files }: ReadRecords, { ids, people }: LinkResult): readonly Unreadable[] {
  const readOf = new Map(ids.map((id, at) => [id, people[at]]))
  const byFile = Map.groupBy(records, ({ source }) => source)
  return files.flatMap(({ file }) =>
    Object.entries(FIELDS).flatMap(([field, property]) => {
      const counts = countOf(byFile.get(file) ?? [], property, readOf)
      const { given, unreadable } = counts
      return given >= FEWEST && unreadable >= DOUBTFUL * given ? [{ file, field, ...counts }] : []
    }),
  )
}

/** Dates of birth of one file of which only the year was of use: written as a day that does not exist, or in an unknown form. */
export interface YearOnly {
  readonly file: string
  readonly records: number
  /** Id of the first record that has one. */
  readonly first: string
}

/** A year by itself is a year, and nothing is wrong with it. */
const YEAR_ALONE = /^\s*\d{4}\s*$/

/** Dates of birth that give no more than their year, by file; files without any are left out. */
export function yearOnlyIn({ records, files }: ReadRecords, { ids, people }: LinkResult): readonly YearOnly[] {
  const readOf = new Map(ids.map((id, at) => [id, people[at]]))
  const some = records.filter(({ id, person: { dateOfBirth = '' } }) => {
    const read = readOf.get(id)
    return read !== undefined && read.born === undefined && /\d{4}/.test(dateOfBirth) && !YEAR_ALONE.test(dateOfBirth)
  })
  const byFile = Map.groupBy(some, ({ source }) => source)
  return files.flatMap(({ file }) => {
    const of = byFile.get(file)
    return of?.[0] === undefined ? [] : [{ file, records: of.length, first: of[0].id }]
  })
}

/** A warning for people to read; it repeats no date. */
export function yearOnlyWords({ file, records, first }: YearOnly): string {
  const dates = records === 1 ? '1 date of birth names' : `${records} dates of birth name`
  return `${file}: ${dates} no day that there is, the first in record ${first}. Of such a date only the year is used.`
}

/** A warning for people to read. */
export function unreadableWords({ file, field, given, unreadable }: Unreadable): string {
  return `${file}: ${unreadable} of ${given} values of ${field} cannot be read as one. Is the right column mapped to it?`
}

function countOf(
  records: readonly LinkRecord[],
  property: keyof PersonInput,
  readOf: ReadonlyMap<string, Comparable | undefined>,
): { readonly given: number; readonly unreadable: number } {
  const readBy = FORMS[property]
  if (readBy === undefined) return { given: 0, unreadable: 0 }
  let given = 0
  let unreadable = 0
  for (const { id, person } of records) {
    const value = person[property]
    if (typeof value !== 'string' || value.trim() === '') continue
    given++
    const read = readOf.get(id)
    if (read === undefined || readBy(read) === undefined) unreadable++
  }
  return { given, unreadable }
}
