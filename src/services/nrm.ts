import { asKnown } from '#domain/case/case-state.ts'
import { currentReferral, type NrmState, type Referral } from '#domain/case/nrm.ts'
import {
  firstMoves,
  isStale,
  leaving,
  mayDoNrm,
  needsConsent,
  type NrmCommand,
  nrmEvents,
  type NrmMove,
  nrmMoves,
  type NrmPerson,
  nrmProblems,
  routesFor,
} from '#domain/case/nrm-rules.ts'
import { fieldsFor, type Known, type PackField, type PackSection, packOf } from '#domain/nrm-pack.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { lockPeople } from '#store/links.ts'
import { loadReference } from '#store/reference.ts'
import type { NrmRoute } from '#store/reference-schema.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { caseParts } from './case-parts.ts'
import { appendEvents } from './cases.ts'
import { authorise, type Context } from './context.ts'
import { knownOf } from './nrm-known.ts'
import { guardianArea, nrmPerson, nrmRoutes, nrmRules } from './nrm-rules.ts'
import { openPerson, type PersonFile } from './people.ts'

export type { Known, NrmCommand, NrmMove, NrmState, PackField, PackSection, Referral }

/** The referrals of a person to the NRM as the actor's agency may see them, and what it may do. */
export interface NrmFile {
  readonly file: PersonFile
  readonly state: NrmState
  /** The one that the page and the pack are about. */
  readonly current: Referral | undefined
  /** Every field of the form, with what was written and what agencies say, as the viewer may see it. */
  readonly pack: readonly PackSection[]
  readonly person: NrmPerson
  readonly isAdult: boolean
  /** The moment as of which it is shown: nothing recorded later is in it. */
  readonly asOf: Instant
  /** What may be done about each referral, by its id, and under '' what may be begun. Nothing for a past date. */
  readonly moves: ReadonlyMap<string, readonly NrmMove[]>
  /** Ways to a decision that are open for the person. */
  readonly routes: readonly NrmRoute[]
  /** The area with guardians in which the council works that has the duty, if it is known to be one. */
  readonly guardians: string | undefined
}

/**
 * The referrals of a person to the NRM, as they are, or as they were known at the end of a day. Throws when refused.
 *
 * @param on a day in London; today and later days are now
 */
export async function openNrm(ctx: Context, personId: string, on?: PlainDate): Promise<NrmFile> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'nrm.read', await subjectOfPerson(ctx.tx, agency, personId))
  const asOf = asKnown(ctx.now, on)
  const [{ nrm: state, lead }, file] = await Promise.all([
    caseParts(ctx, grant, ['nrm', 'lead'], asOf),
    openPerson(ctx, personId),
  ])
  const person = nrmPerson(file.born, lead, asOf)
  const rules = nrmRules(ctx.now, agency)
  const current = currentReferral(state)
  const isAdult = needsConsent(person)
  const isNow = asOf === ctx.now
  return {
    file,
    state,
    current,
    pack: packFor(current, isAdult, asOf, isNow ? knownOf(file) : knownBy(knownOf(file), asOf)),
    person,
    isAdult,
    asOf,
    moves: isNow
      ? new Map<string, readonly NrmMove[]>([
          ['', firstMoves(state, rules, agency)],
          ...state.map(one => [one.referralId, nrmMoves(one, agency, person)] as const),
        ])
      : new Map(),
    routes: nrmRoutes(routesFor(rules.routes, person).map(({ code }) => code)),
    guardians: isAdult ? undefined : guardianArea(current?.action?.council ?? person.lead ?? person.host, ctx.now),
  }
}

/** As far as its day says: what has none may have been said later. */
function knownBy(known: readonly Known[], asOf: Instant): readonly Known[] {
  const day = londonDay(asOf)
  return known.filter(({ on }) => on !== undefined && on <= day)
}

/** The form as it was when the referral was begun; as it is today, for one that is not. */
function packFor(
  referral: Referral | undefined,
  isAdult: boolean,
  asOf: Instant,
  known: readonly Known[],
): readonly PackSection[] {
  const { sections, fields } = loadReference().nrm
  const day = londonDay(referral?.begunAt ?? referral?.sent?.at ?? asOf)
  return packOf(sections, fieldsFor(fields, isAdult, day), leaving(referral?.answers ?? {}), known)
}

/** One section of the own draft, to be written. */
export interface OpenSection {
  readonly nrm: NrmFile
  readonly referral: Referral
  readonly section: PackSection
  /** What the records say of each field, also of one that is held back. */
  readonly known: ReadonlyMap<string, readonly Known[]>
  /** The section that follows in the form. */
  readonly next: string | undefined
}

/** A section of the draft that the actor's agency writes. Throws when refused, and Problem 'not-found' when it writes none. */
export async function openSection(ctx: Context, personId: string, code: string): Promise<OpenSection> {
  authorise(ctx, 'nrm.change', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const nrm = await openNrm(ctx, personId)
  const referral = nrm.state.findLast(one => nrm.moves.get(one.referralId)?.includes('save'))
  if (referral === undefined) throw new Problem('not-found')
  const bare = packFor({ ...referral, answers: {} }, nrm.isAdult, ctx.now, knownOf(nrm.file))
  const at = bare.findIndex(one => one.code === code)
  const section = bare[at]
  if (section === undefined) throw new Problem('not-found')
  const known = new Map(section.fields.map(field => [field.code, field.known]))
  return { nrm, referral, section, known, next: bare[at + 1]?.code }
}

/**
 * Do something about a referral of a person to the NRM, tell those concerned, and give the new state.
 *
 * Throws when refused; Problem 'stale-version' when somebody saved the same section meanwhile; 'already-answered' when it may not be done
 * as the referral stands; 'bad-request' naming the fields.
 */
export async function changeNrm(ctx: Context, personId: string, command: NrmCommand): Promise<NrmState> {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'nrm.change', await subjectOfPerson(ctx.tx, agency, personId))
  // What is read from here on stays so until this is done.
  await lockPeople(ctx.tx, [personId])
  const [{ nrm, lead }, { born }] = await Promise.all([
    caseParts(ctx, grant, ['nrm', 'lead']),
    openPerson(ctx, personId),
  ])
  const rules = nrmRules(ctx.now, agency)
  const person = nrmPerson(born, lead, ctx.now)
  const doer = { agency, now: ctx.now, newId: ctx.newId }
  const referral = nrm.find(one => 'referralId' in command && one.referralId === command.referralId)
  const problems = nrmProblems(command, rules, doer, person, referral)
  if (!mayDoNrm(nrm, command, rules, doer, person))
    throw new Problem('already-answered', notNow(command, rules.mayRefer(agency)))
  if (isStale(nrm, command))
    throw new Problem(
      'stale-version',
      'A colleague saved this section while you wrote. What they wrote is in the referral; nothing of yours was stored.',
    )
  checkFields(problems)
  const state = await appendEvents(ctx, grant, nrmEvents(nrm, command, rules, doer, person))
  return state.nrm
}

function notNow({ kind }: NrmCommand, mayRefer: boolean): string {
  if (kind === 'begin' && !mayRefer)
    return 'Your agency is no first responder. Ask one to refer. Nothing of yours was stored.'
  return 'This cannot be done as the referral stands now. Nothing of yours was stored.'
}
