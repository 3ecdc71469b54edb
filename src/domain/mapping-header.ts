import type { Mapping } from './mapping.ts'

/** How a file's header fits a mapping. */
export interface HeaderFit {
  /** Column of the mapping → column of the file. */
  readonly columns: ReadonlyMap<string, string>
  /** Groups of `needs` of which the file has no column. The file fits when there are none. */
  readonly missing: readonly (readonly string[])[]
  /** Columns of the file that the mapping does not read. They are kept with the row as given. */
  readonly unread: readonly string[]
}

/** A mapping and how well a header fits it. */
export interface Suggestion {
  readonly name: string
  readonly title: string
  /** 0 to 1; 1 when everything needed is there and every column is read. */
  readonly score: number
}

/** Which column of the file is which of the mapping. The first column that fits is taken. */
export function fitHeader(mapping: Pick<Mapping, 'columns' | 'needs'>, header: readonly string[]): HeaderFit {
  const byKey = new Map<string, string>()
  for (const name of header) {
    const key = keyOf(name)
    if (key !== '' && !byKey.has(key)) byKey.set(key, name)
  }
  const columns = new Map<string, string>()
  for (const [column, aliases] of Object.entries(mapping.columns)) {
    const found = [column, ...aliases].map(name => byKey.get(keyOf(name))).find(name => name !== undefined)
    if (found !== undefined) columns.set(column, found)
  }
  const read = new Set(columns.values())
  return {
    columns,
    missing: mapping.needs.filter(group => !group.some(column => columns.has(column))),
    unread: header.filter(name => !read.has(name)),
  }
}

/**
 * The system that numbered the people of a file, when its sender does not say: the one whose numbers the column is known to hold,
 * else the usual one of the mapping. The same number of one system is one person; feeds that may use it otherwise have other systems.
 */
export function sourceSystemOf(
  mapping: Pick<Mapping, 'sourceSystem' | 'sourceSystems' | 'subjectRef'>,
  fit: Pick<HeaderFit, 'columns'>,
): string {
  const header = mapping.subjectRef === undefined ? undefined : fit.columns.get(mapping.subjectRef)
  if (header === undefined) return mapping.sourceSystem
  const known = Object.entries(mapping.sourceSystems ?? {}).find(([name]) => keyOf(name) === keyOf(header))
  return known?.[1] ?? mapping.sourceSystem
}

/** Mappings that a header could be meant for, best first; none when no column is known. Ties go by the name. */
export function suggestMapping(mappings: readonly Mapping[], header: readonly string[]): Suggestion[] {
  return mappings
    .map(mapping => ({ name: mapping.name, title: mapping.title, score: scoreOf(mapping, header) }))
    .filter(suggestion => suggestion.score > 0)
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
}

/** A sentence for a header that does not fit: what is missing, and which mapping fits better. Undefined when it fits. */
export function headerProblem(
  mapping: Mapping,
  header: readonly string[],
  mappings: readonly Mapping[],
): string | undefined {
  const { missing, columns } = fitHeader(mapping, header)
  if (missing.length === 0) return undefined
  const wanted = missing.map(group => group.join(' or ')).join('; ')
  const better = suggestMapping(mappings, header).find(
    other => other.name !== mapping.name && mappings.some(m => m.name === other.name && fits(m, header)),
  )
  const advice = better
    ? `The file looks like "${better.title}": use the mapping ${better.name}.`
    : `${columns.size === 0 ? 'None of the names in its first line is known here: does it name the columns? ' : ''}Add the columns, or choose the mapping for this kind of file.`
  return `For the mapping ${mapping.name} the file has no column ${wanted}. ${advice}`
}

function fits(mapping: Mapping, header: readonly string[]): boolean {
  return fitHeader(mapping, header).missing.length === 0
}

/** Needed columns count for 0.6, columns read for 0.4. */
function scoreOf(mapping: Mapping, header: readonly string[]): number {
  const named = header.filter(name => keyOf(name) !== '')
  if (named.length === 0) return 0
  const { columns, missing } = fitHeader(mapping, named)
  if (columns.size === 0) return 0
  const needed = 1 - missing.length / Math.max(1, mapping.needs.length)
  const read = new Set(columns.values()).size / named.length
  return Math.round((0.6 * needed + 0.4 * read) * 1000) / 1000
}

function keyOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
