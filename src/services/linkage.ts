import { keyOf, type RecordRef } from '#domain/link.ts'
import { blockingKeys, type Certainty, certaintyOf, type Comparable, inWords, type Thresholds } from '#linkage/index.ts'
import { addToLinkage } from '#store/linkage-size.ts'
import { getOwnMembers, lockLinkage, retirePairs, setMembers, writeDecisions } from '#store/links.ts'
import type { SearchGrant } from '#store/match-keys.ts'
import { authorise, type Context, ownSubject } from './context.ts'
import {
  type Candidates,
  candidatesAtOnce,
  matchRecords,
  previewMatches,
  type Resemblance,
  type RowToPreview,
} from './linkage/match.ts'
import { findPeople, type Reclustered } from './linkage/people.ts'
import { dropProfiles, type RecordToLink, settleProfiles } from './linkage/profiles.ts'
import { hubThresholds, thresholdsFor } from './linkage/size.ts'

export type { RecordToLink }

/** A record that may be of the same person. Ids and words only: nothing that the record says. */
export interface Match extends RecordRef {
  readonly personId: string
  /** log2 odds */
  readonly weight: number
  readonly probability: number
  /** 'confirmed' when the two are taken for one person. */
  readonly certainty: Certainty
  /** Why, in words, without any value. */
  readonly words: string
}

/** What became of one record. */
export interface Linked {
  readonly recordId: string
  readonly personId: string
  /** Best first; empty for a record that says what another of its agency's own subject says already. */
  readonly matches: readonly Match[]
  /** The agency's own number says that it is of the same person as another of its records. */
  readonly byOwnNumber: boolean
  /** Everybody who gained or lost records by the whole call; the same list for each of its records. */
  readonly changedPersons: readonly string[]
  /** Keys of the whole call that so many records share that only the first 200 of each were looked at. */
  readonly crowdedKeys: number
}

/** How to link. */
export interface LinkSetting {
  /** Score even what has not changed. */
  readonly again?: boolean
  /** Other writing of the transaction, the records' own included: begun while linkage compares, done before it looks at people. */
  readonly meanwhile?: () => Promise<unknown>
}

/** What linking asks first, on its way. */
export interface Begun {
  readonly grant: SearchGrant
  readonly held: Promise<number>
  readonly candidates: Promise<Candidates>
}

const NOBODY: ReadonlyMap<string, string> = new Map()

/** So many records are linked alone, with nobody else linking at the same time. */
const MANY = 10

/** Ask what linking one new record asks first, before it is stored; for `linkNewRecord` in the same transaction. Throws when refused. */
export function beginLinking(ctx: Context, comparable: Comparable): Begun {
  const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  const held = lockLinkage(ctx.tx, blockingKeys(comparable))
  const candidates = candidatesAtOnce(ctx, grant, comparable, held)
  for (const asked of [held, candidates]) asked.catch(() => undefined)
  return { grant, held, candidates }
}

/**
 * Link records of the actor's own agency with everybody's, and put them with the people they belong to.
 *
 * Takes new, changed and returned records alike; the order in which they come makes no difference to who ends together. Tells no
 * agency: the caller does, with `tellAgencies`. Throws when refused.
 */
export async function linkRecords(
  ctx: Context,
  records: readonly RecordToLink[],
  setting: LinkSetting = {},
): Promise<readonly Linked[]> {
  return (await link(ctx, records, { ...setting, afterwards: async () => undefined })).linked
}

/**
 * Link one new record that is of no subject, for which `beginLinking` has asked, and give what is asked afterwards.
 *
 * @param meanwhile stores the record: begun while linkage compares, done before it looks at people
 * @param afterwards is begun together with the last writing, sees whose the record is, and costs no way of its own
 */
export async function linkNewRecord<A>(
  ctx: Context,
  begun: Begun,
  record: RecordToLink,
  { meanwhile, afterwards }: { readonly meanwhile: () => Promise<unknown>; readonly afterwards: () => Promise<A> },
): Promise<A> {
  return (await link(ctx, [record], { begun, meanwhile, afterwards })).after
}

interface Linking<A> extends LinkSetting {
  readonly begun?: Begun
  readonly afterwards: () => Promise<A>
}

async function link<A>(
  ctx: Context,
  records: readonly RecordToLink[],
  setting: Linking<A>,
): Promise<{ readonly linked: readonly Linked[]; readonly after: A }> {
  const { begun, meanwhile, afterwards } = setting
  const grant = begun?.grant ?? authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  if (records.length === 0) {
    await meanwhile?.()
    return { linked: [], after: await afterwards() }
  }
  const alone = records.length > MANY
  const keys = alone ? undefined : records.flatMap(record => blockingKeys(record.comparable))
  const ids = records.map(record => record.recordId)
  const [held, known, candidates] = await Promise.all([
    begun?.held ?? lockLinkage(ctx.tx, keys),
    begun === undefined ? getOwnMembers(ctx.tx, grant, ids) : NOBODY,
    begun?.candidates,
  ])
  const thresholds = thresholdsFor(held + (alone ? records.length - known.size : 0))
  if (alone) await addToLinkage(ctx.tx, grant, records.length - known.size)
  const settled = await settleProfiles(ctx, grant, records, new Set(known.keys()), setting.again)
  await retirePairs(ctx.tx, grant, settled.demoted)
  const matched = await matchRecords(ctx, grant, settled.toMatch, { known, thresholds, candidates, meanwhile })

  const leaders = await getOwnMembers(ctx.tx, grant, [...new Set(settled.following.values())])
  // Without the whole linkage to itself, a follower's person may be changing under it: clustering locks and looks.
  const toCluster = [...settled.following]
    .filter(([, leader]) => !alone || !leaders.has(leader))
    .map(([follower]) => follower)
  const isAlone = (record: RecordToLink): boolean =>
    record.subjectRef === undefined && !known.has(record.recordId) && !matched.joining.has(record.recordId)
  const seeds = [
    ...settled.toMatch.filter(record => !isAlone(record)).map(record => record.recordId),
    ...settled.moved,
    ...toCluster,
  ].map(recordId => ({ agency: grant.agency, recordId }))
  // Whom the records join is in the component anyway: naming them at once saves a round of looking, and one record of each person does.
  const around = [...seeds, ...matched.joined]
  const [, clustered] = await Promise.all([
    writeDecisions(ctx.tx, grant, matched.decisions, ctx.now),
    findPeople(ctx, grant, around, alone ? 'alone' : { likely: matched.people }, thresholds),
  ])
  const fresh = settled.toMatch.filter(isAlone).map(record => [record.recordId, ctx.newId()] as const)
  const placed = new Map([...fresh, ...followers(grant, settled.following, leaders, clustered)])
  const { change } = clustered
  const members = [...placed].map(([recordId, personId]) => ({ agency: grant.agency, recordId, personId }))
  const people = fresh.map(([, personId]) => ({ personId, attention: [] }))
  const all = { members: [...change.members, ...members], people: [...change.people, ...people], gone: change.gone }
  const [, after] = await Promise.all([setMembers(ctx.tx, grant, all, ctx.now), afterwards()])

  const personOf = (record: RecordRef): string | undefined => {
    const now = clustered.personOf.get(keyOf(record))
    if (now !== undefined || record.agency !== grant.agency) return now
    return placed.get(record.recordId) ?? known.get(record.recordId)
  }
  const changedPersons = [...new Set([...clustered.changed, ...placed.values()])]
  const { crowdedKeys } = matched
  const linked = records.map(({ recordId }) => {
    const personId = personOf({ agency: grant.agency, recordId })
    if (personId === undefined)
      throw new Error(`Linkage left record ${recordId} with nobody: is it stored and not withdrawn?`)
    const matches = (matched.found.get(recordId) ?? []).flatMap(one =>
      matchOf(one, personId, personOf(one.other) ?? one.personId, thresholds),
    )
    const byOwnNumber = settled.accompanied.has(recordId)
    return { recordId, personId, matches: matches.toSorted(bestFirst), byOwnNumber, changedPersons, crowdedKeys }
  })
  return { linked, after }
}

/**
 * Take withdrawn records of the actor's own agency out of the linkage; what they held together is clustered again.
 *
 * Gives the people who changed and still have records. Throws when refused.
 */
export async function withdrawRecords(ctx: Context, recordIds: readonly string[]): Promise<readonly string[]> {
  const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  if (recordIds.length === 0) return []
  const thresholds = thresholdsFor(await lockLinkage(ctx.tx, undefined))
  const known = await getOwnMembers(ctx.tx, grant, recordIds)
  await addToLinkage(ctx.tx, grant, -known.size)
  const heirs = await dropProfiles(ctx, grant, recordIds)
  await retirePairs(ctx.tx, grant, recordIds)
  const { decisions } = await matchRecords(ctx, grant, heirs, { known, thresholds })
  await writeDecisions(ctx.tx, grant, decisions, ctx.now)
  const own = (recordId: string): RecordRef => ({ agency: grant.agency, recordId })
  // While the withdrawn records still belong to their people, they lead to all that may fall apart without them.
  const seeds = [...known.keys(), ...heirs.map(heir => heir.recordId)].map(own)
  const { change, changed, personOf } = await findPeople(ctx, grant, seeds, 'alone', thresholds)
  const withdrawn = [...known.keys()].map(recordId => ({ ...own(recordId), personId: undefined }))
  const left = new Set(personOf.values())
  const people = [...new Set(known.values())]
  const all = {
    members: [...change.members, ...withdrawn],
    people: change.people,
    gone: [...new Set([...change.gone, ...people.filter(id => !left.has(id))])],
  }
  await setMembers(ctx.tx, grant, all, ctx.now)
  return [...new Set([...changed, ...people.filter(id => left.has(id))])]
}

/** How many of these people, not stored yet, would join somebody or need a reviewer. Writes nothing. Throws when refused. */
export async function previewLinks(
  ctx: Context,
  rows: readonly RowToPreview[],
): Promise<{ readonly join: number; readonly review: number }> {
  const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  return previewMatches(ctx, grant, rows, await hubThresholds(ctx.tx))
}

/** The people of records that say the same as another, where clustering has not said it. */
function followers(
  grant: SearchGrant,
  following: ReadonlyMap<string, string>,
  leaders: ReadonlyMap<string, string>,
  clustered: Reclustered,
): readonly (readonly [recordId: string, personId: string])[] {
  return [...following].flatMap(([recordId, leader]) => {
    if (clustered.personOf.has(keyOf({ agency: grant.agency, recordId }))) return []
    const personId = clustered.personOf.get(keyOf({ agency: grant.agency, recordId: leader })) ?? leaders.get(leader)
    return personId === undefined ? [] : [[recordId, personId] as const]
  })
}

function matchOf(
  { other, restricted, score, override }: Resemblance,
  ownPerson: string,
  personId: string | undefined,
  thresholds: Thresholds,
): readonly Match[] {
  if (restricted || personId === undefined || override === 'must-not-link') return []
  const { weight, probability } = score
  return [
    {
      ...other,
      personId,
      weight,
      probability,
      certainty: certainty(score, personId === ownPerson, thresholds),
      words: inWords(score),
    },
  ]
}

/** Heavy enough to join and yet not joined: clustering, or a person, held the two apart. */
function certainty(score: Resemblance['score'], joined: boolean, thresholds: Thresholds): Certainty {
  if (joined) return 'confirmed'
  const sure = certaintyOf(score, thresholds)
  return sure === 'confirmed' ? 'probable' : sure
}

function bestFirst(a: Match, b: Match): number {
  return b.weight - a.weight || (keyOf(a) < keyOf(b) ? -1 : 1)
}
