import { transliterate } from './transliterate.ts'

/** Letters that Unicode decomposition leaves whole, as an English clerk writes them. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'ng',
  ə: 'a',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ŧ: 't',
}

const PLAIN = /^[a-zA-Z0-9 ]*$/
const APOSTROPHES = /['’‘ʼʻʹ`´′＇ʾʿ]/gu
const INVISIBLE_OR_MARK = /[\p{M}\p{Cf}\p{Cc}\p{Co}\p{Cs}ـ]/gu
const NOT_WORD = /[^\p{L}\p{N}]+/gu
const SPECIAL = /[łøßđðþæœıħŋəɓɗƙŧ]/gu

/** Longest text that folding reads, in UTF-16 units; what lies beyond is left out, so cost stays bounded. */
export const MOST_TEXT = 400

/**
 * Lower-case words with single spaces: accents, invisible characters, apostrophes and punctuation folded away.
 *
 * Arabic, Persian, Cyrillic and Greek letters become Latin ones; Chinese and other scripts stay as they are.
 */
export function fold(text: string): string {
  if (text.length <= MOST_TEXT && PLAIN.test(text)) return spaced(text.toLowerCase())
  const cut = text.length > MOST_TEXT ? text.slice(0, MOST_TEXT) : text
  const latin = transliterate(cut.normalize('NFKD').toLowerCase().normalize('NFKD').replace(INVISIBLE_OR_MARK, joiner))
  const folded = latin
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .replace(SPECIAL, letter => LETTERS[letter] ?? letter)
    .replace(NOT_WORD, ' ')
    .normalize('NFC')
  return spaced(folded)
}

/** The words of a text, folded. */
export function words(text: string): readonly string[] {
  const folded = fold(text)
  return folded === '' ? [] : folded.split(' ')
}

/** Control characters separate words (tab, line break); every other invisible character only hides inside one. */
function joiner(character: string): string {
  return character < ' ' ? ' ' : ''
}

function spaced(text: string): string {
  return text.includes('  ') || text.startsWith(' ') || text.endsWith(' ') ? text.trim().replace(/ +/g, ' ') : text
}
