import { codePoints } from './code-points.ts'
import { wordsOf } from './token-set.ts'

/** Letters that two texts share among those that either has, 0..1: each letter counts once and its place does not. */
export function jaccard(left: string, right: string): number {
  return shared(new Set(codePoints(left)), new Set(codePoints(right)))
}

/** Words that two texts share among those that either has, 0..1. */
export function tokenJaccard(left: string, right: string): number {
  return shared(wordsOf(left), wordsOf(right))
}

function shared<Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): number {
  const either = a.union(b).size
  return either === 0 ? 1 : a.intersection(b).size / either
}
