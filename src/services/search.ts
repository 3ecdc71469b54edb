import { isSearchable, type SearchWords, searchWords } from '#domain/search-words.ts'
import { blockingKeys, type Comparable, inWords, personV1, scorePair, toComparable } from '#linkage/index.ts'
import { findByKeys, findByWords, type FoundRecord, getFoundRecords, type SearchHit } from '#store/search.ts'
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
  readonly records: number
}

export interface SearchResult {
  readonly people: readonly FoundPerson[]
  /** False when nothing was typed that can be looked for, such as '%'. */
  readonly searchable: boolean
  /** The words fit more people than are shown: more words are needed. */
  readonly tooMany: boolean
}

const MOST_RECORDS = 200
const MOST_PEOPLE = 25

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
  const byWord = await findByWords(ctx.tx, grant, asked.tokens, MOST_RECORDS)
  const byKey = await findByKeys(ctx.tx, grant, keysOf(asked.comparable, Number(ctx.now.slice(0, 4))), MOST_RECORDS)
  const found = await getFoundRecords(ctx.tx, grant, withoutTwice([...byWord.hits, ...byKey]))
  const people = byPerson(found.filter(record => !record.restricted), asked)
  const shown = people.slice(0, MOST_PEOPLE)
  disclosed(ctx, grant, shown.map(person => person.personId))
  return { people: shown, searchable: true, tooMany: byWord.tooCommon || people.length > MOST_PEOPLE }
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
function keysOf(asked: Comparable, thisYear: number): bigint[] {
  if (asked.bornBetween !== undefined || asked.given.length === 0 || asked.family.length === 0) return blockingKeys(asked)
  const years = Array.from({ length: YEARS_BORN }, (_, ago) => thisYear - ago)
  return [...new Set(years.flatMap(year => blockingKeys({ ...asked, bornBetween: [year, year] })))]
}

function withoutTwice(hits: readonly SearchHit[]): SearchHit[] {
  return [...new Map(hits.map(hit => [`${hit.agency}/${hit.recordId}`, hit])).values()]
}

/** Found records gathered into people, by the best of each: its match weight, and the words that it holds to the letter. */
function byPerson(found: readonly FoundRecord[], asked: Asked): FoundPerson[] {
  const ranked = found
    .filter(record => record.personId !== null)
    .map(record => {
      const score = scorePair(personV1, asked.comparable, record.comparable)
      return { record, score, rank: score.weight + wordWeight(record, asked) }
    })
    .toSorted((a, b) => b.rank - a.rank || a.record.recordId.localeCompare(b.record.recordId))
  return [...Map.groupBy(ranked, one => one.record.personId ?? '')].map(([personId, [best, ...more]]) => ({
    personId,
    agencies: [...new Set([best, ...more].flatMap(one => one?.record.agency ?? []))].toSorted(),
    names: nameOf(best?.record.person ?? {}),
    born: textOf(best?.record.person['dateOfBirth']),
    address: textOf(best?.record.person['postcode']) ?? textOf(best?.record.person['address']),
    why: best === undefined ? '' : inWords(best.score),
    records: 1 + more.length,
  }))
}

function wordWeight(record: FoundRecord, asked: Asked): number {
  const held = new Set(tokensOf({ ...record, subjectRef: record.subjectRef ?? undefined }))
  return asked.tokens
    .filter(token => held.has(token))
    .reduce((sum, token) => sum + (asked.references.has(token) ? REFERENCE_WEIGHT : WORD_WEIGHT), 0)
}

/** The name as given, in one line; 'Name not given' when there is none. */
export function nameOf(person: Readonly<Record<string, unknown>>): string {
  const parts = ['givenName', 'middleName', 'familyName'].map(field => textOf(person[field])).filter(Boolean)
  return parts.join(' ') || textOf(person['fullName']) || 'Name not given'
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  return typeof value === 'number' ? String(value) : undefined
}
