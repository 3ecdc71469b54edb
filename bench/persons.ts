import type { PersonInput } from '#linkage/comparable.ts'
import { seededRandom } from '#linkage/train/random.ts'

/** An invented record, and the person that it is truly about. */
export interface BenchRecord {
  readonly id: string
  readonly person: PersonInput
  readonly truth: string
}

type Random = () => number
type Draft = { -readonly [field in keyof PersonInput]: PersonInput[field] }

const GIVEN = {
  f: words(`Amelia Olivia Isla Ava Mia Grace Lily Freya Emily Ivy Ella Rosie Evie Florence Poppy Willow Sophie Ruby Daisy Alice
    Fatima Aisha Maryam Zainab Khadija Halima Nadia Priya Anjali Simran Jasleen Agnieszka Katarzyna Zofia Linh Ngoc Adaeze Abena Ama
    Blerta Elira Ioana Andreea Chloe Jade Ellie Kayleigh Shannon Tia Megan Rhiannon Cerys`),
  m: words(`Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie Henry Theo Freddie Jack Charlie Alfie Jacob Thomas Finley Isaac
    Mohammed Ahmed Yusuf Ibrahim Hassan Omar Bilal Abdi Mahad Arjun Rohan Gurpreet Harpreet Piotr Jakub Mateusz Minh Duc Kwame Kofi
    Emeka Tunde Ardit Besnik Andrei Ionut Tyler Jayden Kian Callum Liam Rhys Dylan Connor`),
}
const COMMON_FAMILY =
  words(`Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White
  Roberts Green Hall Wood Jackson Clarke Khan Ahmed Ali Begum Hussain Singh Kaur Shah Uddin Miah Mohamed Hassan Abdi Nowak Kowalski
  Nguyen Tran Mensah Osei Okafor Adeyemi Hoxha Popescu Lewis Harris Cooper King Baker Turner Phillips Mitchell Carter Edwards Hughes`)
const STARTS = words(
  'Ash Brad Brom Carl Chad Clay Den Elm Farn Gar Hal Hart Kirk Lang Mar Nor Oak Pem Rad Red Sal Stan Sted Thorn Wal',
)
const MIDDLES = ['', 'er', 'ing', 'en', 'le', 'ar']
const ENDS = words(
  'ton ham ley worth field wood ford well shaw bourne by thorpe wick dale gate combe hurst cliffe bridge croft',
)
const RARE_FAMILY = STARTS.flatMap(start => MIDDLES.flatMap(middle => ENDS.map(end => `${start}${middle}${end}`)))
const SHORT: Readonly<Record<string, string>> = {
  Thomas: 'Tom',
  Freddie: 'Fred',
  Mohammed: 'Muhammad',
  Muhammad: 'Mohamed',
  Sophie: 'Soph',
  Emily: 'Em',
  Katarzyna: 'Kasia',
  Jakub: 'Kuba',
  Yusuf: 'Yousef',
  Hassan: 'Hasan',
  Isaac: 'Zac',
  Oliver: 'Ollie',
}
const STREETS = words(
  'High Station Church Park Victoria Manor Kings Queens School Mill Grove New Springfield Windsor York Albert',
)
const KINDS = words('Street Road Lane Avenue Close Drive Way')
const TOWNS = words(
  'London Croydon Enfield Lewisham Colchester Southend Portsmouth Swansea Leeds Bradford Luton Reading Norwich Derby',
)
const AREAS = words('N SE CR CO SS PO SA LS BD LU RG NR DE E')
const POSTCODES_PER_DISTRICT = 20
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ'
/** Beginnings of the number ranges that Ofcom keeps for drama; a thousand numbers each. */
const DRAMA = words(
  '+447700900 +441632960 +442079460 +441134960 +441144960 +441154960 +441164960 +441174960 +441184960 +441214960 +441614960',
)

/**
 * Invented person records of children and young adults, about two for each person, with the errors of real systems.
 *
 * The same records and seed give the same list, in shuffled order. Phones are from the ranges kept for drama, NHS numbers begin 999.
 *
 * @param among size of the population that these are a part of, when they are made in parts
 */
export function makePersons(records: number, seed: number, among = records): BenchRecord[] {
  const random = seededRandom(seed)
  const made: Omit<BenchRecord, 'id'>[] = []
  const scale = scaleFor(among)
  for (let person = 0; made.length < records; person++) {
    const first = makePerson(random, scale, person)
    const copies = Math.min(records - made.length, howMany(random()))
    for (let copy = 0; copy < copies; copy++) {
      const changed = copy === 0 ? { ...first } : withErrors(first, random, scale)
      made.push({ truth: `p${person}`, person: withGaps(changed, random) })
    }
  }
  shuffle(made, random)
  return made.map((record, at) => ({ id: `r${at}`, ...record }))
}

/** What grows with the population: how many postcodes there are, and who has a phone (the drama ranges are small). */
interface Scale {
  readonly postcodes: number
  readonly phoneShare: number
}

function scaleFor(records: number): Scale {
  return {
    postcodes: Math.max(300, Math.ceil(records / 40)),
    phoneShare: Math.min(0.7, (DRAMA.length * 1000) / Math.max(1, records)),
  }
}

function makePerson(random: Random, scale: Scale, number: number): Draft {
  const sex = random() < 0.5 ? 'f' : 'm'
  const givenName = skewed(GIVEN[sex], random)
  const familyName = random() < 0.35 ? skewed(COMMON_FAMILY, random) : skewed(RARE_FAMILY, random)
  const place = makePlace(random, scale)
  const person: Draft = { givenName, familyName, sex, dateOfBirth: makeBirthDate(random), ...place }
  if (random() < 0.4) person.middleName = skewed(GIVEN[sex], random)
  if (random() < scale.phoneShare)
    person.phone = `${pick(DRAMA, random)}${String(below(1000, random)).padStart(3, '0')}`
  if (random() < 0.2) person.email = `${givenName}.${familyName}${number}@example.org`.toLowerCase()
  if (random() < 0.4) person.nhsNumber = makeNhsNumber(random)
  return person
}

function makePlace(random: Random, scale: Scale): Pick<Draft, 'postcode' | 'city' | 'address'> {
  const number = below(scale.postcodes, random)
  const scattered = Math.imul(number + 1, 2654435761) >>> 0
  const district = Math.floor(number / POSTCODES_PER_DISTRICT)
  const area = AREAS[district % AREAS.length] ?? 'N'
  const sector = `${area}${(Math.floor(district / AREAS.length) % 99) + 1} ${scattered % 10}`
  const postcode = `${sector}${INWARD[(scattered >>> 8) % 20] ?? 'A'}${INWARD[(scattered >>> 16) % 20] ?? 'A'}`
  return {
    postcode,
    city: TOWNS[district % TOWNS.length] ?? 'London',
    address: `${1 + below(180, random)} ${pick(STREETS, random)} ${pick(KINDS, random)}`,
  }
}

function makeBirthDate(random: Random): string {
  return dateText(2000 + below(17, random), 1 + below(12, random), 1 + below(28, random))
}

function dateText(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Ten digits from 999, the last one the modulus 11 check digit. */
function makeNhsNumber(random: Random): string {
  while (true) {
    const digits = `999${String(below(1_000_000, random)).padStart(6, '0')}`
    const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${digits}${check}`
  }
}

function withErrors(first: Draft, random: Random, scale: Scale): Draft {
  const copy: Draft = { ...first }
  const { givenName = '', familyName = '' } = first
  if (random() < 0.18) copy.givenName = SHORT[givenName] ?? givenName
  if (random() < 0.07) copy.givenName = typo(copy.givenName ?? '', random)
  if (random() < 0.08) copy.familyName = typo(familyName, random)
  else if (random() < 0.03) copy.familyName = `${familyName}-${skewed(COMMON_FAMILY, random)}`
  if (random() < 0.015) {
    copy.givenName = familyName
    copy.familyName = givenName
  }
  copy.dateOfBirth = withDateError(first.dateOfBirth ?? '', random)
  if (random() < 0.2) Object.assign(copy, makePlace(random, scale))
  if (random() < 0.1) copy.phone = `${pick(DRAMA, random)}${String(below(1000, random)).padStart(3, '0')}`
  return copy
}

function withDateError(date: string, random: Random): string {
  const [year = 2000, month = 1, day = 1] = date.split('-').map(Number)
  const kind = random()
  if (kind < 0.02 && day <= 12) return dateText(year, day, month)
  if (kind < 0.035) return dateText(year + (random() < 0.5 ? 1 : -1), month, day)
  if (kind < 0.05) return dateText(year, month, 1 + (day % 28))
  return kind < 0.065 ? dateText(year, 1, 1) : date
}

function withGaps(record: Draft, random: Random): PersonInput {
  const gaps = {
    givenName: 0.02,
    familyName: 0.01,
    postcode: 0.12,
    city: 0.15,
    phone: 0.3,
    address: 0.2,
    dateOfBirth: 0.05,
    nhsNumber: 0.4,
  }
  for (const [field, share] of Object.entries(gaps)) if (random() < share) Reflect.deleteProperty(record, field)
  return record
}

function typo(word: string, random: Random): string {
  if (word.length < 3) return word
  const at = 1 + below(word.length - 2, random)
  const kind = random()
  if (kind < 0.3) return word.slice(0, at) + word.slice(at + 1)
  if (kind < 0.5) return word.slice(0, at) + pick([...ALPHABET], random) + word.slice(at)
  if (kind < 0.75) return word.slice(0, at) + pick([...ALPHABET], random) + word.slice(at + 1)
  return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
}

function howMany(share: number): number {
  if (share < 0.45) return 1
  if (share < 0.75) return 2
  return share < 0.9 ? 3 : 4
}

/** Earlier words far more often than later ones, as names are. */
function skewed(list: readonly string[], random: Random): string {
  return list[Math.floor(list.length * random() ** 1.3)] ?? ''
}

function pick(list: readonly string[], random: Random): string {
  return list[below(list.length, random)] ?? ''
}

function below(limit: number, random: Random): number {
  return Math.floor(limit * random())
}

function shuffle<T>(list: T[], random: Random): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = below(at + 1, random)
    const [a, b] = [list[at], list[other]]
    if (a === undefined || b === undefined) continue
    list[at] = b
    list[other] = a
  }
}

function words(text: string): string[] {
  return text.split(/\s+/)
}
