import { type BankHolidays, bankHolidays } from '#domain/working-days.ts'
import { readDataFile } from './data-file.ts'
import { type NrmReference, nrmReference } from './nrm-reference.ts'
import { byCode, items } from './reference-items.ts'
import {
  type AdultTest,
  AdultTestSchema,
  type AdultWay,
  AdultWaySchema,
  type Agency,
  AgencySchema,
  type AlertClock,
  AlertClockSchema,
  type BankHoliday,
  BankHolidaySchema,
  type Circumstance,
  CircumstanceSchema,
  type Clock,
  ClockSchema,
  type DissolvedAgency,
  DissolvedAgencySchema,
  type LeadClock,
  LeadClockSchema,
  type LeadReason,
  LeadReasonSchema,
  type Exploitation,
  ExploitationSchema,
  type Indicator,
  IndicatorSchema,
  type LegalBasis,
  LegalBasisSchema,
  type MeetingKindItem,
  MeetingKindSchema,
  type Observation,
  ObservationSchema,
  type OrderKind,
  OrderKindSchema,
  OutcodesSchema,
  type PanelKindItem,
  PanelKindSchema,
  type PurposeText,
  PurposeSchema,
  type ReferralKind,
  ReferralKindSchema,
  type ReferralReason,
  ReferralReasonSchema,
  type RiskLevel,
  RiskLevelSchema,
  referenceFile,
  type RetentionPeriod,
  RetentionSchema,
  type SignClock,
  SignClockSchema,
  type SignGrade,
  SignGradeSchema,
  type SignTrade,
  SignTradeSchema,
  type Team,
  type TurningItem,
  TurningItemSchema,
  type WatchReason,
  WatchReasonSchema,
} from './reference-schema.ts'

/** The local authority that the centre of an outcode lies in. An outcode may reach into a neighbouring one. */
export interface HomeArea {
  readonly ltla: string
  readonly name: string
}

/** Everything in data/reference, in the order of the files. Frozen. */
export interface Reference {
  readonly agencies: readonly Agency[]
  readonly agencyByCode: ReadonlyMap<string, Agency>
  /** Outward postcode in upper case → likely home area. England and Wales. */
  readonly homeAreas: ReadonlyMap<string, HomeArea>
  readonly bankHolidays: readonly BankHoliday[]
  /** The same as clocks take them. */
  readonly holidays: BankHolidays
  /** Every version of every clock; `ruleOn` says which holds. */
  readonly clocks: readonly Clock[]
  /** Lowest first. */
  readonly riskLevels: readonly RiskLevel[]
  readonly circumstances: readonly Circumstance[]
  readonly circumstanceByCode: ReadonlyMap<string, Circumstance>
  readonly observations: readonly Observation[]
  readonly observationByCode: ReadonlyMap<string, Observation>
  readonly purposes: readonly PurposeText[]
  readonly legalBases: readonly LegalBasis[]
  readonly legalBasisByCode: ReadonlyMap<string, LegalBasis>
  /** Most urgent first. */
  readonly alertClocks: readonly AlertClock[]
  readonly retentionPeriods: readonly RetentionPeriod[]
  readonly watchReasons: readonly WatchReason[]
  readonly watchReasonByCode: ReadonlyMap<string, WatchReason>
  readonly leadClocks: readonly LeadClock[]
  readonly leadReasons: readonly LeadReason[]
  readonly leadReasonByCode: ReadonlyMap<string, LeadReason>
  readonly dissolvedByCode: ReadonlyMap<string, DissolvedAgency>
  /** Every version of every kind of meeting about a child. */
  readonly meetingKinds: readonly MeetingKindItem[]
  /** Every version of every kind of panel over several children. */
  readonly panelKinds: readonly PanelKindItem[]
  readonly signs: SignReference
  /** Every version of every kind of order; `kindOn` of the domain says which holds. */
  readonly orders: { readonly version: string; readonly kinds: readonly OrderKind[] }
  readonly nrm: NrmReference
  readonly adults: AdultReference
  readonly referrals: ReferralReference
}

/** What agencies may ask of each other for a person, and why one may be declined. */
export interface ReferralReference {
  /** In the order of the file. */
  readonly services: readonly ReferralKind[]
  readonly serviceByCode: ReadonlyMap<string, ReferralKind>
  readonly reasons: readonly ReferralReason[]
  readonly reasonByCode: ReadonlyMap<string, ReferralReason>
}

/** What is done for adults who may be at risk, and for children who turn eighteen. */
export interface AdultReference {
  /** Every version of each test; of a nation and a day one holds. */
  readonly tests: readonly AdultTest[]
  readonly ways: readonly AdultWay[]
  readonly turning: readonly TurningItem[]
}

/** What signs are recorded, answered and judged by. */
export interface SignReference {
  /** Version of the set of indicators, kept with each sign and judgement. */
  readonly version: string
  readonly indicators: readonly Indicator[]
  readonly indicatorByCode: ReadonlyMap<string, Indicator>
  readonly trades: readonly SignTrade[]
  readonly grades: readonly SignGrade[]
  readonly clocks: readonly SignClock[]
  readonly exploitations: readonly Exploitation[]
}

let loaded: Reference | undefined

/**
 * The reference data, read and checked once in a process.
 *
 * @throws Error that names the file and what is wrong with it
 */
export function loadReference(): Reference {
  loaded ??= readReference()
  return loaded
}

/** The agency of a code. @throws Error when there is none, since codes come from the database or from checked input */
export function getAgency(reference: Reference, code: string): Agency {
  const agency = reference.agencyByCode.get(code)
  if (!agency)
    throw new Error(
      `There is no agency with the code "${code.slice(0, 60)}". The codes are in data/reference/agencies.json.`,
    )
  return agency
}

/** The team that is told when no other is named. */
export function dutyTeamOf(agency: Agency): Team {
  const team = agency.teams.find(each => each.duty)
  if (!team) throw new Error(`The agency "${agency.code}" has no team on duty`)
  return team
}

/** Agencies of a kind that serve the likely home area of an outward postcode, in the order of the file. */
export function agenciesFor(reference: Reference, outcode: string, kind: Agency['kind']): readonly Agency[] {
  const area = reference.homeAreas.get(outcode.toUpperCase())
  if (!area) return []
  return reference.agencies.filter(agency => agency.kind === kind && agency.area.includes(area.ltla))
}

function readReference(): Reference {
  const agencies = items('agencies', AgencySchema)
  checkAgencies(agencies)
  const circumstances = items('encounter-circumstances', CircumstanceSchema)
  const observations = items('encounter-observations', ObservationSchema)
  const legalBases = items('legal-bases', LegalBasisSchema)
  const purposes = items('purposes', PurposeSchema)
  const watchReasons = items('watch-reasons', WatchReasonSchema)
  const leadReasons = items('lead-reasons', LeadReasonSchema)
  const legalBasisByCode = byCode('legal-bases', legalBases)
  for (const gateway of purposes.flatMap(purpose => purpose.gateways)) {
    if (!legalBasisByCode.has(gateway))
      throw new Error(`data/reference/purposes.json names the gateway "${gateway}", which legal-bases.json has not`)
  }
  const days = items('bank-holidays', BankHolidaySchema)
  return Object.freeze({
    agencies,
    agencyByCode: byCode('agencies', agencies),
    homeAreas: homeAreas(),
    bankHolidays: days,
    holidays: bankHolidays(days.map(({ date }) => date)),
    clocks: clocks(),
    riskLevels: items('missing-risk-levels', RiskLevelSchema).toSorted((a, b) => a.rank - b.rank),
    circumstances,
    circumstanceByCode: byCode('encounter-circumstances', circumstances),
    observations,
    observationByCode: byCode('encounter-observations', observations),
    purposes,
    legalBases,
    legalBasisByCode,
    alertClocks: items('alert-clocks', AlertClockSchema).toSorted(
      (a, b) => a.acknowledgeWithinMinutes - b.acknowledgeWithinMinutes,
    ),
    retentionPeriods: retentionPeriods(),
    watchReasons,
    watchReasonByCode: byCode('watch-reasons', watchReasons),
    leadClocks: items('lead-clocks', LeadClockSchema),
    leadReasons,
    leadReasonByCode: byCode('lead-reasons', leadReasons),
    dissolvedByCode: dissolvedAgencies(agencies),
    meetingKinds: meetingKinds(),
    panelKinds: oneAtATime('panel-kinds', items('panel-kinds', PanelKindSchema)),
    signs: signReference(),
    orders: orderReference(),
    nrm: nrmReference(agencies),
    adults: {
      tests: [...byCode('adult-tests', items('adult-tests', AdultTestSchema)).values()],
      ways: [...byCode('adult-ways', items('adult-ways', AdultWaySchema)).values()],
      turning: [...byCode('turning-18', items('turning-18', TurningItemSchema)).values()],
    },
    referrals: referralReference(),
  })
}

/** Each is answered by a clock that there is. */
function referralReference(): ReferralReference {
  const services = items('referral-kinds', ReferralKindSchema)
  const reasons = items('referral-reasons', ReferralReasonSchema)
  checkClocks('referral-kinds', services, ({ clock }) => [clock])
  return {
    services,
    serviceByCode: byCode('referral-kinds', services),
    reasons,
    reasonByCode: byCode('referral-reasons', reasons),
  }
}

function checkClocks<T extends { readonly code: string }>(
  name: string,
  all: readonly T[],
  clocksOf: (item: T) => readonly string[],
): void {
  const known = new Set(clocks().map(({ code }) => code))
  for (const item of all) {
    const unknown = clocksOf(item).find(clock => !known.has(clock))
    if (unknown !== undefined)
      throw new Error(
        `data/reference/${name}.json: "${item.code}" names the clock "${unknown}", which clocks.json has not`,
      )
  }
}

function signReference(): SignReference {
  const { version, items: indicators } = readDataFile('reference/indicators.json', referenceFile(IndicatorSchema))
  const trades = items('sign-trades', SignTradeSchema)
  const exploitations = items('exploitation-types', ExploitationSchema)
  const known = new Set([
    ...byCode('sign-trades', trades).keys(),
    ...byCode('exploitation-types', exploitations).keys(),
  ])
  for (const { code, words, exploitation } of indicators) {
    const unknown = [...Object.keys(words), ...exploitation].find(named => !known.has(named))
    if (unknown !== undefined)
      throw new Error(`data/reference/indicators.json: "${code}" names "${unknown}", which no other file has`)
  }
  return {
    version,
    indicators,
    indicatorByCode: byCode('indicators', indicators),
    trades,
    grades: items('sign-grades', SignGradeSchema),
    clocks: items('sign-clocks', SignClockSchema),
    exploitations,
  }
}

/** Each kind is looked at again by clocks that there are. */
function orderReference(): Reference['orders'] {
  const { version, items: kinds } = readDataFile('reference/orders.json', referenceFile(OrderKindSchema))
  checkClocks('orders', kinds, ({ reviewClocks }) => reviewClocks)
  return { version, kinds }
}

function clocks(): readonly Clock[] {
  return oneAtATime('clocks', items('clocks', ClockSchema))
}

/** Each kind opens clocks that there are, and they are met by kinds that there are. */
function meetingKinds(): readonly MeetingKindItem[] {
  const kinds = oneAtATime('meeting-kinds', items('meeting-kinds', MeetingKindSchema))
  const [known, codes] = [clocks(), kinds].map(all => new Set(all.map(({ code }) => code)))
  for (const { clock, wants } of kinds.flatMap(kind => kind.clocks)) {
    if (known?.has(clock) !== true)
      throw new Error(`data/reference/meeting-kinds.json names the clock "${clock}", which clocks.json has not`)
    if (codes?.has(wants) !== true)
      throw new Error(`data/reference/meeting-kinds.json wants "${wants}", which it has not`)
  }
  return kinds
}

/** Two versions of one thing never hold on one day in one nation: which of them counts would be chance. */
function oneAtATime<T extends Pick<Clock, 'code' | 'nations' | 'effectiveFrom' | 'effectiveTo'>>(
  file: string,
  all: readonly T[],
): readonly T[] {
  for (const [at, one] of all.entries()) {
    const other = all
      .slice(at + 1)
      .find(
        next =>
          next.code === one.code &&
          next.nations.some(nation => one.nations.includes(nation)) &&
          next.effectiveFrom <= (one.effectiveTo ?? next.effectiveFrom) &&
          one.effectiveFrom <= (next.effectiveTo ?? one.effectiveFrom),
      )
    if (other !== undefined)
      throw new Error(`data/reference/${file}.json has two versions of "${one.code}" for one day`)
  }
  return all
}

/** One period for each kind: what is not named would be kept for ever. */
function retentionPeriods(): readonly RetentionPeriod[] {
  const periods = items('retention-periods', RetentionSchema)
  const codes = byCode('retention-periods', periods)
  const missing = RetentionSchema.properties.code.enum.find(code => !codes.has(code))
  if (missing !== undefined) throw new Error(`data/reference/retention-periods.json says nothing of "${missing}"`)
  return periods
}

/** What is dissolved is in no other list, and leads to agencies that there are. */
function dissolvedAgencies(agencies: readonly Agency[]): ReadonlyMap<string, DissolvedAgency> {
  const dissolved = byCode('dissolved-agencies', items('dissolved-agencies', DissolvedAgencySchema))
  const codes = new Set(agencies.map(agency => agency.code as string))
  for (const { code, successors } of dissolved.values()) {
    const wrong = codes.has(code) ? code : successors.find(successor => !codes.has(successor))
    if (wrong !== undefined)
      throw new Error(
        `data/reference/dissolved-agencies.json: "${code}" does not fit agencies.json because of "${wrong}"`,
      )
  }
  return dissolved
}

function checkAgencies(agencies: readonly Agency[]): void {
  for (const agency of agencies) {
    const codes = new Set(agency.teams.map(team => team.code))
    const onDuty = agency.teams.filter(team => team.duty).length
    if (codes.size !== agency.teams.length)
      throw new Error(`data/reference/agencies.json: "${agency.code}" has a team twice`)
    if (onDuty !== 1)
      throw new Error(
        `data/reference/agencies.json: "${agency.code}" needs one team with "duty": true and has ${onDuty}`,
      )
  }
}

function homeAreas(): ReadonlyMap<string, HomeArea> {
  return new Map(
    items('outcodes', OutcodesSchema).flatMap(({ ltla, name, outcodes }) =>
      outcodes.split(' ').map(outcode => [outcode, { ltla, name }] as const),
    ),
  )
}
