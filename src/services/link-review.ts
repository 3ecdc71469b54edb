import { keyOf, type LinkWord, type Pair, type RecordRef } from '#domain/link.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Evidence, inWords } from '#linkage/index.ts'
import {
  findLink,
  getPairRecords,
  type InterestKind,
  type LinkPair,
  listReview,
  type Outcome,
  type PairRecord,
  type QueuedPair,
  subjectOfPair,
} from '#store/link-words.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { answerLink, decidePair, refusal } from './link-decisions.ts'

export type { InterestKind, PairRecord }

/** One of the two records: what it says where the actor's agency may see it, else only who holds it. */
export interface LinkSide {
  readonly agency: AgencyId
  readonly record: PairRecord | undefined
}

/** What a person said of the pair, or proposes. */
export interface Said {
  readonly outcome: Outcome
  readonly status: 'stands' | 'proposed' | 'refused' | 'withdrawn'
  readonly by: AgencyId
  readonly reason: string
  readonly at: string
  /** The actor's agency said it, and may take it back. */
  readonly own: boolean
}

/** Two records and whether they are one person, as far as the actor's agency may see it. */
export interface LinkView {
  readonly decisionId: string
  /** The actor's own agency first. */
  readonly sides: readonly [LinkSide, LinkSide]
  /** Why they may be the same, in words without values; empty when the machine never compared them. */
  readonly sentence: string
  readonly weight: number | undefined
  readonly evidence: readonly Evidence[]
  readonly samePerson: boolean
  /** Somebody waits for the answer; why is told only where it is the actor's own agency. */
  readonly waits: { readonly because: InterestKind | undefined } | undefined
  readonly said: Said | undefined
  /** The actor's agency is to confirm or refuse what was proposed. */
  readonly toAnswer: boolean
  readonly noted: boolean
}

/** Whose turn it is: what waits for the actor's agency, most consequence first. */
export interface ReviewQueue {
  readonly items: readonly LinkView[]
  /** There may be more than are listed. */
  readonly full: boolean
}

const MOST = 50

/** Pairs that wait for somebody of the actor's agency, most consequence first. Throws when refused. */
export async function openReview(ctx: Context): Promise<ReviewQueue> {
  const grant = authorise(ctx, 'link.list', ownSubject(ctx, 'link'))
  const queue = await listReview(ctx.tx, grant, ctx.now, MOST)
  const records = await getPairRecords(ctx.tx, grant, queue.flatMap(endsOf))
  disclosed(
    ctx,
    grant,
    records.map(record => record.recordId),
  )
  const byKey = new Map(records.map(record => [keyOf(record), record]))
  return { items: queue.map(pair => queuedView(ctx.actor.agency, pair, byKey)), full: queue.length === MOST }
}

/** One pair by any word that was said of it. Throws when refused. */
export async function openLink(ctx: Context, decisionId: string): Promise<LinkView> {
  const link = await findLink(ctx.tx, decisionId)
  if (link === undefined) throw refusal(ctx, 'link.read', decisionId)
  const grant = authorise(ctx, 'link.read', await subjectOfPair(ctx.tx, ctx.actor.agency, decisionId, link))
  const records = await getPairRecords(ctx.tx, grant, endsOf(link))
  disclosed(
    ctx,
    grant,
    records.map(record => record.recordId),
  )
  return linkView(ctx.actor.agency, link, new Map(records.map(record => [keyOf(record), record])))
}

/** What became of an answer. */
export interface Answered {
  /** The word that can be taken back; undefined for the answer to a proposal. */
  readonly decisionId: string | undefined
  readonly status: 'stands' | 'proposed' | 'confirmed' | 'refused'
}

/**
 * Answer "is this the same person?" for a pair, by any word that was said of it; an open proposal of another agency is confirmed
 * or refused by it. Throws when refused, and Problem 'bad-request' when one is not sure and does not say why.
 */
export async function answerReview(
  ctx: Context,
  decisionId: string,
  word: LinkWord,
  reason: string,
): Promise<Answered> {
  const link = await findLink(ctx.tx, decisionId)
  if (link === undefined) throw refusal(ctx, 'link.decide', decisionId)
  if (isToAnswer(ctx.actor.agency, link) && word !== 'not-sure') {
    const accepts = (word === 'same') === (link.outcome === 'must-link')
    await answerLink(ctx, decisionId, accepts)
    return { decisionId: undefined, status: accepts ? 'confirmed' : 'refused' }
  }
  return decidePair(ctx, link.left, link.right, word, reason)
}

function queuedView(agency: AgencyId, pair: QueuedPair, records: ReadonlyMap<string, PairRecord>): LinkView {
  return {
    ...sharedView(agency, pair, records),
    samePerson: false,
    said:
      pair.proposed === null
        ? undefined
        : {
            outcome: pair.proposed,
            status: 'proposed',
            by: pair.proposedBy ?? agency,
            reason: pair.reason ?? '',
            at: pair.at,
            own: false,
          },
    toAnswer: pair.kind === 'proposal',
    noted: pair.noted,
  }
}

function linkView(agency: AgencyId, link: LinkPair, records: ReadonlyMap<string, PairRecord>): LinkView {
  const { outcome } = link
  const byPerson = link.byKind === 'person' && outcome !== 'join' && outcome !== 'apart'
  return {
    ...sharedView(agency, link, records),
    samePerson: link.samePerson,
    said: byPerson
      ? {
          outcome,
          status: link.status,
          by: link.decidedAgency ?? agency,
          reason: link.reason ?? '',
          at: link.at,
          own: link.isCurrent && link.decidedAgency === agency,
        }
      : undefined,
    toAnswer: isToAnswer(agency, link),
    noted: byPerson && outcome === 'review',
  }
}

function sharedView(agency: AgencyId, pair: QueuedPair | LinkPair, records: ReadonlyMap<string, PairRecord>) {
  const [first, second] = endsOf(pair).toSorted((a, b) => Number(b.agency === agency) - Number(a.agency === agency))
  const side = (end: RecordRef | undefined): LinkSide => ({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an agency code that the database holds is one
    agency: (end?.agency ?? '') as AgencyId,
    record: end === undefined ? undefined : records.get(keyOf(end)),
  })
  return {
    decisionId: pair.decisionId,
    sides: [side(first), side(second)] as const,
    sentence: pair.evidence.length === 0 ? '' : inWords(pair),
    weight: pair.weight ?? undefined,
    evidence: pair.evidence,
    waits: pair.interest === null ? undefined : { because: pair.ownInterest ?? undefined },
  }
}

function isToAnswer(agency: AgencyId, link: LinkPair): boolean {
  const holds = link.left.agency === agency || link.right.agency === agency
  return (
    holds && link.byKind === 'person' && link.status === 'proposed' && link.isCurrent && link.decidedAgency !== agency
  )
}

function endsOf({ left, right }: Pair): readonly RecordRef[] {
  return [left, right]
}
