import { type Static, type TSchema, Type } from 'typebox'
import type { AgencyId, TeamId } from '#domain/values/ids.ts'
import type { PlainDate } from '#domain/values/time.ts'

const strict = { additionalProperties: false }
const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$'
const Code = Type.String({ pattern: SLUG })
const Text = Type.String({ minLength: 1 })
const Day = Type.Unsafe<PlainDate>(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }))
const Positive = Type.Integer({ minimum: 1 })
const Area = Type.String({ pattern: '^[EW]\\d{8}$' })
const Phone = Type.String({ pattern: '^0[\\d ]{9,14}$' })
const Kind = Type.Enum(['police', 'national', 'council', 'nhs', 'school', 'pru', 'charity', 'housing'])
const Regime = Type.Enum(['law-enforcement', 'general'])

/** The form of every reference file: what it is, from when it holds, and its items. */
export function referenceFile<S extends TSchema>(item: S) {
  return Type.Object(
    { version: Text, source: Text, effectiveFrom: Day, items: Type.Array(item, { minItems: 1 }) },
    strict,
  )
}

const TeamSchema = Type.Object(
  {
    code: Type.Unsafe<TeamId>(Code),
    name: Text,
    /** The team that is told when no other is named. One in each agency. */
    duty: Type.Boolean(),
    email: Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' }),
    phone: Type.Optional(Phone),
  },
  strict,
)

/** One agency of data/reference/agencies.json. */
export const AgencySchema = Type.Object(
  {
    code: Type.Unsafe<AgencyId>(Code),
    name: Text,
    kind: Kind,
    regime: Regime,
    /** Official code of the police force area or the upper-tier authority; null when it has none. */
    gss: Type.Union([Area, Type.Null()]),
    /** Lower-tier authorities that it serves; empty for a national agency. */
    area: Type.Array(Area),
    /** Invented for the demonstration; not an agency that exists. */
    demonstration: Type.Boolean(),
    phone: Phone,
    outOfHoursPhone: Phone,
    teams: Type.Array(TeamSchema, { minItems: 1 }),
  },
  strict,
)

/** One local authority of data/reference/outcodes.json with its outward postcodes. */
export const OutcodesSchema = Type.Object({ ltla: Area, name: Text, outcodes: Text }, strict)
/** One day of data/reference/bank-holidays.json. */
export const BankHolidaySchema = Type.Object({ date: Day, name: Text }, strict)

/** One level of data/reference/missing-risk-levels.json. */
export const RiskLevelSchema = Type.Object(
  { code: Code, rank: Positive, label: Text, meaning: Text, aliases: Type.Array(Text), verified: Type.Boolean() },
  strict,
)

/** One way of meeting somebody, of data/reference/encounter-circumstances.json. */
export const CircumstanceSchema = Type.Object(
  {
    code: Code,
    label: Text,
    hint: Type.String(),
    /** Agencies that offer it. */
    kinds: Type.Array(Kind, { minItems: 1 }),
    /** 'missing-or-order' is for routine contact: it tells only of an open missing episode or an order. */
    alertPolicy: Type.Enum(['always', 'missing-or-order']),
  },
  strict,
)

/** One thing that can be seen, of data/reference/encounter-observations.json. */
export const ObservationSchema = Type.Object(
  { code: Code, label: Text, hint: Type.String(), sign: Type.Enum(['harm', 'possible', 'vulnerability']) },
  strict,
)

/** One purpose of data/reference/purposes.json. */
export const PurposeSchema = Type.Object(
  {
    code: Type.Enum(['safeguarding', 'crime', 'health', 'data-quality', 'oversight']),
    label: Text,
    description: Text,
    /** Codes of legal bases, the usual one first. */
    gateways: Type.Array(Code, { minItems: 1 }),
    kinds: Type.Array(Kind, { minItems: 1 }),
  },
  strict,
)

/** One gateway of data/reference/legal-bases.json. */
export const LegalBasisSchema = Type.Object(
  {
    code: Code,
    label: Text,
    citation: Text,
    summary: Text,
    regimes: Type.Array(Regime, { minItems: 1 }),
    /** Whether a watch may stand on it. */
    forWatch: Type.Boolean(),
    /** Null when the day could not be confirmed. */
    effectiveFrom: Type.Union([Day, Type.Null()]),
    /** False: check with the authority before relying on it. */
    verified: Type.Boolean(),
  },
  strict,
)

/** One clock of data/reference/alert-clocks.json. */
export const AlertClockSchema = Type.Object(
  {
    interest: Type.Enum(['missing', 'order', 'watch', 'allocated-worker', 'open-case']),
    label: Text,
    acknowledgeWithinMinutes: Positive,
    whenBreachedMinutes: Type.Optional(Positive),
  },
  strict,
)

/** One clock of data/reference/clocks.json, in one version of it. */
export const ClockSchema = Type.Object(
  {
    code: Code,
    label: Text,
    nations: Type.Array(Type.Enum(['england', 'wales']), { minItems: 1 }),
    amount: Positive,
    unit: Type.Enum(['hours', 'calendar-days', 'working-days', 'months']),
    /** 'not-before' is a time that has to pass. */
    meaning: Type.Enum(['by', 'not-before']),
    /** In the unit of the amount: so much before the end it counts as due soon. */
    warnWithin: Positive,
    /** By their age when it starts. */
    appliesTo: Type.Enum(['child', 'adult', 'any']),
    startsFrom: Text,
    source: Text,
    effectiveFrom: Day,
    /** Its last day; null while it holds. */
    effectiveTo: Type.Union([Day, Type.Null()]),
    verified: Type.Boolean(),
  },
  strict,
)

/** One reason of data/reference/watch-reasons.json. */
export const WatchReasonSchema = Type.Object(
  {
    code: Code,
    label: Text,
    hint: Type.String(),
    reviewAfterDays: Positive,
    /** The longest that a watch for it may live. */
    expiresAfterDays: Type.Integer({ minimum: 1, maximum: 366 }),
    appliesTo: Type.Enum(['child', 'adult', 'any']),
  },
  strict,
)

/** One period of data/reference/retention-periods.json. */
export const RetentionSchema = Type.Object(
  {
    code: Type.Enum(['sent-message', 'idempotency-key', 'session', 'canary', 'upload']),
    label: Text,
    /** Counted from when it was sent, answered, expired or last written. */
    keepDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    reason: Text,
  },
  strict,
)

/** One clock of data/reference/lead-clocks.json. */
export const LeadClockSchema = Type.Object(
  {
    code: Code,
    kind: Type.Enum(['offer', 'dispute-step', 'placement-notice', 'nrm-ask', 'nrm-action']),
    /** Of a step of the ladder: lowest first. */
    rank: Type.Optional(Positive),
    label: Text,
    workingDays: Positive,
    /** From so many hours before the end on it counts as close. */
    warnHours: Positive,
    effectiveFrom: Day,
    effectiveTo: Type.Union([Day, Type.Null()]),
    source: Text,
    verified: Type.Boolean(),
  },
  strict,
)

/** One reason or proposal of data/reference/lead-reasons.json. */
export const LeadReasonSchema = Type.Object(
  {
    code: Code,
    answer: Type.Enum(['decline', 'counter']),
    label: Text,
    hint: Type.String(),
    /** What a proposal must name besides. */
    needs: Type.Union([Type.Enum(['agency', 'date']), Type.Null()]),
  },
  strict,
)

const SignClass = Type.Enum(['harm', 'possible', 'vulnerability'])

/** One indicator of data/reference/indicators.json. */
export const IndicatorSchema = Type.Object(
  {
    code: Code,
    sign: SignClass,
    /** Whom it is about. */
    about: Type.Enum(['child', 'adult', 'any']),
    label: Text,
    hint: Type.String(),
    /** Codes of data/reference/exploitation-types.json. */
    exploitation: Type.Array(Code, { minItems: 1 }),
    sources: Type.Array(Text, { minItems: 1 }),
    effectiveFrom: Day,
    /** Not offered any more from this day; what was recorded keeps its words. */
    effectiveTo: Type.Optional(Day),
    /** In the words of a trade, by its code in data/reference/sign-trades.json. */
    words: Type.Record(Code, Text),
  },
  strict,
)

const Nations = Type.Array(Type.Enum(['england', 'wales']), { minItems: 1 })
/** Days on which it holds, where it is known from, and whether that was read. */
const Held = { source: Text, effectiveFrom: Day, effectiveTo: Type.Union([Day, Type.Null()]), verified: Type.Boolean() }

/** One version of data/reference/adult-tests.json. */
export const AdultTestSchema = Type.Object(
  {
    code: Code,
    nations: Nations,
    label: Text,
    /** What follows when it is met. */
    duty: Text,
    questions: Type.Array(Type.Object({ code: Code, label: Text, hint: Type.String() }, strict), { minItems: 1 }),
    ...Held,
  },
  strict,
)

/** One way of data/reference/adult-ways.json. */
export const AdultWaySchema = Type.Object(
  { code: Code, label: Text, hint: Type.String(), nations: Nations, ...Held },
  strict,
)

const Named = Type.Object({ code: Code, label: Text }, strict)

/** One version of a kind of data/reference/meeting-kinds.json. */
export const MeetingKindSchema = Type.Object(
  {
    code: Code,
    label: Text,
    hint: Type.String(),
    nations: Nations,
    /** The question that such a meeting answers, and of a yes the ways that there are. */
    decides: Type.Union([
      Type.Object({ question: Text, yes: Text, no: Text, ways: Type.Array(Named) }, strict),
      Type.Null(),
    ]),
    /** Opened by a yes, each met by the next meeting of the kind that it wants. */
    clocks: Type.Array(Type.Object({ clock: Code, wants: Code }, strict)),
    ...Held,
  },
  strict,
)

/** One version of a kind of data/reference/panel-kinds.json. */
export const PanelKindSchema = Type.Object(
  { code: Code, label: Text, hint: Type.String(), nations: Nations, ...Held },
  strict,
)

/** One item of data/reference/turning-18.json. */
export const TurningItemSchema = Type.Object(
  {
    code: Code,
    what: Type.Enum(['step', 'changes', 'ends', 'goes-on']),
    /** Before the eighteenth birthday. */
    monthsBefore: Type.Integer({ minimum: 0, maximum: 24 }),
    label: Text,
    hint: Type.String(),
    nations: Nations,
    ...Held,
  },
  strict,
)

/** One thing that may be asked of another agency, of data/reference/referral-kinds.json. */
export const ReferralKindSchema = Type.Object(
  {
    code: Code,
    label: Text,
    hint: Text,
    /** Agencies that offer it. */
    receivers: Type.Array(Kind, { minItems: 1 }),
    appliesTo: Type.Enum(['child', 'adult', 'any']),
    /** Whether it is only given to those who agree. */
    needsConsent: Type.Boolean(),
    /** Code of the clock of its answer in data/reference/clocks.json. */
    clock: Code,
    ...Held,
  },
  strict,
)

/** One reason of data/reference/referral-reasons.json. */
export const ReferralReasonSchema = Type.Object({ code: Code, label: Text, hint: Type.String() }, strict)

/** One agency of data/reference/dissolved-agencies.json. */
export const DissolvedAgencySchema = Type.Object(
  {
    code: Code,
    name: Text,
    dissolvedOn: Day,
    /** Codes of the agencies that took its place. */
    successors: Type.Array(Code, { minItems: 1 }),
    verified: Type.Boolean(),
  },
  strict,
)

/** One trade of data/reference/sign-trades.json. */
export const SignTradeSchema = Type.Object(
  {
    code: Code,
    label: Text,
    /** Agencies whose own trade it is. */
    kinds: Type.Array(Kind),
    /** Whether agencies of the trade would usually know a child, so that their silence is shown. */
    usuallyKnows: Type.Boolean(),
    /** The help page that says its words; trades may share one. */
    page: Type.Union([Type.Object({ code: Code, title: Text, lead: Text }, strict), Type.Null()]),
  },
  strict,
)

/** One grade of data/reference/sign-grades.json: how what is said is known. */
export const SignGradeSchema = Type.Object({ code: Code, label: Text, police: Text, verified: Type.Boolean() }, strict)

/** The clocks of one class of data/reference/sign-clocks.json. A class without hours asks for no answer. */
export const SignClockSchema = Type.Object(
  {
    sign: SignClass,
    acknowledgeWithinHours: Type.Optional(Positive),
    /** From the acknowledgement. */
    outcomeWithinHours: Type.Optional(Positive),
    /** So long before the end it is said that time is short. */
    warnHoursBefore: Type.Optional(Positive),
    notConfirmedAfterDays: Positive,
  },
  strict,
)

const Months = Type.Union([Positive, Type.Null()])

/** One kind of order or notice of data/reference/orders.json, in one version of it. */
export const OrderKindSchema = Type.Object(
  {
    code: Code,
    label: Text,
    /** A court makes an order; a notice is served. */
    nature: Type.Enum(['order', 'notice']),
    statute: Text,
    nations: Type.Array(Type.Enum(['england', 'wales']), { minItems: 1 }),
    appliedForBy: Text,
    /** The youngest whom it may name, in years of age on the day when it is made. */
    youngest: Type.Integer({ minimum: 0 }),
    /** Of what protects a child from the one whom it names: up to which age the child, and a child in care. */
    protects: Type.Union([Type.Object({ underAge: Positive, underAgeInCare: Positive }, strict), Type.Null()]),
    /** How long it lasts, by the age of the one whom it names; null where the law sets nothing. */
    periods: Type.Array(
      Type.Object(
        {
          ages: Type.Enum(['child', 'adult', 'any']),
          atLeastMonths: Months,
          atMostMonths: Months,
          mayBeOpenEnded: Type.Boolean(),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    /** Codes of data/reference/clocks.json; the first one that starts for the person counts. */
    reviewClocks: Type.Array(Code, { minItems: 1 }),
    /** When an interim one may be made; null when none may. */
    interim: Type.Union([Text, Type.Null()]),
    /** Whether the youth offending team gives its views first, for somebody under 18. */
    youthViews: Type.Boolean(),
    breach: Type.Enum(['offence', 'contempt', 'evidence']),
    breachWords: Text,
    source: Text,
    /** Null while it is not known to be in force: none can be recorded. */
    effectiveFrom: Type.Union([Day, Type.Null()]),
    effectiveTo: Type.Union([Day, Type.Null()]),
    verified: Type.Boolean(),
  },
  strict,
)

/** One type of data/reference/exploitation-types.json. */
export const ExploitationSchema = Type.Object({ code: Code, label: Text, hint: Text }, strict)

const Versioned = {
  source: Text,
  effectiveFrom: Day,
  /** Its last day; null while it holds. */
  effectiveTo: Type.Union([Day, Type.Null()]),
  verified: Type.Boolean(),
}

/** One section of the referral to the NRM, of data/reference/nrm-sections.json. */
export const NrmSectionSchema = Type.Object({ code: Code, label: Text, about: Text }, strict)

/** One field of the referral, of data/reference/nrm-form.json. */
export const NrmFieldSchema = Type.Object(
  {
    code: Code,
    /** Code of a section. */
    section: Code,
    label: Text,
    hint: Type.String(),
    appliesTo: Type.Enum(['any', 'child', 'adult']),
    /** What of the records answers it, as domain/nrm-pack.ts calls it. */
    from: Type.Array(Type.String({ pattern: '^[a-z]+(\\.[A-Za-z-]+)?$' })),
    effectiveFrom: Day,
    effectiveTo: Type.Union([Day, Type.Null()]),
  },
  strict,
)

/** One way to a decision, of data/reference/nrm-routes.json. */
export const NrmRouteSchema = Type.Object(
  {
    code: Code,
    label: Text,
    hint: Text,
    /** Code of the clock of its reasonable grounds decision in data/reference/clocks.json. */
    clock: Code,
    childOnly: Type.Boolean(),
    /** The child must be more than so many days from 18. */
    daysBefore18: Type.Integer({ minimum: 0 }),
    ...Versioned,
  },
  strict,
)

/** One reason of data/reference/nrm-reasons.json. */
export const NrmReasonSchema = Type.Object(
  { code: Code, kind: Type.Enum(['not-taken', 'suspended', 'withdrawn']), label: Text, hint: Type.String() },
  strict,
)

/** Agencies of a kind that may refer, of data/reference/first-responders.json. */
export const FirstResponderSchema = Type.Object(
  { code: Code, label: Text, kinds: Type.Array(Kind, { minItems: 1 }), ...Versioned },
  strict,
)

const Whom = Type.Enum(['child', 'adult', 'unknown', 'any'])

/** One test of section 45, of data/reference/section-45-tests.json. */
export const Section45Schema = Type.Object(
  { code: Code, label: Text, whom: Type.Enum(['child', 'adult']), questions: Type.Array(Text), ...Versioned },
  strict,
)

/** When the victim comes first at a meeting (arrest, custody, interview, charge), and what then is to be done, of data/reference/victim-first.json. */
export const VictimFirstSchema = Type.Object(
  {
    code: Code,
    kind: Type.Enum(['when', 'do']),
    label: Text,
    /** Kinds of events. */
    events: Type.Array(Text),
    /** Codes of data/reference/encounter-circumstances.json. */
    circumstances: Type.Array(Code),
    daysShown: Type.Integer({ minimum: 0 }),
    whom: Whom,
    /** Only for those who are younger; null for all of them. */
    under: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    text: Text,
    ...Versioned,
  },
  strict,
)

/** Areas with guardians for children who were trafficked, of data/reference/guardian-areas.json. */
export const GuardianAreaSchema = Type.Object(
  {
    code: Code,
    label: Text,
    /** Codes of agencies. */
    councils: Type.Array(Code, { minItems: 1 }),
    ...Versioned,
  },
  strict,
)

export type NrmSection = Static<typeof NrmSectionSchema>
export type NrmField = Static<typeof NrmFieldSchema>
export type NrmRoute = Static<typeof NrmRouteSchema>
export type NrmReason = Static<typeof NrmReasonSchema>
export type FirstResponder = Static<typeof FirstResponderSchema>
export type Section45 = Static<typeof Section45Schema>
export type VictimFirstItem = Static<typeof VictimFirstSchema>
export type GuardianArea = Static<typeof GuardianAreaSchema>
export type Agency = Static<typeof AgencySchema>
export type Team = Static<typeof TeamSchema>
export type AgencyKind = Static<typeof Kind>
export type Regime = Static<typeof Regime>
export type BankHoliday = Static<typeof BankHolidaySchema>
export type RiskLevel = Static<typeof RiskLevelSchema>
export type Circumstance = Static<typeof CircumstanceSchema>
export type Observation = Static<typeof ObservationSchema>
export type PurposeText = Static<typeof PurposeSchema>
export type LegalBasis = Static<typeof LegalBasisSchema>
export type AlertClock = Static<typeof AlertClockSchema>
export type Clock = Static<typeof ClockSchema>
export type RetentionPeriod = Static<typeof RetentionSchema>
export type WatchReason = Static<typeof WatchReasonSchema>
export type LeadClock = Static<typeof LeadClockSchema>
export type LeadReason = Static<typeof LeadReasonSchema>
export type DissolvedAgency = Static<typeof DissolvedAgencySchema>
export type Indicator = Static<typeof IndicatorSchema>
export type SignTrade = Static<typeof SignTradeSchema>
export type SignGrade = Static<typeof SignGradeSchema>
export type SignClock = Static<typeof SignClockSchema>
export type Exploitation = Static<typeof ExploitationSchema>
export type MeetingKindItem = Static<typeof MeetingKindSchema>
export type PanelKindItem = Static<typeof PanelKindSchema>
export type OrderKind = Static<typeof OrderKindSchema>
export type AdultTest = Static<typeof AdultTestSchema>
export type ReferralKind = Static<typeof ReferralKindSchema>
export type ReferralReason = Static<typeof ReferralReasonSchema>
export type AdultWay = Static<typeof AdultWaySchema>
export type TurningItem = Static<typeof TurningItemSchema>
