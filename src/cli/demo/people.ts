import type { Random } from './random.ts'

/** Names that go together, and how often such people live in the world. */
export interface NameGroup {
  readonly group: string
  readonly weight: number
  readonly boys: readonly string[]
  readonly girls: readonly string[]
  readonly families: readonly string[]
}

/** What invented people and their homes are named from. */
export interface NameLists {
  readonly groups: readonly NameGroup[]
  readonly variants: Readonly<Record<string, readonly string[]>>
  readonly streets: readonly string[]
  readonly streetEnds: readonly string[]
}

/** Where people live, and the police and council that serve it. */
export interface Area {
  readonly area: string
  readonly weight: number
  readonly city: string
  readonly outcodes: readonly string[]
  readonly police: string
  readonly council: string
}

/** An invented person as they truly are. Records of agencies are drawn from this, with errors. */
export interface InventedPerson {
  readonly id: string
  readonly group: string
  readonly given: string
  readonly middle: string
  readonly family: string
  /** YYYY-MM-DD */
  readonly born: string
  readonly sex: 'F' | 'M'
  readonly area: Area
  readonly address: string
  readonly postcode: string
  /** Another address, for those who move within the year. */
  readonly movedTo: { readonly address: string; readonly postcode: string }
  readonly phone: string
  readonly nhsNumber: string
  readonly upn: string
  readonly pncId: string
  readonly child: boolean
}

/** Ranges that Ofcom keeps for drama: 1,000 numbers each, the mobile one first. Those of the demonstration's agencies (020 7946 0, 01632 960) are left out. */
const DRAMA = [
  '07700900',
  '01134960',
  '01144960',
  '01154960',
  '01164960',
  '01174960',
  '01184960',
  '01214960',
  '01514960',
  '01614960',
  '01914980',
  '02920180',
  '03069990',
]
/** The last numbers of the first range belong to the people of the stories. */
const STORIES_FROM = 950
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ'
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const PNC_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY'

/** The nth invented number from the drama ranges; empty when they are used up, so that no two people share one by accident. */
export function dramaNumber(n: number): string {
  const range = DRAMA[Math.floor(n / 1000)]
  return range === undefined || (n >= STORIES_FROM && n < 1000) ? '' : range + String(n % 1000).padStart(3, '0')
}

/** The nth valid NHS number of the 999 range. */
export function testNhsNumber(n: number): string {
  for (let serial = n * 2; ; serial++) {
    const nine = `999${String(serial % 1_000_000).padStart(6, '0')}`
    const sum = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return nine + String(check)
  }
}

/** A valid unique pupil number of local authority 999, which does not exist. */
export function testUpn(n: number, born: string): string {
  const body = `9994${String(Math.floor(n / 1000) % 1000).padStart(3, '0')}${born.slice(2, 4)}${String(n % 1000).padStart(3, '0')}`
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at + 2), 0)
  return `${UPN_LETTERS[sum % 23] ?? 'A'}${body}`
}

/** A valid PNC ID with a serial from the very top of the range. */
export function testPncId(n: number, year: number): string {
  const yy = String(year % 100).padStart(2, '0')
  const serial = String(9_000_000 + (n % 1_000_000))
  return `${yy}/${serial}${PNC_LETTERS[Number(yy + serial) % 23] ?? 'Z'}`
}

/** Person number `n` of the world. Nine in ten are children or young people; ages are on 1 September of `year`. */
export function inventPerson(
  random: Random,
  names: NameLists,
  areas: readonly Area[],
  n: number,
  year: number,
): InventedPerson {
  const group = random.weighted(names.groups.map(one => [one, one.weight] as const))
  const area = random.weighted(areas.map(one => [one, one.weight] as const))
  const sex = random.chance(0.5) ? 'F' : 'M'
  const firsts = sex === 'F' ? group.girls : group.boys
  const child = random.chance(0.9)
  const age = child ? 10 + random.int(10) : 20 + random.int(60)
  const month = 1 + random.int(12)
  const born = `${year - age}-${two(month)}-${two(1 + random.int(28))}`
  return {
    id: `p${n}`,
    group: group.group,
    given: random.pick(firsts),
    middle: random.chance(0.5) ? random.pick(firsts) : '',
    family: random.pick(group.families),
    born,
    sex,
    area,
    ...home(random, names, area),
    movedTo: home(random, names, area),
    phone: dramaNumber(n),
    nhsNumber: testNhsNumber(n),
    upn: child ? testUpn(n, born) : '',
    pncId: testPncId(n, year - random.int(5)),
    child,
  }
}

function home(random: Random, names: NameLists, area: Area) {
  const inward = `${random.int(10)}${INWARD[random.int(20)] ?? 'A'}${INWARD[random.int(20)] ?? 'A'}`
  return {
    address: `${1 + random.int(140)} ${random.pick(names.streets)} ${random.pick(names.streetEnds)}`,
    postcode: `${random.pick(area.outcodes)} ${inward}`,
  }
}

/** A number of at least two digits. */
export function two(n: number): string {
  return String(n).padStart(2, '0')
}
