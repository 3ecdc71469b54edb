import type { Grant } from '#domain/access.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import {
  answerDue,
  answerProblems,
  type Dueness,
  duenessOf,
  type SignAnswer,
  type SignAnswerKind,
  type SignClass,
  type SignGroup,
  type SignLists,
  type SignTold,
  signLists,
  signProblems,
  SIGN_ANSWERS,
  signStateAfter,
} from '#domain/sign.ts'
import { parsePostcode } from '#domain/values/identifiers.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay, londonInstant } from '#domain/values/london.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { type Anchor, findAnchor, listAgenciesAround, listOwnPostcodes, type SayGrant } from '#store/own-records.ts'
import { agenciesFor, loadReference } from '#store/reference.ts'
import type { Exploitation, Indicator, SignGrade, SignTrade } from '#store/reference-schema.ts'
import {
  type About,
  findSign,
  insertAnswer,
  insertSign,
  listOwedSigns,
  listSignsAbout,
  type StoredAnswer,
  type StoredSign,
  subjectOfSign,
} from '#store/signs.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { idempotent } from './idempotent.ts'
import { isNamed, sayOfPerson, sendWord, tellOf } from './own-records.ts'
import { nameOf } from './search.ts'

export type { Exploitation, Indicator, SignAnswer, SignClass, SignGrade, SignTold, SignTrade, StoredAnswer }

/** A sign with how its answer stands. */
export interface Sign extends StoredSign {
  /** How its clock stands; undefined when no answer is owed. */
  readonly dueness: Dueness | undefined
}

/** A sign opened by itself, and what the actor's agency may answer. */
export interface OpenSign extends Sign, About {
  readonly may: readonly SignAnswerKind[]
}

/** Three lists of what was seen of a person. */
export type PersonSigns = SignLists<SignOfPerson>

/** A sign in the lists of a person. */
export type SignOfPerson = Sign & { readonly origin: SignTold['origin'] }

/** Signs of a person that say the same. */
export type PersonSignGroup = SignGroup<SignOfPerson>

const OWN_WORDS = /^other-/

/** Indicators that may be recorded on a day, in the order of the reference data. */
export function indicatorsOn(today: PlainDate): readonly Indicator[] {
  return loadReference().signs.indicators.filter(
    ({ effectiveFrom, effectiveTo }) => effectiveFrom <= today && (effectiveTo === undefined || today < effectiveTo),
  )
}

/** The trade of an agency's kind; undefined for one that has none. */
export function tradeOf(agency: string): SignTrade | undefined {
  const { signs, agencyByCode } = loadReference()
  const kind = agencyByCode.get(agency)?.kind
  return kind === undefined ? undefined : signs.trades.find(trade => trade.kinds.includes(kind))
}

/** What the form to record a sign offers. */
export interface SignChoices {
  readonly indicators: readonly Indicator[]
  readonly trades: readonly SignTrade[]
  readonly grades: readonly SignGrade[]
  /** Agencies that may be asked to answer, the usual one first. */
  readonly answerers: readonly AgencyId[]
  /** Tips that signs of the person name already, as they were written. */
  readonly tips: readonly string[]
  /** The person as they are named to the agency. */
  readonly name: string
  /** Signs of the person, to say that one was seen again. */
  readonly signs: readonly StoredSign[]
}

/** What may be recorded of a person whom the actor's agency reaches. Throws when refused. */
export async function openSignForm(ctx: Context, personId: string): Promise<SignChoices> {
  const grant = authorise(ctx, 'sign.record', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const { trades, grades } = loadReference().signs
  const anchor = await anchorOf(ctx, grant)
  const signs = await listSignsAbout(ctx.tx, grant)
  return {
    indicators: indicatorsOn(londonDay(ctx.now)),
    trades,
    grades,
    answerers: await answerersFor(ctx, grant, anchor),
    tips: [...new Set(signs.flatMap(sign => sign.originName ?? []))].slice(0, 20),
    name: nameOf(anchor.named),
    signs,
  }
}

async function anchorOf(ctx: Context, grant: SayGrant): Promise<Anchor> {
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  return anchor
}

/**
 * Who may be asked: the children's services of where the person lives, and of the own agency's area, first; then who knows the person,
 * and the own agency. An agency that does not know the person is asked only where the own agency's records name them.
 */
async function answerersFor(ctx: Context, grant: SayGrant, anchor: Anchor): Promise<readonly AgencyId[]> {
  const reference = loadReference()
  const { agency } = ctx.actor
  const around = (await listAgenciesAround(ctx.tx, grant)).filter(one => one !== agency)
  const isOwnName = anchor.agency === agency && isNamed(anchor.person)
  const councils = isOwnName ? [...(await homeCouncils(ctx, grant)), ...neighbourCouncils(agency)] : []
  const isCouncil = (one: AgencyId) => reference.agencyByCode.get(one)?.kind === 'council'
  const first = isCouncil(agency) ? [agency] : []
  return [...new Set([...first, ...around.filter(isCouncil), ...councils, ...around, agency])]
}

async function homeCouncils(ctx: Context, grant: SayGrant): Promise<readonly AgencyId[]> {
  const reference = loadReference()
  return (await listOwnPostcodes(ctx.tx, grant)).flatMap(given => {
    const postcode = parsePostcode(given)
    const outcode = postcode.ok ? (postcode.value.split(' ')[0] ?? '') : ''
    return agenciesFor(reference, outcode, 'council').map(council => council.code)
  })
}

/** Councils of the areas that an agency serves, when those are few: of a school its own, of a national agency none. */
function neighbourCouncils(agency: AgencyId): readonly AgencyId[] {
  const { agencies, agencyByCode } = loadReference()
  const area = agencyByCode.get(agency)?.area ?? []
  if (area.length > 3) return []
  return agencies
    .filter(one => one.kind === 'council' && one.area.some(code => area.includes(code)))
    .map(one => one.code)
}

/**
 * Record a sign of a person whom the actor's agency reaches, and ask an agency to answer it. Gives the sign's id.
 *
 * Stands on a record of the agency's own; only that record is opened to the agency that is asked. What only makes harm easier asks for
 * no answer and stands in no chronology.
 *
 * @param key makes sending it again harmless
 * @throws Problem 'bad-request' naming the fields; 'not-found' when refused
 */
export async function recordSign(
  ctx: Context,
  personId: string,
  told: SignTold & { readonly trade?: string | undefined },
  key?: string,
): Promise<string> {
  const grant = authorise(ctx, 'sign.record', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const { answer } = await idempotent(
    ctx,
    { key, request: { sign: told, personId } },
    () => undefined,
    () => record(ctx, grant, told),
  )
  disclosed(ctx, grant, [answer])
  return answer
}

async function record(
  ctx: Context,
  grant: Grant<'sign.record'>,
  told: SignTold & { readonly trade?: string | undefined },
): Promise<string> {
  const { signs, agencyByCode } = loadReference()
  const today = londonDay(ctx.now)
  const offered = indicatorsOn(today)
  const anchor = await anchorOf(ctx, grant)
  const problems = signProblems(
    told,
    {
      indicators: new Set(offered.map(one => one.code)),
      grades: new Set(signs.grades.map(one => one.code)),
      agencies: new Set(agencyByCode.keys()),
      answerers: new Set(await answerersFor(ctx, grant, anchor)),
    },
    today,
  )
  checkFields(problems, 'The sign was not recorded.')
  const indicator = offered.find(one => one.code === told.indicator)
  if (indicator === undefined) throw new Problem('bad-request')
  const isVulnerability = indicator.sign === 'vulnerability'
  const confirms = await rootOf(ctx, grant, told.confirms)
  const own = await sayOfPerson(ctx, grant, {
    feed: 'sign',
    asGiven: told,
    event: isVulnerability ? undefined : eventOf(told, indicator),
  })
  const state = isVulnerability ? 'not-asked' : 'asked'
  await insertSign(ctx.tx, grant, {
    signId: own.recordId,
    reference: own.reference,
    indicator: indicator.code,
    indicatorVersion: signs.version,
    sign: indicator.sign,
    words: told.words.trim(),
    trade: signs.trades.find(trade => trade.code === told.trade)?.code ?? tradeOf(ctx.actor.agency)?.code ?? null,
    seenBy: told.seenBy.trim(),
    seenOn: told.seenOn,
    grade: told.grade,
    originKind: told.origin.kind,
    originAgency: told.origin.agency ?? null,
    originName: told.origin.name?.trim() ?? null,
    confirms,
    recordedBy: ctx.actor.id,
    recordedName: ctx.actor.name,
    recordedTeam: ctx.actor.team ?? null,
    recordedAt: ctx.now,
    askedAgency: told.askedAgency,
    state,
    answerBy: answerDue(state, ctx.now, clockOf(indicator.sign)) ?? null,
  })
  if (isVulnerability) return own.recordId
  const what = 'one sign: what was seen, and who the person is'
  await tellOf(ctx, grant, own, told.askedAgency, { what, because: 'asked to answer a sign' })
  await sendWord(ctx, 'sign', own.recordId, told.askedAgency)
  return own.recordId
}

/** A sign seen again confirms the first one, however often it was confirmed before. */
async function rootOf(ctx: Context, grant: Grant<'sign.record'>, confirms: string | undefined): Promise<string | null> {
  if (confirms === undefined) return null
  const known = (await listSignsAbout(ctx.tx, grant)).find(sign => sign.signId === confirms)
  if (known === undefined) throw new Problem('not-found')
  return known.confirms ?? known.signId
}

function eventOf(told: SignTold, indicator: Indicator) {
  return {
    kind: 'sign',
    startsAt: londonInstant(told.seenOn, 12, 0),
    facts: { sign: indicator.label, dateOnly: 'true' },
  }
}

/** The clocks of a class of signs. */
function clockOf(sign: SignClass) {
  const clock = loadReference().signs.clocks.find(one => one.sign === sign)
  if (clock === undefined) throw new Error(`data/reference/sign-clocks.json has no clock for "${sign}"`)
  return clock
}

/** The signs of a person whom the actor's agency reaches, in three lists. Throws when refused. */
export async function openSigns(ctx: Context, personId: string): Promise<PersonSigns> {
  const grant = authorise(ctx, 'person.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const signs = await listSignsAbout(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    signs.map(sign => sign.signId),
  )
  return listsOf(ctx, signs)
}

/** Stored signs of one person in three lists, as they stand now. */
export function listsOf(ctx: Pick<Context, 'now'>, signs: readonly StoredSign[]): PersonSigns {
  const days = (sign: SignClass) => clockOf(sign).notConfirmedAfterDays
  return signLists(
    signs.map(sign => ({ ...withDueness(ctx.now, sign), origin: originOf(sign) })),
    londonDay(ctx.now),
    { harm: days('harm'), possible: days('possible'), vulnerability: days('vulnerability') },
    indicator => OWN_WORDS.test(indicator),
  )
}

function originOf({ originKind, originAgency, originName }: StoredSign): SignTold['origin'] {
  return { kind: originKind, agency: originAgency ?? undefined, name: originName ?? undefined }
}

function withDueness<S extends StoredSign>(now: Instant, sign: S): S & Sign {
  const warn = clockOf(sign.sign).warnHoursBefore ?? 0
  return { ...sign, dueness: sign.answerBy === null ? undefined : duenessOf(sign.answerBy, now, warn) }
}

/** Signs that wait for an answer of the actor's agency, the first due first. */
export async function listOwed(ctx: Context): Promise<readonly (Sign & About)[]> {
  const grant = authorise(ctx, 'sign.list', ownSubject(ctx, 'sign'))
  const owed = await listOwedSigns(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    owed.map(sign => sign.signId),
  )
  return owed.map(sign => withDueness(ctx.now, sign))
}

/** One sign that the actor's agency recorded, was asked about or was given. Throws when refused. */
export async function openSign(ctx: Context, signId: string): Promise<OpenSign> {
  const grant = authorise(ctx, 'sign.read', await subjectOfSign(ctx.tx, ctx.actor.agency, signId, 'both'))
  const sign = await findSign(ctx.tx, grant)
  if (sign === undefined) throw new Problem('not-found')
  const isAsked = sign.askedAgency === ctx.actor.agency
  const may = SIGN_ANSWERS.filter(answer => isAsked && signStateAfter(sign.state, answer) !== undefined)
  return { ...withDueness(ctx.now, sign), may }
}

/**
 * Answer a sign that the actor's agency was asked about, by name, and tell the agency that recorded it.
 *
 * Throws when refused; Problem 'bad-request' naming the fields: no sign is dismissed without a reason; 'already-answered' when
 * somebody was quicker.
 */
export async function answerSign(ctx: Context, signId: string, version: number, answer: SignAnswer): Promise<void> {
  const grant = authorise(ctx, 'sign.answer', await subjectOfSign(ctx.tx, ctx.actor.agency, signId, 'asked'))
  checkFields(answerProblems(answer), 'Nothing was answered.')
  const sign = await findSign(ctx.tx, grant)
  if (sign === undefined) throw new Problem('not-found')
  const state = signStateAfter(sign.state, answer.kind)
  const { id, name } = ctx.actor
  const isStored =
    state !== undefined &&
    (await insertAnswer(ctx.tx, grant, version, {
      answerId: ctx.newId(),
      kind: answer.kind,
      words: answer.words.trim(),
      state,
      due: answerDue(state, ctx.now, clockOf(sign.sign)),
      by: { id, name },
      at: ctx.now,
    }))
  if (!isStored)
    throw new Problem(
      'already-answered',
      'Somebody answered this meanwhile. Nothing of yours was stored: look at it again.',
    )
  if (sign.agency !== ctx.actor.agency) await sendWord(ctx, 'sign-answered', signId, sign.agency)
}
