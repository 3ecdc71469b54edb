import { type Blocks, buildBlocks, type RuleKeys } from './blocks.ts'
import { rowRefiners } from './rows/refiners.ts'
import type { Rows } from './rows/rows.ts'
import type { Job } from './threads/crew.ts'

/** What is needed to make the blocks of any rule. */
export interface BlocksContext {
  readonly rows: Rows
  readonly keys: readonly RuleKeys[]
  /** Most records of a block; a larger one is split by further values. */
  readonly limit: number
  /** Records that are in no block. */
  readonly copies: ReadonlyMap<number, number>
}

/** Blocks of one rule after another. */
export const blocksJob: Job<BlocksContext, Blocks> = {
  name: 'blocks',
  begin: ({ rows, keys, limit, copies }) => {
    const refiners = rowRefiners(rows)
    return rule => {
      const ofRule = keys[rule]
      if (!ofRule) throw new Error(`There is no rule number ${rule}`)
      return buildBlocks(ofRule, refiners, limit, copies)
    }
  },
}
