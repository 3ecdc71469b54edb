import type { Comparable } from '../comparable.ts'
import { frequencyOf } from '../comparison.ts'
import type { ExtraModel } from '../extras.ts'
import { holdsFor, type Kinship, kinshipOf } from '../holds.ts'
import type { PersonModel } from '../model.ts'
import { placeOf } from '../pattern.ts'
import { patternOf, weighPattern } from '../score.ts'

/** What two records are to each other, in the form in which one may ask what else would be if they agreed in more. */
export interface Compared {
  readonly a: Comparable
  readonly b: Comparable
  /** Levels of the model's comparisons and then of the extra ones; −1 where a value is missing. */
  readonly levels: readonly number[]
  readonly kinship: Kinship
}

/** A model with its extra comparisons. */
export interface WholeModel {
  readonly model: PersonModel
  readonly extras: readonly ExtraModel[]
}

const AGE = placeOf('age')
const BORN = placeOf('date_of_birth')

/** Two records as they are. @param extraLevels in the order of the extra comparisons */
export function compare({ model }: WholeModel, a: Comparable, b: Comparable, extraLevels: readonly number[]): Compared {
  return { a, b, levels: [...patternOf(model, a, b), ...extraLevels], kinship: kinshipOf(model, a, b) }
}

/** The same two records if they agreed as well as can be in some comparisons, by place. */
export function ifTheSame(compared: Compared, places: readonly number[]): Compared {
  // With two dates of birth ages are not compared, and nobody is a generation older.
  const born = places.includes(BORN)
  return {
    ...compared,
    levels: compared.levels.map((level, at) => (places.includes(at) ? 0 : born && at === AGE ? -1 : level)),
    kinship: born ? { ...compared.kinship, generationApart: false } : compared.kinship,
  }
}

/** Weight, and what holds the two back. */
export function standing(
  { model, extras }: WholeModel,
  { a, b, levels, kinship }: Compared,
): { readonly weight: number; readonly holds: readonly string[] } {
  const pattern = levels.slice(0, model.comparisons.length)
  const terms = model.comparisons.map(({ comparison }, at) => {
    const level = pattern[at] ?? -1
    // Where only one has the value, the other's would be the same.
    const [one, other] = [comparison.key(a) === undefined ? b : a, comparison.key(b) === undefined ? a : b]
    return frequencyOf(comparison, one, other, level)
  })
  const weight = weighPattern(model, pattern, terms, new Float64Array(terms.length))
  const more = extras.reduce((sum, extra, at) => {
    const found = extra.levels[levels[model.comparisons.length + at] ?? -1]
    return found ? sum + Math.log2(found.m / found.u) : sum
  }, 0)
  return { weight: weight + more, holds: holdsFor(pattern, kinship) }
}
