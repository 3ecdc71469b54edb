import { judgementProblems, type JudgementGiven, standingJudgements } from '#domain/judgement.ts'
import { checkFields, Problem, textProblems } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import {
  type Dissent,
  findJudgement,
  insertDissent,
  insertJudgement,
  type StoredJudgement,
  subjectOfJudgement,
} from '#store/judgements.ts'
import { findAnchor, listAgenciesAround } from '#store/own-records.ts'
import { loadReference } from '#store/reference.ts'
import type { Exploitation } from '#store/reference-schema.ts'
import type { About } from '#store/signs.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context } from './context.ts'
import { sayOfPerson, sendWord, tellOf } from './own-records.ts'
import { nameOf } from './search.ts'

export type { Dissent, JudgementGiven, StoredJudgement }

/** Judgements that stand and those that were superseded, both newest first. */
export interface Judgements {
  readonly standing: readonly StoredJudgement[]
  readonly earlier: readonly StoredJudgement[]
}

/** Judgements of one person, newest first, as they stand. */
export function judgementsOf(judgements: readonly StoredJudgement[]): Judgements {
  return standingJudgements(judgements)
}

/** What judging offers. */
export interface JudgementChoices {
  readonly exploitations: readonly Exploitation[]
  /** Agencies that know the person, to whom the judgement may be shown. */
  readonly agencies: readonly AgencyId[]
  readonly name: string
}

/** What may be said of a person whom the actor's agency reaches. Throws when refused. */
export async function openJudgementForm(ctx: Context, personId: string): Promise<JudgementChoices> {
  const { anchor, agencies } = await judging(ctx, personId)
  return { exploitations: loadReference().signs.exploitations, agencies, name: nameOf(anchor.named) }
}

async function judging(ctx: Context, personId: string) {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'judgement.make', await subjectOfPerson(ctx.tx, agency, personId))
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  const agencies = (await listAgenciesAround(ctx.tx, grant)).filter(one => one !== agency)
  return { grant, anchor, agencies }
}

/**
 * Judge the signs of a person, by name, and show the judgement to agencies that know the person. Gives its id.
 *
 * It supersedes the own agency's earlier one, which stays readable. Throws when refused; Problem 'bad-request' naming the fields.
 */
export async function judge(
  ctx: Context,
  personId: string,
  given: JudgementGiven & { readonly showTo: readonly AgencyId[] },
): Promise<string> {
  const { grant, agencies } = await judging(ctx, personId)
  const { exploitations, version } = loadReference().signs
  const problems = [
    ...judgementProblems(given, new Set(exploitations.map(one => one.code)), londonDay(ctx.now)),
    ...(given.showTo.every(one => agencies.includes(one))
      ? []
      : [{ field: 'showTo', message: 'Choose from the list' }]),
  ]
  checkFields(problems, 'Nothing was kept.')
  const own = await sayOfPerson(ctx, grant, {
    feed: 'judgement',
    asGiven: given,
    event: { kind: 'judgement', startsAt: ctx.now, facts: { by: ctx.actor.name } },
  })
  const { id, name, team } = ctx.actor
  await insertJudgement(ctx.tx, grant, {
    judgementId: own.recordId,
    words: given.words.trim(),
    reasons: given.reasons.trim(),
    exploitation: [...new Set(given.exploitation)],
    indicatorVersion: version,
    reviewOn: given.reviewOn,
    by: { id, name, team },
    at: ctx.now,
  })
  for (const agency of new Set(given.showTo)) {
    await tellOf(ctx, grant, own, agency, { what: 'one judgement, with its reasons', because: 'knows the person' })
    await sendWord(ctx, 'judgement', own.recordId, agency)
  }
  return own.recordId
}

/** One judgement that the actor's agency made or was shown. Throws when refused. */
export async function openJudgement(ctx: Context, judgementId: string): Promise<StoredJudgement & About> {
  const grant = authorise(ctx, 'judgement.read', await subjectOfJudgement(ctx.tx, ctx.actor.agency, judgementId))
  const judgement = await findJudgement(ctx.tx, grant)
  if (judgement === undefined) throw new Problem('not-found')
  return judgement
}

/** Say, by name, what one holds against a judgement. It stays beside it. Throws when refused; Problem 'bad-request' without words. */
export async function dissentFrom(ctx: Context, judgementId: string, words: string): Promise<void> {
  const grant = authorise(ctx, 'judgement.dissent', await subjectOfJudgement(ctx.tx, ctx.actor.agency, judgementId))
  const problems = textProblems('words', words, 'Say what you see differently, and why')
  checkFields(problems, 'Nothing was kept.')
  const judgement = await findJudgement(ctx.tx, grant)
  if (judgement === undefined) throw new Problem('not-found')
  const { id, name } = ctx.actor
  await insertDissent(ctx.tx, grant, {
    dissentId: ctx.newId(),
    judgementAgency: judgement.agency,
    words: words.trim(),
    by: { id, name },
    at: ctx.now,
  })
}
