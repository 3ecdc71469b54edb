import { HUNG, keyOf, pairKey, type RecordRef } from '#domain/link.ts'
import type { Context } from '#services/context.ts'
import { getSurroundings, type LinkGrant, type Subject, type Word } from '#store/links.ts'

/** Everything that clustering some records depends on: whatever they are, or may become, one person with. */
export interface Component {
  readonly subjects: readonly Subject[]
  /** What stands between records of these subjects; each pair of the machine and each word of a person once. */
  readonly pairs: readonly Word[]
  /** There was more than may be looked at, and it is not whole. */
  readonly tooLarge: boolean
}

/** More subjects than this hang together only through mistakes. */
const MOST_SUBJECTS = 500

/**
 * Find all that hangs together with the seeds, by joining pairs, people's words, agencies' own ids and present membership.
 *
 * Only pairs that may join are followed; weaker ones are given where both their records are reached.
 */
export async function findComponent(ctx: Context, grant: LinkGrant, seeds: readonly RecordRef[]): Promise<Component> {
  const most = MOST_SUBJECTS * Math.max(1, seeds.length)
  const subjects = new Map<string, Subject>()
  const reached = new Set<string>()
  const pairs = new Map<string, Word>()
  let next: readonly RecordRef[] = seeds
  while (next.length > 0 && countOf(subjects) <= most) {
    const found = await getSurroundings(ctx.tx, grant, next)
    // A record that is withdrawn is not found again: without this it would be asked for for ever.
    for (const record of next) reached.add(keyOf(record))
    for (const subject of found.subjects) {
      subjects.set(subjectKeyOf(subject), subject)
      for (const recordId of subject.recordIds) reached.add(keyOf({ agency: subject.agency, recordId }))
    }
    const beyond = new Map<string, RecordRef>()
    for (const pair of found.pairs) {
      pairs.set(wordKeyOf(pair), pair)
      if (!mayJoin(pair)) continue
      for (const end of [pair.left, pair.right]) if (!reached.has(keyOf(end))) beyond.set(keyOf(end), end)
    }
    next = [...beyond.values()]
  }
  const inside = new Set(
    [...subjects.values()].flatMap(one => one.recordIds.map(recordId => keyOf({ agency: one.agency, recordId }))),
  )
  return {
    subjects: [...subjects.values()],
    pairs: [...pairs.values()].filter(pair => inside.has(keyOf(pair.left)) && inside.has(keyOf(pair.right))),
    tooLarge: next.length > 0,
  }
}

/** What hangs on a record joins nothing, however much of it there is. */
function countOf(subjects: ReadonlyMap<string, Subject>): number {
  return [...subjects.values()].filter(subject => subject.sourceSystem !== HUNG).length
}

/** One text for a subject. Subjects of one record are named by it. */
export function subjectKeyOf(subject: Subject): string {
  if (subject.subjectRef === null) return keyOf({ agency: subject.agency, recordId: subject.recordIds[0] ?? '' })
  return `${subject.agency} ${JSON.stringify([subject.sourceSystem, subject.subjectRef])}`
}

/** The people that records of the component belong to now, in order. */
export function peopleOf(component: Component): readonly string[] {
  return [...new Set(component.subjects.flatMap(subject => subject.personIds.filter(id => id !== null)))].toSorted()
}

/** What a person said of each pair, by pair. */
export function overridesOf(standing: readonly Word[]): ReadonlyMap<string, 'must-link' | 'must-not-link'> {
  const said = new Map<string, 'must-link' | 'must-not-link'>()
  for (const pair of standing) {
    if (pair.byKind !== 'person') continue
    if (pair.outcome === 'must-link' || pair.outcome === 'must-not-link')
      said.set(pairKey(pair.left, pair.right), pair.outcome)
  }
  return said
}

/** The machine has one word on a pair; people may have several. */
function wordKeyOf({ decisionId, left, right, byKind }: Word): string {
  return byKind === 'person' ? (decisionId ?? '') : pairKey(left, right)
}

function mayJoin(pair: Word): boolean {
  return pair.outcome === 'join' || pair.outcome === 'must-link'
}
