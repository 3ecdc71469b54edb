/** Beginnings, then ends, that are spelt otherwise before the name is read. */
const RESPELT: readonly (readonly [RegExp, string])[] = [
  [/^MAC/u, 'MCC'],
  [/^KN/u, 'N'],
  [/^K/u, 'C'],
  [/^P[HF]/u, 'F'],
  [/^SCH/u, 'S'],
  [/(?:EE|IE)$/u, 'Y'],
  [/(?:DT|RT|RD|NT|ND)$/u, 'D'],
]

/** What is heard after the first letter; an h beside a consonant and a w after a vowel are the letter before once more. */
const SPELLINGS =
  /(?<!^)(?:EV|[AEIOUQZM]|KN?|SCH|PH|(?<=[AEIOU])H(?![AEIOU])|(?<=(?<consonant>[^AEIOU]))H|(?<=(?<vowel>[AEIOU]))W)/gu

/** What is small here stays beside another of its kind. */
const HEARD: Readonly<Record<string, string>> = {
  EV: 'aF',
  Q: 'G',
  Z: 'S',
  M: 'N',
  KN: 'N',
  K: 'C',
  SCH: 'sS',
  PH: 'F',
}

/**
 * How an English name sounds, in letters; an empty text for an empty name.
 *
 * Source: Taft (1970), Name Search Techniques, New York State Identification and Intelligence System.
 */
export function nysiis(name: string): string {
  const respelt = RESPELT.reduce((text, [from, to]) => text.replace(from, to), name.toUpperCase())
  return respelt
    .replace(SPELLINGS, (spelling, consonant?: string, vowel?: string) => consonant ?? vowel ?? HEARD[spelling] ?? 'A')
    .replace(/(.)\1+/gu, '$1')
    .toUpperCase()
    .replace(/(?<=.)S$|A(?=Y$)/u, '')
    .replace(/(?<=.)A$/u, '')
}
