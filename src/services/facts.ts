import { factKey } from '#linkage/index.ts'

export { factKey }

/** Whether two records say different things of a field; not when one of them says that it does not know. */
export function factsDiffer(field: string, ours: readonly string[], theirs: readonly string[]): boolean {
  const [a, b] = [ours, theirs].map(values => values.map(text => factKey(field, text)).filter(key => key !== ''))
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return false
  return a.toSorted().join('|') !== b.toSorted().join('|')
}
