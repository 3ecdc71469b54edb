const LONGEST = 6
const FROM_EACH_END = 3

/**
 * The letters of a name without its vowels, but for one that it begins with, and without doubles: the first three and the last three.
 *
 * Source: Moore et al. (1977), Accessing Individual Records from Personal Data Files Using Nonunique Identifiers, NBS 500-2.
 */
export function matchRating(name: string): string {
  const letters = [
    ...name
      .toUpperCase()
      .replace(/(?<=.)[AEIOU]/gu, '')
      .replace(/(.)\1+/gu, '$1'),
  ]
  return letters.length <= LONGEST
    ? letters.join('')
    : [...letters.slice(0, FROM_EACH_END), ...letters.slice(-FROM_EACH_END)].join('')
}
