import type { Comparable } from '#linkage/index.ts'
import { hash63 } from '#linkage/hash.ts'
import type { Context } from '#services/context.ts'
import { getSplitSubjects } from '#store/links.ts'
import {
  addProfiles,
  getFollowers,
  getProfiles,
  type Profile,
  removeKeys,
  type SearchGrant,
} from '#store/match-keys.ts'

/** A record of the actor's own agency to link, already stored. */
export interface RecordToLink {
  readonly recordId: string
  readonly sourceSystem: string
  /** The agency's own id of the person; records with the same one are joined by the agency's word. */
  readonly subjectRef?: string | undefined
  readonly comparable: Comparable
}

/** What has to be done with records so that linkage knows them. */
export interface Settled {
  /** Records that stand for what they say: they get keys and are scored. */
  readonly toMatch: readonly RecordToLink[]
  /** New records that say what another record of their subject says; they go where it is. */
  readonly following: ReadonlyMap<string, string>
  /** Others whose place may have changed. */
  readonly moved: readonly string[]
  /** Own records that had keys and have none any more: the machine's word on their pairs is void. */
  readonly demoted: readonly string[]
  /** Records of a subject of which there is another record, in the same call or before. */
  readonly accompanied: ReadonlySet<string>
}

/**
 * Settle which records stand for what is said of each subject, and store it.
 *
 * Keys of records that stood for something else before are removed.
 *
 * @param known own records that belong to somebody already
 * @param again match even what has not changed
 */
export async function settleProfiles(
  ctx: Context,
  grant: SearchGrant,
  records: readonly RecordToLink[],
  known: ReadonlySet<string>,
  again = false,
): Promise<Settled> {
  const subjects = distinctSubjects(records)
  const ids = records.map(record => record.recordId)
  const held = await getProfiles(ctx.tx, grant, subjects, known.size === 0 ? [] : ids)
  const split = new Set(subjects.length === 0 ? [] : (await getSplitSubjects(ctx.tx, grant)).map(subjectKey))
  const before = new Map(held.map(profile => [profile.recordId, profile]))
  const heldBy = new Map(held.map(profile => [profileKey(profile), profile.recordId]))

  const ended: Profile[] = []
  for (const record of records) {
    const old = before.get(record.recordId)
    if (old === undefined || profileKey(old) === profileKey(profileOf(record))) continue
    ended.push(old)
    heldBy.delete(profileKey(old))
  }

  const toMatch: RecordToLink[] = []
  const added: Profile[] = []
  const following = new Map<string, string>()
  const moved: string[] = []
  const settle = (record: RecordToLink, isKnown: boolean): void => {
    if (record.subjectRef === undefined) {
      toMatch.push(record)
      return
    }
    const profile = profileOf(record)
    const key = profileKey(profile)
    const standsFor = heldBy.get(key)
    if (standsFor === undefined) {
      heldBy.set(key, record.recordId)
      added.push(profile)
      toMatch.push(record)
    } else if (standsFor === record.recordId) {
      if (again || !isKnown) toMatch.push(record)
    } else if (isKnown || split.has(subjectKey(profile))) {
      moved.push(record.recordId)
    } else {
      following.set(record.recordId, standsFor)
    }
  }
  for (const record of records) settle(record, known.has(record.recordId))
  for (const heir of await heirsOf(ctx, grant, ended, new Set(ids), heldBy)) settle(heir, true)

  const rekeyed = [...ended.map(profile => profile.recordId), ...toMatch.map(record => record.recordId)]
  await removeKeys(
    ctx.tx,
    grant,
    rekeyed.filter(id => known.has(id) || before.has(id)),
  )
  const matched = new Set(toMatch.map(record => record.recordId))
  await addProfiles(ctx.tx, grant, [
    ...added,
    ...[...before.values()].filter(one => matched.has(one.recordId) && !ended.includes(one)),
  ])
  const demoted = ended.map(one => one.recordId).filter(id => !matched.has(id))
  return {
    toMatch,
    following,
    moved,
    demoted,
    accompanied: accompaniedOf(records, [...held.filter(one => !ended.includes(one)), ...added]),
  }
}

/** Records whose subject has another record among these, or one that stands for what was said of it. */
function accompaniedOf(records: readonly RecordToLink[], standing: readonly Profile[]): ReadonlySet<string> {
  const bySubject = new Map<string, Set<string>>()
  for (const { recordId, sourceSystem, subjectRef } of [...standing, ...records]) {
    if (subjectRef === undefined) continue
    const key = subjectKey({ sourceSystem, subjectRef })
    bySubject.set(key, (bySubject.get(key) ?? new Set()).add(recordId))
  }
  return new Set([...bySubject.values()].filter(ids => ids.size > 1).flatMap(ids => [...ids]))
}

/** Give up what withdrawn records stood for, with their keys; gives the records that now stand in their place. */
export async function dropProfiles(
  ctx: Context,
  grant: SearchGrant,
  records: readonly string[],
): Promise<readonly RecordToLink[]> {
  const held = await getProfiles(ctx.tx, grant, [], records)
  await removeKeys(ctx.tx, grant, records)
  const heirs = await heirsOf(ctx, grant, held, new Set(records), new Map())
  await addProfiles(ctx.tx, grant, heirs.map(profileOf))
  return heirs
}

/** For each profile that lost its record, the first other record of the subject that says the same. */
async function heirsOf(
  ctx: Context,
  grant: SearchGrant,
  ended: readonly Profile[],
  except: ReadonlySet<string>,
  heldBy: ReadonlyMap<string, string>,
): Promise<readonly RecordToLink[]> {
  if (ended.length === 0) return []
  const lost = new Set(ended.map(profileKey))
  const heirs = new Map<string, RecordToLink>()
  for (const record of await getFollowers(ctx.tx, grant, distinctSubjects(ended))) {
    const key = profileKey(profileOf(record))
    if (lost.has(key) && !except.has(record.recordId) && !heldBy.has(key) && !heirs.has(key)) heirs.set(key, record)
  }
  return [...heirs.values()]
}

/** What a record says, as a profile of its subject. */
export function profileOf(record: RecordToLink): Profile {
  return {
    recordId: record.recordId,
    sourceSystem: record.sourceSystem,
    subjectRef: record.subjectRef ?? '',
    said: hashOf(record.comparable),
  }
}

/** The same for the same details, in whatever order their members are. */
export function hashOf(c: Comparable): string {
  const parts = [
    c.given,
    c.family,
    c.aliases,
    c.born && [c.born.year, c.born.month, c.born.day],
    c.bornBetween,
    c.sex,
    c.address,
    c.postcode,
    c.city,
    c.phone,
    c.email,
    c.nhsNumber,
    c.upn,
    c.pncId,
  ]
  return hash63(JSON.stringify(parts.map(part => part ?? null))).toString()
}

function distinctSubjects(
  records: readonly { readonly sourceSystem: string; readonly subjectRef?: string | undefined }[],
) {
  const found = new Map<string, { readonly sourceSystem: string; readonly subjectRef: string }>()
  for (const { sourceSystem, subjectRef } of records) {
    if (subjectRef !== undefined) found.set(subjectKey({ sourceSystem, subjectRef }), { sourceSystem, subjectRef })
  }
  return [...found.values()]
}

function subjectKey(subject: { readonly sourceSystem: string; readonly subjectRef: string }): string {
  return JSON.stringify([subject.sourceSystem, subject.subjectRef])
}

function profileKey(profile: Pick<Profile, 'sourceSystem' | 'subjectRef' | 'said'>): string {
  return JSON.stringify([profile.sourceSystem, profile.subjectRef, profile.said])
}
