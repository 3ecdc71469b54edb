import { isSearchable, searchWords } from '#domain/search-words.ts'
import { blockingKeys, type Comparable, inWords, personV1, type PersonInput, scorePair, toComparable } from '#linkage/index.ts'
import { findByKeys, findByWords, type FoundRecord, getFoundRecords, type SearchHit } from '#store/search.ts'
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

/**
 * People of the actor's own agency, or shared with it, who fit what was typed; best fit first, at most 25.
 *
 * Finds exact words, references, dates of birth and phones, and other spellings of names. Throws when refused.
 */
export async function findPeople(ctx: Context, typed: string): Promise<SearchResult> {
  const grant = authorise(ctx, 'person.search', ownSubject(ctx, 'person'))
  const words = searchWords(typed)
  if (!isSearchable(words)) return { people: [], searchable: false, tooMany: false }

  const asked: PersonInput = {
    fullName: words.names.join(' '),
    dateOfBirth: words.born ?? '',
    phone: words.phone ?? '',
    postcode: words.postcode ?? '',
  }
  const comparable = toComparable(asked)
  const tokens = [...new Set([
    ...comparable.given,
    ...comparable.family,
    ...words.references,
    ...[words.born, words.phone, words.postcode?.toLowerCase()].filter(word => word !== undefined),
  ])]
  const byWord = await findByWords(ctx.tx, grant, tokens, MOST_RECORDS)
  const byKey = await findByKeys(ctx.tx, grant, blockingKeys(comparable), MOST_RECORDS)
  const hits = withoutTwice([...byWord.hits, ...byKey])
  const found = await getFoundRecords(ctx.tx, grant, hits)
  const people = byPerson(found.filter(record => !record.restricted), byWord.hits, comparable)
  disclosed(ctx, grant, people.slice(0, MOST_PEOPLE).map(person => person.personId))
  return { people: people.slice(0, MOST_PEOPLE), searchable: true, tooMany: byWord.tooCommon || people.length > MOST_PEOPLE }
}

function withoutTwice(hits: readonly SearchHit[]): SearchHit[] {
  return [...new Map(hits.map(hit => [`${hit.agency}/${hit.recordId}`, hit])).values()]
}

/** Found records gathered into people: most words first, then the heavier match weight. */
function byPerson(found: readonly FoundRecord[], byWord: readonly SearchHit[], asked: Comparable): FoundPerson[] {
  const wordsOf = new Map(byWord.map(hit => [`${hit.agency}/${hit.recordId}`, hit.words]))
  const ranked = found
    .filter(record => record.personId !== null)
    .map(record => {
      const score = scorePair(personV1, asked, record.comparable)
      return { record, score, words: wordsOf.get(`${record.agency}/${record.recordId}`) ?? 0 }
    })
    .toSorted((a, b) => b.words - a.words || b.score.weight - a.score.weight || a.record.recordId.localeCompare(b.record.recordId))
  const people = Map.groupBy(ranked, one => one.record.personId ?? '')
  return [...people].map(([personId, records]) => {
    const best = records[0]
    const person = best?.record.person ?? {}
    return {
      personId,
      agencies: [...new Set(records.map(one => one.record.agency))].toSorted(),
      names: nameOf(person),
      born: textOf(person['dateOfBirth']),
      address: textOf(person['postcode']) ?? textOf(person['address']),
      why: best === undefined ? '' : inWords(best.score),
      records: records.length,
    }
  })
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
