import type { ClusterRules } from './cluster.ts'
import type { Thresholds } from '../model.ts'

/** A pair of one chance in 4,096 against is as telling as any when clusters are weighed against each other. */
const MOST_BITS = 12
/** Found on synthetic worlds and public sets: fewer bits chain people together, more split the records of one. */
const STRANGER_BITS = 2
/** More records than one person is likely to have. */
const LARGEST = 50

/** Holds that say "two different people"; the others only say that the pair by itself is not enough. */
function contradicts(hold: string): boolean {
  return hold.startsWith('different ') || hold === 'may be twins'
}

/** How clusters are made with a model's thresholds; the hub and the shell tool use the same rules. */
export function clusterRulesFor(thresholds: Thresholds): ClusterRules {
  return {
    joinAt: thresholds.join,
    breakAt: thresholds.break,
    mostBits: MOST_BITS,
    strangerBits: STRANGER_BITS,
    largest: LARGEST,
    contradicts,
  }
}
