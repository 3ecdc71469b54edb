import type { Blocks } from './blocks.ts'
import { HOLD } from './clusters/merge.ts'
import type { PairTable } from './pair-table.ts'

/** Of fewer pairs nothing can be said. */
const FEWEST = 30
/** Of more pairs every so many are looked at. */
const MOST_LOOKED_AT = 100_000

/**
 * Estimated share of the pairs of one person that share a key of any rule, from how many rules find each pair that joins: pairs that
 * just one rule finds tell of others that none does. No truth is needed. Undefined where too few pairs join.
 *
 * The rules are taken for occasions of capture of unequal catchability: Chao, A. (1987), Biometrics 43, 783-791, in its
 * bias-corrected form. It bounds what is missed from below, so the recall is rather less than said than more.
 */
export function estimateBlockingRecall(
  blocks: readonly Blocks[],
  pairs: PairTable,
  joinAt: number,
): number | undefined {
  let joined = 0
  let once = 0
  let twice = 0
  const every = Math.max(1, Math.floor(pairs.size / MOST_LOOKED_AT))
  for (let row = 0; row < pairs.size; row += every) {
    if ((pairs.weight[row] ?? 0) < joinAt || pairs.hold[row] !== HOLD.none) continue
    const found = rulesFinding(blocks, pairs.left[row] ?? 0, pairs.right[row] ?? 0)
    // A copy, which no rule was asked for.
    if (found === 0) continue
    joined++
    if (found === 1) once++
    if (found === 2) twice++
  }
  if (joined < FEWEST) return undefined
  const missed = (once * (once - 1)) / (2 * (twice + 1))
  return joined / (joined + missed)
}

/** How many rules put two records in a block together. */
function rulesFinding(blocks: readonly Blocks[], left: number, right: number): number {
  let rules = 0
  for (const rule of blocks) if (together(rule, left, right)) rules++
  return rules
}

/** Whether a rule puts two records in a block together. */
export function together({ entryStart, entryEnd }: Blocks, left: number, right: number): boolean {
  for (let one = entryStart[left] ?? 0; one < (entryStart[left + 1] ?? 0); one++) {
    // A block is known by where it ends.
    for (let other = entryStart[right] ?? 0; other < (entryStart[right + 1] ?? 0); other++) {
      if (entryEnd[one] === entryEnd[other]) return true
    }
  }
  return false
}
