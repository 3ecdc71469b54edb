import type { Evidence, MatchScore } from './comparable.ts'
import type { ExtraModel } from './extras.ts'
import type { LinkResult } from './link-records.ts'
import { probabilityOf, scorePair } from './score.ts'

/** The score of two records of a finished run, by number, with the evidence of the extra comparisons after the model's own. */
export function explainPair(result: LinkResult, left: number, right: number): MatchScore {
  const a = result.people[left]
  const b = result.people[right]
  if (!a || !b) throw new Error(`There are no records ${left} and ${right}; the run has ${result.people.length}`)
  const score = scorePair(result.model, a, b)
  const levels = result.extraLevelsOf(left, right)
  const evidence = result.extras.map((extra, at) => evidenceOf(extra, levels[at] ?? -1))
  const weight = evidence.reduce((sum, item) => sum + item.weight, score.weight)
  return { ...score, weight, probability: probabilityOf(weight), evidence: [...score.evidence, ...evidence] }
}

function evidenceOf(extra: ExtraModel, level: number): Evidence {
  const found = extra.levels[level]
  if (!found) return { comparison: extra.name, label: 'missing', words: `${extra.name} missing`, weight: 0 }
  return { comparison: extra.name, label: found.label, words: found.words, weight: Math.log2(found.m / found.u) }
}
