/** How many numbers a row has: a line of the processor's cache, so that a record is fetched from memory at one go. */
export const WIDTH = 16

/** What the numbers of a row are. Values are known by the number that they have in the file; −1 where there is none. */
export const CELL = {
  /** First given name, all given names as one word, second given name, family name: places of words. */
  given: 0,
  givenWord: 1,
  secondGiven: 2,
  family: 3,
  /** A bit for each comparison that the record has a value for, in the order of `personComparisons`, and those of `FLAG`. */
  flags: 4,
  /** Date of birth in one number, 0 where it is not known. */
  born: 5,
  /** Its eight digits, four bits each; without a date of birth the years of birth that are possible, or 0. */
  digits: 6,
  postcode: 7,
  address: 8,
  city: 9,
  phone: 10,
  email: 11,
  nhsNumber: 12,
  upn: 13,
  pncId: 14,
  /** Place among the names that words alone do not give back. */
  names: 15,
} as const

/** Bits of the flags beyond those of the comparisons. */
export const FLAG = {
  /** The first given name is a single letter. */
  initialOnly: 1 << 20,
  female: 1 << 21,
  male: 1 << 22,
  /** The names are of a make that rows cannot compare. */
  unusual: 1 << 23,
} as const

/** Where among the flags stands how rare the given and the family name are: four bits each, see `rarityOf`. */
export const RARITY = { given: 24, family: 28 } as const

/** The rarest that four bits can say. */
export const RAREST = 15

/** How rare a value is, from the share of people who have it: −log2 of it, rounded up to whole bits, or `RAREST`. */
export function rarityOf(share: number): number {
  return Math.min(RAREST, Math.max(0, Math.ceil(-Math.log2(share))))
}

/** How two records compare, by where their rows begin. */
export type ByRow = (a: number, b: number) => number
