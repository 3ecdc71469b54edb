import type { Grant } from '#domain/access.ts'
import { keyOf, type LinkWord, outcomeOf, type Pair, pairOf, type RecordRef } from '#domain/link.ts'
import { Problem } from '#domain/problem.ts'
import { answerProposal, findLink, insertWord, type LinkPair, subjectOfPair, withdrawWord } from '#store/link-words.ts'
import { type DecideGrant, lockLinkage } from '#store/links.ts'
import { authorise, type Context } from './context.ts'
import { tellAgencies } from './interests.ts'
import { findComponent, subjectKeyOf } from './linkage/component.ts'
import { recluster } from './linkage/people.ts'
import { hubThresholds } from './linkage/size.ts'

/** What became of a person's word. */
export interface Decided {
  readonly decisionId: string
  /** 'proposed' when the actor's agency may not see both records: who holds the other one confirms or refuses. */
  readonly status: 'stands' | 'proposed'
  readonly changedPersons: readonly string[]
}

const LONGEST_REASON = 2000

/**
 * Say what two records are to each other: it outranks every score and survives re-scoring.
 *
 * Nobody links what they may not fully see: without sight of both records it is a proposal. Throws when refused, and Problem
 * 'bad-request' when the reason is missing where one is needed.
 */
export async function decidePair(
  ctx: Context,
  one: RecordRef,
  other: RecordRef,
  word: LinkWord,
  reason: string,
): Promise<Decided> {
  const pair = pairOf(one, other)
  const grant = authorise(ctx, 'link.decide', await subjectOfPair(ctx.tx, ctx.actor.agency, idOf(pair), pair))
  return say(ctx, grant, pair, word, reason)
}

/** The two records are one person, whatever the scores say. */
export function mustLink(ctx: Context, one: RecordRef, other: RecordRef, reason: string): Promise<Decided> {
  return decidePair(ctx, one, other, 'same', reason)
}

/** The two records are two people, whatever the scores say. */
export function mustNotLink(ctx: Context, one: RecordRef, other: RecordRef, reason: string): Promise<Decided> {
  return decidePair(ctx, one, other, 'different', reason)
}

/** "Not our child", from somebody who works with an alert: like `mustNotLink`, and open to everybody on the front line. */
export async function proposeApart(ctx: Context, one: RecordRef, other: RecordRef, reason: string): Promise<Decided> {
  const pair = pairOf(one, other)
  const grant = authorise(ctx, 'link.propose', await subjectOfPair(ctx.tx, ctx.actor.agency, idOf(pair), pair))
  return say(ctx, grant, pair, 'different', reason)
}

/** A record that was written down on somebody's page is theirs: open to everybody on the front line. */
export async function linkAsWritten(ctx: Context, one: RecordRef, other: RecordRef, reason: string): Promise<Decided> {
  const pair = pairOf(one, other)
  const grant = authorise(ctx, 'link.propose', await subjectOfPair(ctx.tx, ctx.actor.agency, idOf(pair), pair))
  return say(ctx, grant, pair, 'same', reason)
}

/**
 * Take a record away from everything it is linked with, except what its own agency's id ties to it.
 *
 * One word for each other subject of the person, some of which may be proposals. The records themselves are as they were.
 */
export async function unlink(ctx: Context, record: RecordRef, reason: string): Promise<readonly Decided[]> {
  const grant = authorise(
    ctx,
    'link.decide',
    await subjectOfPair(ctx.tx, ctx.actor.agency, keyOf(record), { left: record, right: record }),
  )
  const { subjects } = await findComponent(ctx, grant, [record])
  const own = subjects.find(one => one.agency === record.agency && one.recordIds.includes(record.recordId))
  const person = own?.personIds[own.recordIds.indexOf(record.recordId)]
  const others = subjects.filter(one => own !== undefined && subjectKeyOf(one) !== subjectKeyOf(own))
  const decided: Decided[] = []
  for (const other of others) {
    const recordId = other.recordIds.find((_, at) => other.personIds[at] === person)
    if (recordId === undefined) continue
    decided.push(await decidePair(ctx, record, { agency: other.agency, recordId }, 'different', reason))
  }
  return decided
}

/** Confirm or refuse what another agency proposed. Throws when refused, and when it was answered before. */
export async function answerLink(ctx: Context, decisionId: string, accepts: boolean): Promise<readonly string[]> {
  const { link, grant } = await linkToChange(ctx, decisionId)
  await lockLinkage(ctx.tx, undefined)
  if (!(await answerProposal(ctx.tx, grant, accepts, ctx.actor.id, ctx.now))) throw new Problem('already-answered')
  return accepts ? settle(ctx, grant, link) : []
}

/** Take back the word of one's own agency; what it replaced stands again. Throws when refused, and when it does not stand any more. */
export async function undoLink(ctx: Context, decisionId: string): Promise<readonly string[]> {
  const { link, grant } = await linkToChange(ctx, decisionId)
  await lockLinkage(ctx.tx, undefined)
  if (!(await withdrawWord(ctx.tx, grant, link.left.agency))) {
    throw new Problem(
      'already-answered',
      'This decision does not stand any more, or another agency made it. Look at it again.',
    )
  }
  return settle(ctx, grant, link)
}

async function say(ctx: Context, grant: DecideGrant, pair: Pair, word: LinkWord, given: string): Promise<Decided> {
  const reason = given.trim().slice(0, LONGEST_REASON)
  if (keyOf(pair.left) === keyOf(pair.right))
    throw new Problem('bad-request', 'A record cannot be compared with itself. Name two records.')
  if (reason === '' && word === 'not-sure') {
    throw new Problem('bad-request', undefined, [
      { field: 'reason', message: 'Say what makes you unsure, for whoever looks next' },
    ])
  }
  await lockLinkage(ctx.tx, undefined)
  const decisionId = ctx.newId()
  const status = await insertWord(ctx.tx, grant, {
    ...pair,
    decisionId,
    outcome: outcomeOf(word),
    by: ctx.actor.id,
    reason,
    at: ctx.now,
  })
  if (status === undefined) throw new Problem('not-found')
  const changes = status === 'stands' && word !== 'not-sure'
  return { decisionId, status, changedPersons: changes ? await settle(ctx, grant, pair) : [] }
}

async function settle(ctx: Context, grant: DecideGrant, pair: Pair): Promise<readonly string[]> {
  const changed = await recluster(ctx, grant, [pair.left, pair.right], 'alone', await hubThresholds(ctx.tx))
  await tellAgencies(ctx, changed)
  return changed
}

async function linkToChange(
  ctx: Context,
  decisionId: string,
): Promise<{ link: LinkPair; grant: Grant<'link.decide'> }> {
  const link = await findLink(ctx.tx, decisionId)
  if (link === undefined) throw refusal(ctx, 'link.decide', decisionId)
  return { link, grant: authorise(ctx, 'link.decide', await subjectOfPair(ctx.tx, ctx.actor.agency, decisionId, link)) }
}

/** What to throw for a link that is not there for the actor: audited, and the same as for one that they may not see. */
export function refusal(ctx: Context, action: 'link.decide' | 'link.read', decisionId: string): Problem {
  authorise(ctx, action, { kind: 'link', id: decisionId, owners: [], sharedWith: [] })
  return new Problem('not-found')
}

function idOf({ left, right }: Pair): string {
  return `${keyOf(left)} ${keyOf(right)}`
}
