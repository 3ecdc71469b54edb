import { type Static, Type } from 'typebox'
import { ADULT_MOVES } from '#domain/case/adult-rules.ts'
import { ANSWERS, NOTED_ABOUT, REACHED, TOLD_BY } from '#domain/case/event.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import type { AdultCommand } from '#services/adults.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))

/** Whatever one of the forms of an adult sends. */
export const AdultForm = Type.Object({
  kind: Type.Enum([...ADULT_MOVES]),
  enquiryId: Code,
  actionId: Code,
  question: Code,
  takenOver: Type.Optional(Type.Enum(['yes', 'no'])),
  toldBy: Type.Optional(Type.Enum([...TOLD_BY])),
  outcome: Line,
  about: Type.Optional(Type.Enum([...NOTED_ABOUT])),
  matter: Line,
  answer: Type.Optional(Type.Enum([...ANSWERS])),
  source: Line,
  on: Code,
  lead: Line,
  reached: Type.Optional(Type.Enum([...REACHED])),
  way: Code,
  task: Words,
  owner: Line,
  agency: Code,
  dueOn: Code,
  name: Line,
  phone: Line,
  nextOn: Code,
  address: Line,
  postcode: Code,
  words: Words,
})

/** What its fields are called in errors. */
export const ADULT_LABELS = {
  labels: {
    kind: 'what you do',
    enquiryId: 'concern',
    actionId: 'action',
    question: 'question',
    takenOver: 'whether people have taken over the home',
    toldBy: 'who says it',
    outcome: 'what they want to happen',
    about: 'what it is about',
    matter: 'which decision',
    answer: 'your answer',
    source: 'whom or what you know it from',
    on: 'the day',
    lead: 'who leads it',
    reached: 'whether they got what they wanted',
    way: 'the other way',
    task: 'what they are asked to do',
    owner: 'who takes it on',
    agency: 'the agency',
    dueOn: 'by when',
    name: 'whom to ring',
    phone: 'the number',
    nextOn: 'the next review',
    address: 'house and street',
    postcode: 'postcode',
    words: 'in your own words',
  },
}

/** What a form asks for, and what is missing or cannot be read in it: for that the command holds something to stand in. */
interface Read {
  readonly command: AdultCommand
  readonly problems: readonly FieldProblem[]
}

/** What a form asks for. Texts that are missing in it are for the service to say. */
export function adultCommandFrom(sent: Static<typeof AdultForm>, today: PlainDate): Read {
  const problems: FieldProblem[] = []
  const chosen = <T>(field: string, value: T | undefined, standIn: T, message: string): T => {
    if (value === undefined) problems.push({ field, message })
    return value ?? standIn
  }
  const day = (field: string, text = ''): PlainDate => {
    const read = parsePlainDate(text)
    if (!read.ok) problems.push({ field, message: `Enter the day. ${read.reason}` })
    return read.ok ? read.value : today
  }
  return { command: commandOf(sent, chosen, day), problems }
}

function commandOf(
  sent: Static<typeof AdultForm>,
  chosen: <T>(field: string, value: T | undefined, standIn: T, message: string) => T,
  day: (field: string, text: string | undefined) => PlainDate,
): AdultCommand {
  const { kind, enquiryId = '', actionId = '', words = '' } = sent
  const { phone = '', name = '', owner = '' } = sent
  const takenOn = () => ({ agency: (sent.agency ?? '') as AgencyId, owner, dueOn: day('dueOn', sent.dueOn), words })
  const answer = () => chosen('answer', sent.answer, 'not-known', 'Choose yes, no or not known')
  switch (kind) {
    case 'open': {
      const takenOver = chosen('takenOver', sent.takenOver, 'no', 'Choose whether people have taken over the home')
      return { kind, takenOver: takenOver === 'yes', words }
    }
    case 'wish':
      return {
        kind,
        toldBy: chosen('toldBy', sent.toldBy, 'self', 'Choose who says it'),
        outcome: sent.outcome ?? '',
        words,
      }
    case 'answer':
      return {
        kind,
        enquiryId,
        question: sent.question ?? '',
        answer: answer(),
        source: sent.source ?? '',
        words,
      }
    case 'note': {
      const about = chosen('about', sent.about, 'consent', 'Choose what it is about')
      return { kind, about, answer: answer(), matter: sent.matter ?? '', on: day('on', sent.on), words }
    }
    case 'met':
      return { kind, enquiryId, lead: sent.lead ?? '', phone, dueOn: day('dueOn', sent.dueOn), words }
    case 'not-met':
      return { kind, enquiryId, way: sent.way ?? '', task: sent.task ?? '', ...takenOn() }
    case 'act':
      return { kind, way: sent.way, ...takenOn() }
    case 'end':
      return {
        kind,
        enquiryId,
        reached: chosen('reached', sent.reached, 'no', 'Choose whether they got what they wanted'),
        words,
      }
    case 'done':
      return { kind, actionId, words }
    case 'if-back':
      return { kind, name, phone, words }
    case 'review':
      return { kind, nextOn: sent.nextOn === undefined ? undefined : day('nextOn', sent.nextOn), words }
    case 'check':
      return { kind, address: sent.address ?? '', postcode: sent.postcode ?? '', words }
  }
}
