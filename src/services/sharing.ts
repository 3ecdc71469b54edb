import { checkFields, Problem } from '#domain/problem.ts'
import {
  answerBy,
  decisionProblems,
  eventsFor,
  type RefusalGround,
  requestProblems,
  type SharedKind,
  type ShareDecision,
  type ShareEvent,
  type ShareRequest,
  type ShareSide,
  type ShareState,
  sharedUntil,
  sideOf,
} from '#domain/sharing.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { announce } from '#store/news.ts'
import { addMessage, type MailPayload } from '#store/outbox.ts'
import { loadReference } from '#store/reference.ts'
import type { LegalBasis } from '#store/reference-schema.ts'
import {
  endRequest,
  expireRequests,
  findRequest,
  insertRefusal,
  insertRequest,
  insertShare,
  listRequests,
  type RequestList,
  type StoredRequest,
  subjectOfRequest,
} from '#store/share-requests.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'

export type { LegalBasis, RefusalGround, RequestList, ShareDecision, SharedKind, ShareRequest, ShareSide, ShareState }

/** A request to share, and what the actor's agency may do with it. */
export interface SharingRequest extends StoredRequest {
  readonly side: ShareSide
  readonly may: readonly ShareEvent[]
}

/** Legal bases on which the actor's agency may ask or share today, in the order of the reference data. */
export function gatewaysFor(ctx: Pick<Context, 'actor' | 'now'>): readonly LegalBasis[] {
  const { legalBases, agencyByCode } = loadReference()
  const regime = agencyByCode.get(ctx.actor.agency)?.regime
  return legalBases.filter(
    basis =>
      (regime === undefined || basis.regimes.includes(regime)) &&
      (basis.effectiveFrom === null || basis.effectiveFrom <= ctx.now.slice(0, 10)),
  )
}

/**
 * Ask an agency to share what it holds of a person whom the actor's agency reaches, and tell its team on duty. Gives the request's id.
 *
 * Throws when refused; Problem 'bad-request' naming the fields, or saying that the agency holds nothing more; 'already-answered'
 * while an earlier request is open.
 */
export async function askToShare(ctx: Context, personId: string, request: ShareRequest): Promise<string> {
  const { agency, team } = ctx.actor
  const grant = authorise(ctx, 'share.ask', await subjectOfPerson(ctx.tx, agency, personId))
  checkFields(requestProblems(agency, request, codesOf(gatewaysFor(ctx))), 'Nothing was asked.')
  const requestId = ctx.newId()
  const outcome = await insertRequest(ctx.tx, grant, {
    ...request,
    requestId,
    by: { id: ctx.actor.id, name: ctx.actor.name, team },
    at: ctx.now,
    answerBy: answerBy(ctx.now),
  })
  if (outcome === 'asked-already')
    throw new Problem('already-answered', 'Your agency has asked already. Look under Sharing for the answer.')
  if (outcome === 'nothing-more') {
    const message = 'This agency holds nothing of the person beyond what you see'
    throw new Problem('bad-request', `Nothing was asked. ${message}.`, [{ field: 'agency', message }])
  }
  disclosed(ctx, grant, [requestId])
  await tell(ctx, request.holder, { about: 'share-asked', requestId })
  return requestId
}

/** Requests that the actor's agency made or was sent: those that wait or are shared now, or those that are over. Newest first. */
export async function listSharing(ctx: Context, which: RequestList): Promise<readonly SharingRequest[]> {
  const grant = authorise(ctx, 'share.list', ownSubject(ctx, 'share'))
  const requests = await listRequests(ctx.tx, grant, which, ctx.now)
  disclosed(
    ctx,
    grant,
    requests.map(request => request.requestId),
  )
  return requests.flatMap(request => seenBy(ctx.actor.agency, request))
}

/** One request that the actor's agency made or was sent. Throws when refused. */
export async function openSharing(ctx: Context, requestId: string): Promise<SharingRequest> {
  const grant = authorise(ctx, 'share.list', await subjectOfRequest(ctx.tx, ctx.actor.agency, requestId, 'both'))
  const request = await findRequest(ctx.tx, grant)
  const [seen] = request === undefined ? [] : seenBy(ctx.actor.agency, request)
  if (seen === undefined) throw new Problem('not-found')
  return seen
}

/**
 * Answer a request that was sent to the actor's agency, and tell those who asked. Sharing opens what is held of the person now, with its
 * later versions, until the time is over; a refusal opens nothing and is recorded as well.
 *
 * Throws when refused; Problem 'bad-request' naming the fields; 'already-answered' when somebody was quicker; 'stale-version' when the
 * two agencies' records are not of one person any more.
 */
export async function answerSharing(
  ctx: Context,
  requestId: string,
  version: number,
  decision: ShareDecision,
): Promise<void> {
  const grant = authorise(ctx, 'share.decide', await subjectOfRequest(ctx.tx, ctx.actor.agency, requestId, 'holder'))
  checkFields(decisionProblems(decision, codesOf(gatewaysFor(ctx))), 'Nothing was answered.')
  const request = await findRequest(ctx.tx, grant)
  if (request === undefined) throw new Problem('not-found')
  const word = { shareId: ctx.newId(), by: { id: ctx.actor.id, name: ctx.actor.name }, at: ctx.now }
  const outcome =
    decision.kind === 'share'
      ? await insertShare(ctx.tx, grant, version, { ...decision, ...word, until: sharedUntil(ctx.now, decision.days) })
      : (await insertRefusal(ctx.tx, grant, version, { ...decision, ...word }))
        ? 'refused'
        : 'answered'
  if (outcome === 'answered')
    throw new Problem(
      'already-answered',
      'Somebody answered this, took it back, or its time ran out. Nothing of yours was stored.',
    )
  if (outcome === 'apart')
    throw new Problem(
      'stale-version',
      'Your records and theirs are not linked any more. Nothing was shared; you may still refuse.',
    )
  await tell(ctx, request.asker, { about: 'share-answered', requestId, team: request.askedTeam })
}

/**
 * End a request: stop sharing or give back what was shared, for either side; take it back while unanswered, for the side that asked.
 *
 * Throws when refused; Problem 'already-answered' when there is nothing to end.
 */
export async function endSharing(ctx: Context, requestId: string): Promise<void> {
  const { agency, id, name } = ctx.actor
  const grant = authorise(ctx, 'share.end', await subjectOfRequest(ctx.tx, agency, requestId, 'both'))
  const request = await findRequest(ctx.tx, grant)
  const ended = await endRequest(ctx.tx, grant, { id, name }, ctx.now)
  if (request === undefined || ended === undefined)
    throw new Problem('already-answered', 'There is nothing to end here: look at how it stands now.')
  await announce(ctx.tx, {
    agency: agency === request.holder ? request.asker : request.holder,
    kind: 'share',
    id: requestId,
  })
}

/** End what has run out: shares of the actor's agency, and requests that it did not answer. For the agency's own job. Gives how many. */
export async function expireSharing(ctx: Context): Promise<number> {
  const grant = authorise(ctx, 'share.expire', ownSubject(ctx, 'share', 'due'))
  const expired = await expireRequests(ctx.tx, grant, ctx.now)
  for (const { requestId, asker } of expired) {
    await announce(ctx.tx, { agency: asker, kind: 'share', id: requestId })
    await announce(ctx.tx, { agency: ctx.actor.agency, kind: 'share', id: requestId })
  }
  disclosed(
    ctx,
    grant,
    expired.map(one => one.requestId),
  )
  return expired.length
}

/** A mail without personal data to a team, and news for the pages that are open there. */
async function tell(
  ctx: Context,
  agency: AgencyId,
  payload: MailPayload & { readonly requestId: string },
): Promise<void> {
  await addMessage(ctx.tx, `${payload.about}:${payload.requestId}`, agency, { kind: 'mail', payload }, ctx.now)
  await announce(ctx.tx, { agency, kind: 'share', id: payload.requestId })
}

function seenBy(agency: AgencyId, request: StoredRequest): SharingRequest[] {
  const side = sideOf(agency, request)
  return side === undefined ? [] : [{ ...request, side, may: eventsFor(side, request.state) }]
}

function codesOf(bases: readonly LegalBasis[]): ReadonlySet<string> {
  return new Set(bases.map(basis => basis.code))
}
