/**
 * The age at which somebody of that age can read a text, by its English words and sentences.
 *
 * Flesch-Kincaid grade plus five years. Syllables are counted by groups of vowels, so it is an estimate. A line counts as a sentence.
 * Source: Kincaid and others, 1975, Research Branch Report 8-75.
 */
export function readingAge(text: string): number {
  const sentences = text.split(/[.!?:\n]+/u).filter(part => /\p{L}/u.test(part))
  const words = text.match(/\p{L}[\p{L}’'-]*/gu) ?? []
  if (words.length === 0) return 0
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0)
  return 0.39 * (words.length / Math.max(1, sentences.length)) + 11.8 * (syllables / words.length) - 15.59 + 5
}

/** Groups of vowels, without what is silent at the end; two vowels at most make one. */
function syllablesOf(word: string): number {
  const spoken = word
    .toLowerCase()
    .replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '')
    .replace(/^y/, '')
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 0)
}

/** The text of the main part of a page, a line for each block. Names to choose from in a list are not read as text. */
export function mainText(html: string): string {
  const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? ''
  return main
    .replaceAll(/<details.*?<\/details>|<select.*?<\/select>/gs, '')
    .replaceAll(/<br>|<\/(?:p|li|h\d|div|dt|dd|label|legend|button|caption|t[dh])>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&[a-z#0-9]+;/g, ' ')
}
