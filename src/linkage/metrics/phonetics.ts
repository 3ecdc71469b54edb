import { daitchMokotoff } from './daitch-mokotoff.ts'
import { doubleMetaphone } from './double-metaphone.ts'
import { matchRating } from './match-rating.ts'
import { metaphone } from './metaphone.ts'
import { nysiis } from './nysiis.ts'
import { phonetic } from './phonetic.ts'
import { soundex } from './soundex.ts'

/** The codes for how a folded name may sound, each once, the likeliest first where they are ranked. */
export type Phonetic = (name: string) => readonly string[]

/**
 * The phonetic codes by name. All but two are for English names; `daitch-mokotoff` is for those of Eastern Europe, and linkage itself
 * uses `many-languages`.
 */
export const phonetics = {
  soundex: name => [soundex(name)],
  metaphone: name => [metaphone(name)],
  'double-metaphone': name => [...new Set(doubleMetaphone(name))],
  nysiis: name => [nysiis(name)],
  'match-rating': name => [matchRating(name)],
  'daitch-mokotoff': daitchMokotoff,
  'many-languages': name => [phonetic(name)],
} as const satisfies Readonly<Record<string, Phonetic>>

/** What a phonetic code is called in `phonetics`. */
export type PhoneticName = keyof typeof phonetics

/** Whether two names have a code in common; a name that has none, or an empty one, sounds like nothing. */
export function soundAlike(by: PhoneticName, left: string, right: string): boolean {
  const codes = phonetics[by](right)
  return phonetics[by](left).some(code => code !== '' && codes.includes(code))
}
