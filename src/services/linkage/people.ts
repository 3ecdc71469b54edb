import { HUNG, keyOf, type RecordRef, recordOf } from '#domain/link.ts'
import {
  type AttentionReason,
  type Cluster,
  clusterRecords,
  clusterRulesFor,
  type ClusterRules,
  type LinkedPair,
  type Thresholds,
} from '#linkage/index.ts'
import type { Context } from '#services/context.ts'
import {
  type LinkGrant,
  lockPeople,
  type MemberChange,
  type NewMember,
  setMembers,
  type Subject,
  type Word,
} from '#store/links.ts'
import { getComparables } from '#store/match-keys.ts'
import { type Component, findComponent, overridesOf, peopleOf, subjectKeyOf } from './component.ts'
import { hashOf } from './profiles.ts'

/** What clustering found. */
export interface Reclustered {
  /** Whose each record of the component is now, by record key. */
  readonly personOf: ReadonlyMap<string, string>
  /** People who gained or lost records, and still have some. */
  readonly changed: readonly string[]
  /** What is to be written. */
  readonly change: MemberChange
}

/** One thing to cluster: a subject, or one record of a subject that a person has split. */
interface Node {
  readonly key: string
  readonly records: readonly RecordRef[]
  /** Records whose pairs are the node's. */
  readonly standIns: readonly RecordRef[]
  /** Other nodes that the agency's own id says are the same person. */
  readonly saidWith: readonly string[]
}

/** How others are kept from changing the same people meanwhile: linking alone, or by locking people, these first. */
export type Locks = 'alone' | { readonly likely: readonly string[] }

/** As `findPeople`, and write who belongs to whom. Gives the people who gained or lost records, and still have some. */
export async function recluster(
  ctx: Context,
  grant: LinkGrant,
  seeds: readonly RecordRef[],
  locks: Locks,
  thresholds: Thresholds,
): Promise<readonly string[]> {
  const { change, changed } = await findPeople(ctx, grant, seeds, locks, thresholds)
  await setMembers(ctx.tx, grant, change, ctx.now)
  return changed
}

/**
 * Cluster all that hangs together with the seeds from scratch, from what stands of each pair: who belongs to whom, to be written.
 *
 * The answer depends on the pairs alone, not on the order in which records came. A cluster keeps the id of the person with whom it
 * shares most records, so that people keep their ids.
 */
export async function findPeople(
  ctx: Context,
  grant: LinkGrant,
  seeds: readonly RecordRef[],
  locks: Locks,
  thresholds: Thresholds,
): Promise<Reclustered> {
  if (seeds.length === 0) return { personOf: new Map(), changed: [], change: { members: [], people: [], gone: [] } }
  const component = await findLocked(ctx, grant, seeds, locks)
  const nodes = component.tooLarge ? [] : await nodesOf(ctx, grant, component)
  const clusters = component.tooLarge ? aloneEach(component) : clustersOf(nodes, component, clusterRulesFor(thresholds))
  return peopleFrom(ctx, component, clusters)
}

/** Looks again after locking, since somebody may have changed the people while we waited. */
async function findLocked(
  ctx: Context,
  grant: LinkGrant,
  seeds: readonly RecordRef[],
  locks: Locks,
): Promise<Component> {
  if (locks === 'alone') return findComponent(ctx, grant, seeds)
  let locked = locks.likely
  let [, component] = await Promise.all([lockPeople(ctx.tx, locked), findComponent(ctx, grant, seeds)])
  while (!component.tooLarge && peopleOf(component).some(id => !locked.includes(id))) {
    locked = [...new Set([...locked, ...peopleOf(component)])]
    ;[, component] = await Promise.all([lockPeople(ctx.tx, locked), findComponent(ctx, grant, seeds)])
  }
  return component
}

/** Records taken for one person, and why somebody should look. */
interface Group {
  readonly records: readonly RecordRef[]
  readonly attention: readonly AttentionReason[]
}

/** When too much hangs together, who belongs to somebody stays there, and who does not is a person alone until somebody has looked. */
function aloneEach({ subjects }: Component): readonly Group[] {
  const held = new Map<string, RecordRef[]>()
  const alone: Group[] = []
  for (const subject of subjects) {
    for (const { record, personId } of membersOf(subject)) {
      if (personId === null) alone.push({ records: [record], attention: ['too-large'] })
      else held.set(personId, [...(held.get(personId) ?? []), record])
    }
  }
  return [...alone, ...[...held.values()].map((records): Group => ({ records, attention: ['too-large'] }))]
}

function clustersOf(nodes: readonly Node[], { pairs }: Component, rules: ClusterRules): readonly Group[] {
  const nodeOf = new Map(nodes.flatMap(node => node.records.map(record => [keyOf(record), node])))
  const nodeAt = (record: RecordRef): string => nodeOf.get(keyOf(record))?.key ?? ''
  const overrides = [...overridesOf(pairs)].map(([key, said]) => {
    const [left = '', right = ''] = key.split('|')
    return { ends: [nodeAt(recordOf(left)), nodeAt(recordOf(right))] as const, said }
  })
  const apart = overrides.filter(({ ends }) => ends[0] !== ends[1])
  const found = clusterRecords({
    records: nodes.map(node => node.key),
    pairs: nodePairs(nodes, pairs, rules),
    mustLink: [
      ...nodes.flatMap(node => node.saidWith.map(other => [node.key, other] as const)),
      ...endsOf(apart, 'must-link'),
    ],
    mustNotLink: endsOf(apart, 'must-not-link'),
    rules,
  })
  const byKey = new Map(nodes.map(node => [node.key, node]))
  return found.map((one: Cluster) => ({
    records: one.members.flatMap(key => byKey.get(key)?.records ?? []),
    attention: one.needsAttention,
  }))
}

function endsOf(
  overrides: readonly { readonly ends: readonly [string, string]; readonly said: string }[],
  wanted: string,
): (readonly [string, string])[] {
  return overrides.filter(({ said }) => said === wanted).map(({ ends }) => ends)
}

/** The machine's word on each pair of nodes: the heaviest of their records' pairs, held back by any that contradicts. */
function nodePairs(nodes: readonly Node[], pairs: readonly Word[], rules: ClusterRules): readonly LinkedPair[] {
  const standingFor = new Map<string, string[]>()
  for (const node of nodes) {
    for (const record of node.standIns)
      standingFor.set(keyOf(record), [...(standingFor.get(keyOf(record)) ?? []), node.key])
  }
  const found = new Map<string, LinkedPair>()
  for (const pair of pairs) {
    if (pair.byKind === 'person' || pair.outcome === 'apart') continue
    const weight = pair.outcome === 'join' ? Math.max(pair.weight, rules.joinAt) : pair.weight
    for (const one of standingFor.get(keyOf(pair.left)) ?? []) {
      for (const other of standingFor.get(keyOf(pair.right)) ?? []) {
        if (one === other) continue
        const [left, right] = one < other ? [one, other] : [other, one]
        const key = `${left}|${right}`
        found.set(key, stronger(found.get(key), { left, right, weight, holds: pair.holds }, rules))
      }
    }
  }
  return [...found.values()]
}

function stronger(one: LinkedPair | undefined, other: LinkedPair, rules: ClusterRules): LinkedPair {
  if (one === undefined) return other
  const ranked = [one, other].toSorted(
    (a, b) =>
      rankOf(b, rules) - rankOf(a, rules) || b.weight - a.weight || a.holds.join().localeCompare(b.holds.join(), 'en'),
  )
  const best = ranked[0] ?? one
  return { ...best, weight: Math.max(one.weight, other.weight) }
}

/** A contradiction outranks agreement, agreement outranks what says too little. */
function rankOf(pair: LinkedPair, rules: ClusterRules): number {
  if (pair.holds.some(rules.contradicts)) return 2
  return pair.holds.length === 0 ? 1 : 0
}

/** One node a subject. A subject of which a person holds records apart is one node a record, and the agency's word ties them. */
async function nodesOf(ctx: Context, grant: LinkGrant, component: Component): Promise<readonly Node[]> {
  const subjectOf = new Map(
    component.subjects.flatMap(one => membersOf(one).map(({ record }) => [keyOf(record), one] as const)),
  )
  const split = new Set<Subject>()
  for (const [pair, said] of overridesOf(component.pairs)) {
    const [left = '', right = ''] = pair.split('|')
    const subject = subjectOf.get(left)
    if (said === 'must-not-link' && subject !== undefined && subject === subjectOf.get(right)) split.add(subject)
  }
  const nodes: Node[] = []
  for (const subject of component.subjects) {
    if (subject.sourceSystem === HUNG) continue
    const records = membersOf(subject).map(({ record }) => record)
    if (split.has(subject)) nodes.push(...(await recordNodes(ctx, grant, records)))
    else nodes.push({ key: subjectKeyOf(subject), records, standIns: records, saidWith: [] })
  }
  return withHung(nodes, component)
}

/** What hangs on a record goes where that record goes, and weighs nothing in it. What hangs on none any more is a node of its own. */
function withHung(nodes: readonly Node[], { subjects, pairs }: Component): readonly Node[] {
  const hung = new Set(
    subjects.filter(one => one.sourceSystem === HUNG).flatMap(one => membersOf(one).map(keyOfMember)),
  )
  if (hung.size === 0) return nodes
  const beside = new Map<string, string[]>()
  for (const [pair, said] of overridesOf(pairs)) {
    const [left = '', right = ''] = pair.split('|')
    if (said !== 'must-link') continue
    beside.set(left, [...(beside.get(left) ?? []), right])
    beside.set(right, [...(beside.get(right) ?? []), left])
  }
  const held = nodes.map(node => {
    const records = [...node.records]
    // Something may hang on what hangs itself: the list grows while it is walked.
    for (const record of records)
      for (const other of beside.get(keyOf(record)) ?? []) if (hung.delete(other)) records.push(recordOf(other))
    return { ...node, records }
  })
  const loose = [...hung].map(key => ({ key, records: [recordOf(key)], standIns: [], saidWith: [] }))
  return [...held, ...loose]
}

function keyOfMember({ record }: { readonly record: RecordRef }): string {
  return keyOf(record)
}

/** A record that says what another says has the other's pairs, whichever of them linkage scored. */
async function recordNodes(ctx: Context, grant: LinkGrant, records: readonly RecordRef[]): Promise<readonly Node[]> {
  const compared = await getComparables(ctx.tx, grant, records)
  const saying = Map.groupBy(
    compared.toSorted((a, b) => (a.recordId < b.recordId ? -1 : 1)),
    record => hashOf(record.comparable),
  )
  const firsts = [...saying.values()].flatMap(alike => alike.slice(0, 1)).map(keyOf)
  return [...saying.values()].flatMap(alike =>
    alike.map((record, at) => ({
      key: keyOf(record),
      records: [{ agency: record.agency, recordId: record.recordId }],
      standIns: alike,
      saidWith: at === 0 ? firsts.slice(0, firsts.indexOf(keyOf(record))).slice(-1) : alike.slice(0, 1).map(keyOf),
    })),
  )
}

function membersOf(subject: Subject): { readonly record: RecordRef; readonly personId: string | null }[] {
  return subject.recordIds.map((recordId, at) => ({
    record: { agency: subject.agency, recordId },
    personId: subject.personIds[at] ?? null,
  }))
}

function peopleFrom(ctx: Context, component: Component, groups: readonly Group[]): Reclustered {
  const before = new Map(
    component.subjects.flatMap(one => membersOf(one).map(({ record, personId }) => [keyOf(record), personId] as const)),
  )
  const hung = new Set(
    component.subjects.filter(one => one.sourceSystem === HUNG).flatMap(one => membersOf(one).map(keyOfMember)),
  )
  const ids = keptIds(groups, before, hung)
  const personOf = new Map<string, string>()
  const members: NewMember[] = []
  const changed = new Set<string>()
  const people = groups.map(group => {
    const personId = ids.get(group) ?? ctx.newId()
    for (const record of group.records) {
      const was = before.get(keyOf(record)) ?? null
      personOf.set(keyOf(record), personId)
      if (was === personId) continue
      members.push({ ...record, personId })
      changed.add(personId)
      if (was !== null) changed.add(was)
    }
    return { personId, attention: group.attention }
  })
  const left = new Set(people.map(person => person.personId))
  const gone = peopleOf(component).filter(id => !left.has(id))
  return { personOf, changed: [...changed].filter(id => left.has(id)), change: { members, people, gone } }
}

/**
 * The person id that each group keeps: the one with which it shares most records; of equal shares the smallest id goes first.
 *
 * @param hung keys of records that hang on others: they come to a person, who keeps their id
 */
function keptIds(
  groups: readonly Group[],
  before: ReadonlyMap<string, string | null>,
  hung: ReadonlySet<string>,
): ReadonlyMap<Group, string> {
  const shares = groups.flatMap((group, at) => {
    const counts = new Map<string, number>()
    for (const record of group.records) {
      const id = before.get(keyOf(record)) ?? null
      if (id !== null) counts.set(id, (counts.get(id) ?? 0) + (hung.has(keyOf(record)) ? 0 : 1))
    }
    return [...counts].map(([id, count]) => ({ group, at, id, count }))
  })
  const kept = new Map<Group, string>()
  const taken = new Set<string>()
  for (const share of shares.toSorted(
    (a, b) => b.count - a.count || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.at - b.at),
  )) {
    if (kept.has(share.group) || taken.has(share.id)) continue
    kept.set(share.group, share.id)
    taken.add(share.id)
  }
  return kept
}
