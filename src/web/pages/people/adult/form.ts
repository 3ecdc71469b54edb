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

interface Wrong {
  readonly problems: readonly FieldProblem[]
}

/** What a form asks for, or what cannot be read in it. What is missing in it besides is for the service to say. */
export function adultCommandFrom(sent: Static<typeof AdultForm>): AdultCommand | Wrong {
  const { kind, enquiryId = '', actionId = '', words = '' } = sent
  const { phone = '', name = '', owner = '', answer } = sent
  switch (kind) {
    case 'open':
      if (sent.takenOver === undefined) return wrong('takenOver', 'Choose whether people have taken over the home')
      return { kind, takenOver: sent.takenOver === 'yes', words }
    case 'wish':
      if (sent.toldBy === undefined) return wrong('toldBy', 'Choose who says it')
      return { kind, toldBy: sent.toldBy, outcome: sent.outcome ?? '', words }
    case 'answer':
      if (answer === undefined) return wrong('answer', 'Choose yes, no or not known')
      return { kind, enquiryId, question: sent.question ?? '', answer, source: sent.source ?? '', words }
    case 'note': {
      const on = dayFrom('on', sent.on)
      const problems = [
        ...(sent.about === undefined ? [{ field: 'about', message: 'Choose what it is about' }] : []),
        ...(answer === undefined ? [{ field: 'answer', message: 'Choose yes, no or not known' }] : []),
        ...problemsIn(on),
      ]
      if (sent.about === undefined || answer === undefined || typeof on !== 'string') return { problems }
      return { kind, about: sent.about, answer, matter: sent.matter ?? '', on, words }
    }
    case 'met': {
      const dueOn = dayFrom('dueOn', sent.dueOn)
      return typeof dueOn === 'string' ? { kind, enquiryId, lead: sent.lead ?? '', phone, dueOn, words } : dueOn
    }
    case 'not-met':
    case 'act': {
      const dueOn = dayFrom('dueOn', sent.dueOn)
      if (typeof dueOn !== 'string') return dueOn
      const taken = { agency: (sent.agency ?? '') as AgencyId, owner, dueOn, words }
      return kind === 'act'
        ? { kind, way: sent.way, ...taken }
        : { kind, enquiryId, way: sent.way ?? '', task: sent.task ?? '', ...taken }
    }
    case 'end':
      if (sent.reached === undefined) return wrong('reached', 'Choose whether they got what they wanted')
      return { kind, enquiryId, reached: sent.reached, words }
    case 'done':
      return { kind, actionId, words }
    case 'if-back':
      return { kind, name, phone, words }
    case 'review': {
      const nextOn = sent.nextOn === undefined ? undefined : dayFrom('nextOn', sent.nextOn)
      return typeof nextOn === 'object' ? nextOn : { kind, nextOn, words }
    }
    case 'check':
      return { kind, address: sent.address ?? '', postcode: sent.postcode ?? '', words }
  }
}

function dayFrom(field: string, text = ''): PlainDate | Wrong {
  const day = parsePlainDate(text)
  return day.ok ? day.value : wrong(field, `Enter the day. ${day.reason}`)
}

function problemsIn(day: PlainDate | Wrong): readonly FieldProblem[] {
  return typeof day === 'string' ? [] : day.problems
}

function wrong(field: string, message: string): Wrong {
  return { problems: [{ field, message }] }
}
