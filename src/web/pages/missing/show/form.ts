import { type Static, Type } from 'typebox'
import { HOW_FAR, type InterviewOffered, type MissingStep } from '#domain/missing-step.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { Instant } from '#domain/values/time.ts'
import type { FormWords } from '../../../form.ts'
import { momentIn } from '../../../moment.ts'

const Short = Type.Optional(Type.String({ maxLength: 200 }))
const Long = Type.Optional(Type.String({ maxLength: 4000 }))
const When = Type.Optional(Type.String({ maxLength: 20 }))
const YesNo = Type.Optional(Type.Enum(['yes', 'no']))

/** Steps that the page of an episode has forms for. */
export const STEP_KINDS = ['risk-reviewed', 'found', 'prevention-interview', 'accepted', 'declined', 'held'] as const

/** A step as one of the forms sends it. */
export const StepForm = Type.Object({
  kind: Type.Enum([...STEP_KINDS]),
  version: Type.Integer({ minimum: 0 }),
  riskLevel: When,
  why: Long,
  foundDate: When,
  foundTime: When,
  foundPlace: Short,
  foundPostcode: When,
  withWhom: Short,
  howFar: Type.Optional(Type.Enum([...HOW_FAR])),
  miles: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  injuries: Long,
  property: Long,
  how: Short,
  talkDate: When,
  talkTime: When,
  talkBy: Short,
  talkLearnt: Long,
  yesDate: When,
  yesTime: When,
  noDate: When,
  noTime: When,
  noReason: Long,
  heldDate: When,
  heldTime: When,
  heldBy: Short,
  heldIndependent: YesNo,
  before: Long,
  during: Long,
  after: Long,
  push: Long,
  pull: Long,
})

/** Words for its errors. */
export const STEP_FORM_WORDS: FormWords<typeof StepForm> = {
  labels: {
    kind: 'what happened',
    version: 'version',
    riskLevel: 'the risk level',
    why: 'why this level',
    foundDate: 'day of the return',
    foundTime: 'time of the return',
    foundPlace: 'where they were found',
    foundPostcode: 'postcode',
    withWhom: 'with whom',
    howFar: 'how far from home',
    miles: 'miles from home',
    injuries: 'injuries',
    property: 'what they had with them',
    how: 'how they came back',
    talkDate: 'day of the prevention interview',
    talkTime: 'time of the prevention interview',
    talkBy: 'who spoke with them',
    talkLearnt: 'what was learnt',
    yesDate: 'day',
    yesTime: 'time',
    noDate: 'day',
    noTime: 'time',
    noReason: 'what they said',
    heldDate: 'day of the interview',
    heldTime: 'time of the interview',
    heldBy: 'who held it',
    heldIndependent: 'whether they are independent',
    before: 'before',
    during: 'while away',
    after: 'after',
    push: 'what made them go',
    pull: 'what drew them',
  },
  messages: { 'miles.type': 'Miles from home must be a number, such as 60' },
}

/** An offer as its form sends it. */
export const OfferForm = Type.Object({
  offerDate: When,
  offerTime: When,
  offerBy: Type.String({ maxLength: 200 }),
  offerIndependent: Type.Enum(['yes', 'no']),
})

/** Words for its errors. */
export const OFFER_WORDS: FormWords<typeof OfferForm> = {
  labels: {
    offerDate: 'day of the offer',
    offerTime: 'time of the offer',
    offerBy: 'who would hold it',
    offerIndependent: 'whether they are independent',
  },
  messages: {
    'offerBy.required': 'Say who would hold it',
    offerIndependent: 'Say whether they are independent of the care of the child',
  },
}

type Sent = Static<typeof StepForm>
type Refused = { readonly problems: readonly FieldProblem[] }

/** In which fields of the forms the fields of each step are. */
export const FIELDS_OF_STEP: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  found: { at: 'foundTime', place: 'foundPlace' },
  'prevention-interview': { at: 'talkTime', by: 'talkBy', learnt: 'talkLearnt' },
  accepted: { at: 'yesTime' },
  declined: { at: 'noTime', reason: 'noReason' },
  held: { at: 'heldTime', by: 'heldBy' },
  offered: { at: 'offerTime', by: 'offerBy' },
}

/** The offer that a form is; now, unless it says when. */
export function offerFrom(sent: Static<typeof OfferForm>, now: Instant): InterviewOffered | Refused {
  const at =
    momentIn({ date: sent.offerDate, time: sent.offerTime }, now, { date: 'offerDate', time: 'offerTime' }) ?? now
  if (typeof at === 'object') return { problems: [at] }
  return { kind: 'offered', at, by: sent.offerBy, independent: sent.offerIndependent === 'yes' }
}

/** The step that a form is, or what it lacks; now, unless it says when. */
export function stepFrom(sent: Sent, now: Instant): MissingStep | Refused {
  if (sent.kind === 'risk-reviewed') return { kind: sent.kind, riskLevel: sent.riskLevel ?? '', why: sent.why ?? '' }
  const at = momentOf(sent, now)
  if (typeof at === 'object') return { problems: [at] }
  switch (sent.kind) {
    case 'found': {
      const { foundPlace = '', foundPostcode, withWhom, howFar, miles, injuries, property, how } = sent
      if (howFar === undefined) return { problems: [{ field: 'howFar', message: 'Say how far from home they were' }] }
      return {
        kind: 'found',
        at,
        place: foundPlace,
        postcode: foundPostcode,
        withWhom,
        howFar,
        miles,
        injuries,
        property,
        how,
      }
    }
    case 'prevention-interview':
      return { kind: sent.kind, at, by: sent.talkBy ?? '', learnt: sent.talkLearnt ?? '' }
    case 'accepted':
      return { kind: 'accepted', at }
    case 'declined':
      return { kind: 'declined', at, reason: sent.noReason ?? '' }
    case 'held': {
      const { heldBy = '', heldIndependent, before, during, after, push, pull } = sent
      if (heldIndependent === undefined)
        return {
          problems: [
            { field: 'heldIndependent', message: 'Say whether they are independent of the care of the child' },
          ],
        }
      return { kind: 'held', at, by: heldBy, independent: heldIndependent === 'yes', before, during, after, push, pull }
    }
  }
}

/** Beginnings of the names of the day and the time of each step. */
const WHEN = { found: 'found', 'prevention-interview': 'talk', accepted: 'yes', declined: 'no', held: 'held' } as const

function momentOf(sent: Sent, now: Instant): Instant | FieldProblem {
  if (sent.kind === 'risk-reviewed') return now
  const name = WHEN[sent.kind]
  const fields = { date: `${name}Date`, time: `${name}Time` } as const
  return momentIn({ date: sent[fields.date], time: sent[fields.time] }, now, fields) ?? now
}
