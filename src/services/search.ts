import type { Grant } from '#domain/access.ts'
import { isSearchable, type SearchWords, searchWords } from '#domain/search-words.ts'
import {
  blockingKeys,
  type Comparable,
  inWords,
  type MatchScore,
  personV1,
  scorePair,
  toComparable,
} from '#linkage/index.ts'
import {
  findByKeys,
  findByWords,
  type FoundDetails,
  type FoundRecord,
  getFoundDetails,
  getFoundRecords,
  type SearchHit,
} from '#store/search.ts'
import { asToken, tokensOf } from '#store/search-tokens.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'

/** One person that a search found, by the record of theirs that fits best. */
export interface FoundPerson {
  readonly personId: string
  readonly agencies: readonly string[]
  readonly names: string
  readonly born: string | undefined
  readonly address: string | undefined
  /** How the best record fits what was typed, in words. */
  readonly why: string
}

/** What a search found, best fit first. */
export interface SearchResult {
  readonly people: readonly FoundPerson[]
  /** False when nothing was typed that can be looked for, such as '%'. */
  readonly searchable: boolean
  /** The words fit more people than are shown: more words are needed. */
  readonly tooMany: boolean
}

const MOST_HITS = 600
/** So many records are fetched at once: each lies in another place. */
const AT_ONCE = 100
const MOST_PEOPLE = 25
/** So many subjects of agencies are looked at for the people on the page: several may be one person. */
const MOST_SUBJECTS = 60

/** Children and young adults: without a date of birth, other spellings are looked for among those born in so many years. */
const YEARS_BORN = 30

/** What a reference found to the letter, and any other word, count beside the match weight: a reference outweighs any name. */
const REFERENCE_WEIGHT = 100
const WORD_WEIGHT = 2

/** What was typed, in the forms in which records are looked up. */
interface Asked {
  readonly comparable: Comparable
  readonly tokens: readonly string[]
  readonly references: ReadonlySet<string>
}

/**
 * People of the actor's own agency, or shared with it, who fit what was typed; best fit first, at most 25.
 *
 * Finds exact words, references, dates of birth and phones, and other spellings of names. Throws when refused.
 */
export async function findPeople(ctx: Context, typed: string): Promise<SearchResult> {
  const grant = authorise(ctx, 'person.search', ownSubject(ctx, 'person'))
  const words = searchWords(typed)
  if (!isSearchable(words)) return { people: [], searchable: false, tooMany: false }

  const asked = askedFor(words)
  const keys = keysOf(asked.comparable, Number(ctx.now.slice(0, 4)))
  const [byKey, byWord] = await Promise.all([
    findByKeys(ctx.tx, grant, keys, AT_ONCE),
    findByWords(ctx.tx, grant, asked.tokens, MOST_HITS),
  ])
  const best = bestOf(await recordsOf(ctx, grant, byWord.hits, byKey), asked)
  const bestRecords = best.map(one => one.record)
  const people = byPerson(best, await getFoundDetails(ctx.tx, grant, bestRecords))
  const shown = people.slice(0, MOST_PEOPLE)
  const ids = shown.map(person => person.personId)
  disclosed(ctx, grant, ids)
  return { people: shown, searchable: true, tooMany: byWord.tooCommon || people.length > MOST_PEOPLE }
}

/** Records behind the hits, best words first, until they are of as many subjects as are looked at: one may have very many records. */
async function recordsOf(
  ctx: Context,
  grant: Grant<'person.search'>,
  byWord: readonly SearchHit[],
  byKey: readonly SearchHit[],
): Promise<readonly FoundRecord[]> {
  const first = withoutTwice([...byWord.slice(0, AT_ONCE), ...byKey])
  const found = [...(await getFoundRecords(ctx.tx, grant, first))]
  for (
    let from = AT_ONCE;
    from < byWord.length && new Set(found.map(subjectOf)).size < MOST_SUBJECTS;
    from += AT_ONCE
  ) {
    found.push(...(await getFoundRecords(ctx.tx, grant, byWord.slice(from, from + AT_ONCE))))
  }
  return [...new Map(found.map(record => [record.recordId, record])).values()]
}

/** An agency's own id of a person, as far as it has one. */
function subjectOf(record: FoundRecord): string {
  return `${record.agency} ${record.subjectRef ?? record.recordId}`
}

function askedFor(words: SearchWords): Asked {
  const comparable = toComparable({
    fullName: words.names.join(' '),
    dateOfBirth: words.born ?? '',
    phone: words.phone ?? '',
    postcode: words.postcode ?? '',
  })
  const references = new Set(words.references.map(asToken))
  const others = [words.born, words.phone, words.postcode].filter(word => word !== undefined)
  const tokens = new Set([...comparable.given, ...comparable.family, ...others].map(asToken))
  return { comparable, tokens: [...tokens.union(references)], references }
}

/** Match keys of what was typed. A name alone has few: then those of the name with every likely year of birth. */
function keysOf(asked: Comparable, thisYear: number): readonly bigint[] {
  if (asked.bornBetween !== undefined || asked.given.length === 0 || asked.family.length === 0)
    return blockingKeys(asked)
  const years = Array.from({ length: YEARS_BORN }, (_, ago) => thisYear - ago)
  return [...new Set(years.flatMap(year => blockingKeys({ ...asked, bornBetween: [year, year] })))]
}

function withoutTwice(hits: readonly SearchHit[]): SearchHit[] {
  return [...new Map(hits.map(hit => [`${hit.agency}/${hit.recordId}`, hit])).values()]
}

/** A found record and how well it fits. */
interface Fit {
  readonly record: FoundRecord
  readonly score: MatchScore
  readonly rank: number
}

/** The best record of each of the agencies' own subjects, best first: its match weight, and the words that it holds to the letter. */
function bestOf(found: readonly FoundRecord[], asked: Asked): readonly Fit[] {
  const ranked = found
    .map(record => {
      const score = scorePair(personV1, asked.comparable, record.comparable)
      return { record, score, rank: score.weight + wordWeight(record, asked) }
    })
    .toSorted((a, b) => b.rank - a.rank || a.record.recordId.localeCompare(b.record.recordId))
  const bySubject = Map.groupBy(ranked, ({ record }) => subjectOf(record))
  return [...bySubject.values()].flatMap(fits => fits.slice(0, 1)).slice(0, MOST_SUBJECTS)
}

/** Fits gathered into people, each by the best of theirs; in the same order. */
function byPerson(fits: readonly Fit[], details: readonly FoundDetails[]): FoundPerson[] {
  const detailsOf = new Map(details.map(one => [`${one.agency} ${one.recordId}`, one]))
  const people = new Map<string, FoundPerson>()
  for (const { record, score } of fits) {
    const known = detailsOf.get(`${record.agency} ${record.recordId}`)
    if (known === undefined) continue
    const { personId, person } = known
    const before = people.get(personId)
    people.set(personId, {
      personId,
      agencies: [...new Set([...(before?.agencies ?? []), record.agency])].toSorted(),
      names: before?.names ?? nameOf(person),
      born: before ? before.born : textOf(person['dateOfBirth']),
      address: before ? before.address : (textOf(person['postcode']) ?? textOf(person['address'])),
      why: before?.why ?? inWords(score),
    })
  }
  return [...people.values()]
}

function wordWeight(record: FoundRecord, asked: Asked): number {
  const held = new Set(tokensOf({ ...record, subjectRef: record.subjectRef ?? undefined }))
  return asked.tokens
    .filter(token => held.has(token))
    .reduce((sum, token) => sum + (asked.references.has(token) ? REFERENCE_WEIGHT : WORD_WEIGHT), 0)
}

/** Stands where no record gives a name. */
export const NO_NAME = 'Name not given'

/** The names that records give, in their order. */
export function namesIn(records: readonly { readonly person: Readonly<Record<string, unknown>> }[]): string[] {
  return records.map(({ person }) => nameOf(person)).filter(name => name !== NO_NAME)
}

/** The name as given, in one line; `NO_NAME` when there is none. */
export function nameOf(person: Readonly<Record<string, unknown>>): string {
  const parts = ['givenName', 'middleName', 'familyName'].map(field => textOf(person[field])).filter(Boolean)
  return parts.join(' ') || textOf(person['fullName']) || NO_NAME
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  return typeof value === 'number' ? String(value) : undefined
}
