import type { LinkRecord } from '#linkage/link-records.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { type BenchRecord, makePersons } from '../persons.ts'

/** A record whose person is known. */
export interface TrueRecord extends LinkRecord {
  readonly truth: string
}

type Random = () => number

/** Copies of a world that are unlike it in one respect, to see whether the defaults adapt. */
export const alterations: Readonly<Record<string, (people: readonly BenchRecord[], random: Random) => TrueRecord[]>> = {
  'names, date and postcode only': people =>
    people.map(({ id, truth, person: { givenName, familyName, dateOfBirth, postcode } }) => ({
      id,
      truth,
      person: {
        ...(givenName !== undefined && { givenName }),
        ...(familyName !== undefined && { familyName }),
        ...(dateOfBirth !== undefined && { dateOfBirth }),
        ...(postcode !== undefined && { postcode }),
      },
    })),
  'many slips': (people, random) => people.map(record => slipped(record, 0.4, random)),
  'few duplicates': (people, random) => {
    const kept = new Set<string>()
    return people.filter(({ truth }) => {
      if (!kept.has(truth)) return kept.add(truth)
      return random() < 0.08
    })
  },
  'many records a person': (people, random) =>
    people.flatMap(record =>
      [0, 1, 2, 3].map(copy => ({ ...slipped(record, copy === 0 ? 0 : 0.25, random), id: `${record.id}-${copy}` })),
    ),
}

/** A world of persons changed in one respect. */
export function altered(name: string, records: number, seed: number): TrueRecord[] {
  const change = alterations[name]
  if (!change) throw new Error(`There is no alteration called ${name}`)
  return change(makePersons(records, seed), seededRandom(seed))
}

/** With a slip of the pen in each field at that rate. */
function slipped(record: TrueRecord, rate: number, random: Random): TrueRecord {
  const person = Object.fromEntries(
    Object.entries(record.person).map(([field, value]) => [
      field,
      typeof value === 'string' && field !== 'sex' && random() < rate ? slip(value, random) : value,
    ]),
  )
  return { ...record, person }
}

function slip(text: string, random: Random): string {
  if (text.length < 3) return text
  const at = 1 + Math.floor(random() * (text.length - 2))
  const letter = text[at] ?? ''
  const other = /\d/.test(letter)
    ? String(Math.floor(random() * 10))
    : /[-/ ]/.test(letter)
      ? letter
      : 'abcdefghijklmnopqrstuvwxyz'.charAt(Math.floor(random() * 26))
  return text.slice(0, at) + other + text.slice(at + 1)
}

const OCCUPATIONS =
  'politician soldier writer lawyer clergyman painter merchant physician engineer banker botanist sailor actor judge historian poet architect farmer publisher diplomat'.split(
    ' ',
  )
const MEN =
  'john william thomas charles george henry james robert edward richard joseph francis arthur frederick samuel alexander walter david hugh philip peter edmund benjamin daniel archibald'.split(
    ' ',
  )
const WOMEN =
  'mary elizabeth anne jane sarah margaret catherine frances charlotte caroline emily harriet alice ellen louisa'.split(
    ' ',
  )
const STARTS =
  'ash brad brom carl clay den elm farn gar hal hart kirk lang mar nor oak pem rad sal stan thorn wal whit win'.split(
    ' ',
  )
const ENDS = 'ton ham ley worth field wood ford well shaw bourne by wick dale gate hurst son er man ing'.split(' ')
const SHORT: Readonly<Record<string, string>> = {
  william: 'bill',
  thomas: 'tom',
  robert: 'bob',
  edward: 'ned',
  richard: 'dick',
  james: 'jim',
  john: 'jack',
  elizabeth: 'betty',
  margaret: 'peggy',
  mary: 'polly',
  henry: 'harry',
  charles: 'charlie',
  joseph: 'joe',
  samuel: 'sam',
}

/**
 * Historical persons: about nine records each, born 1600 to 1900, a birth date that is often the first of January, a postcode of where
 * they were born, and an occupation; names shortened, letters wrong, fields exchanged with a neighbour's or missing.
 */
export function makeHistorical(records: number, seed: number): TrueRecord[] {
  const random = seededRandom(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(list.length * random() ** 1.6)] ?? ''
  const towns = Array.from(
    { length: 300 },
    (_, at) => `${STARTS[at % 24] ?? ''}${ENDS[Math.floor(at / 24) % 13] ?? ''}`,
  )
  const area = (town: string) =>
    `${town.slice(0, 1).toUpperCase()}${town.slice(-1).toUpperCase()}${1 + (town.length % 9) * 3}`
  const unit = (town: string) =>
    `${area(town)} ${Math.floor(random() * 10)}${'ABDEFGHJLN'.charAt(Math.floor(random() * 10))}${'ABDEFGHJLN'.charAt(Math.floor(random() * 10))}`
  const made: TrueRecord[] = []
  for (let who = 0; made.length < records; who++) {
    const woman = random() < 0.15
    const givenName = pick(woman ? WOMEN : MEN)
    const familyName = `${pick(STARTS)}${pick(ENDS)}`
    const year = 1600 + Math.floor(300 * Math.sqrt(random()))
    const known = random() < 0.7
    const dateOfBirth = known
      ? dateText(year, 1 + Math.floor(random() * 12), 1 + Math.floor(random() * 28))
      : `${year}-01-01`
    const town = pick(towns)
    const home = unit(town)
    const occupation = random() < 0.75 ? pick(OCCUPATIONS) : ''
    const copies = 1 + Math.floor(random() * 17)
    for (let copy = 0; copy < copies && made.length < records; copy++) {
      const wrong = (rate: number) => copy > 0 && random() < rate
      const first = wrong(0.2) ? (SHORT[givenName] ?? givenName) : givenName
      const entries = {
        givenName: wrong(0.15) ? slip(first, random) : first,
        familyName: wrong(0.2)
          ? slip(slip(familyName, random), random)
          : wrong(0.05)
            ? pick(STARTS) + pick(ENDS)
            : familyName,
        dateOfBirth: wrong(0.1) ? `${year}-01-01` : wrong(0.12) ? slip(dateOfBirth, random) : dateOfBirth,
        city: random() < 0.1 ? '' : wrong(0.1) ? slip(town, random) : wrong(0.1) ? pick(towns) : town,
        postcode: random() < 0.12 ? '' : wrong(0.3) ? unit(town) : home,
        sex: woman ? 'female' : 'male',
      }
      const gap = random()
      if (gap < 0.06) entries.givenName = ''
      else if (gap < 0.1) entries.familyName = ''
      if (random() < 0.12) entries.dateOfBirth = ''
      const job = random() < 0.25 ? '' : wrong(0.12) ? pick(OCCUPATIONS) : occupation
      made.push({ id: `h${made.length}`, truth: `p${who}`, person: entries, extras: [job] })
    }
  }
  return made
}

function dateText(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
