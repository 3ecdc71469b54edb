import { codePoints } from './code-points.ts'
import { damerauLevenshtein } from './damerau-levenshtein.ts'
import { hamming } from './hamming.ts'
import { indelRatio } from './indel.ts'
import { jaccard, tokenJaccard } from './jaccard.ts'
import { jaro, jaroWinkler, longJaroWinkler } from './jaro-winkler.ts'
import { levenshtein } from './levenshtein.ts'
import { optimalStringAlignment } from './optimal-string-alignment.ts'
import { qGramCosine } from './q-gram-cosine.ts'
import { tokenSet } from './token-set.ts'

/** How alike two texts are: 1 for equal ones, 0 for nothing in common. */
export type Similarity = (left: string, right: string) => number

/** The string metrics by name. Each is symmetric, gives 0..1 and takes texts as they are: fold them first. */
export const similarities = {
  exact: (left, right) => Number(left === right),
  hamming: (left, right) => lessShare(hamming, left, right),
  levenshtein: (left, right) => lessShare(levenshtein, left, right),
  'damerau-levenshtein': (left, right) => lessShare(damerauLevenshtein, left, right),
  'optimal-string-alignment': (left, right) => lessShare(optimalStringAlignment, left, right),
  indel: indelRatio,
  jaro,
  'jaro-winkler': jaroWinkler,
  'long-jaro-winkler': longJaroWinkler,
  jaccard,
  'q-gram-cosine': (left, right) => qGramCosine(left, right),
  'token-jaccard': tokenJaccard,
  'token-set': tokenSet,
} as const satisfies Readonly<Record<string, Similarity>>

/** What a string metric is called in `similarities`. */
export type SimilarityName = keyof typeof similarities

/** One less the edits as a share of the letters of the longer text, which is as many as there can be. */
function lessShare(edits: Similarity, left: string, right: string): number {
  const most = Math.max(codePoints(left).length, codePoints(right).length)
  return most === 0 ? 1 : 1 - edits(left, right) / most
}
