import { type Static, Type } from 'typebox'
import type { EncounterReport } from '#domain/encounter.ts'
import type { PersonFields } from '#domain/mapping.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { Instant } from '#domain/values/time.ts'
import type { FormWords } from '../../../form.ts'
import { momentIn } from '../../../moment.ts'
import { WITHHELD } from './view.ts'

const Short = Type.Optional(Type.String({ maxLength: 200 }))
const Long = Type.Optional(Type.String({ maxLength: 4000 }))

/** Fields of the form. Only why and where must be filled. */
export const EncounterForm = Type.Object({
  circumstance: Type.String({ maxLength: 60 }),
  place: Type.String({ maxLength: 200 }),
  name: Type.Optional(Type.String({ maxLength: 5000 })),
  nickname: Short,
  born: Type.Optional(Type.String({ maxLength: 40 })),
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  home: Short,
  school: Short,
  withheld: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 }),
  description: Long,
  observations: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 }),
  withWhom: Short,
  note: Long,
  callback: Type.Optional(Type.String({ maxLength: 40 })),
  date: Type.Optional(Type.String({ maxLength: 20 })),
  time: Type.Optional(Type.String({ maxLength: 20 })),
  key: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
})

/** Words for its errors. */
export const ENCOUNTER_WORDS: FormWords<typeof EncounterForm> = {
  labels: {
    circumstance: 'why you met',
    place: 'where you are',
    name: 'name',
    nickname: 'nickname',
    born: 'date of birth',
    age: 'age',
    phone: 'phone number',
    home: 'home area',
    school: 'school',
    withheld: 'what they will not say',
    description: 'description',
    observations: 'what you see',
    withWhom: 'who is with them',
    note: 'note',
    callback: 'your number',
    date: 'date',
    time: 'time',
    key: 'form',
  },
  messages: {
    'circumstance.required': 'Choose why you met',
    'place.required': 'Enter where you are',
    'age.type': 'Age must be a number, such as 15',
  },
}

/** Where each field of a report is typed, for errors that the service finds. */
export const FIELD_OF_REPORT: Readonly<Record<string, string>> = { occurredAt: 'time' }

type Sent = Static<typeof EncounterForm>

/** The report that a form is, or what its date and time lack. Without them it is now. */
export function reportFrom(sent: Sent, now: Instant): EncounterReport | { readonly problems: readonly FieldProblem[] } {
  const at = momentIn(sent, now, { date: 'date', time: 'time' })
  if (typeof at === 'object') return { problems: [at] }
  const person = personFrom(sent)
  const withheld = sent.withheld.flatMap(code => Object.entries(WITHHELD).filter(([known]) => known === code))
  const note = [
    sent.note,
    sent.school === undefined ? undefined : `School: ${sent.school}`,
    withheld.length === 0 ? undefined : `Would not say: ${withheld.map(([, text]) => text.toLowerCase()).join(', ')}`,
  ].filter(part => part !== undefined)
  return {
    circumstance: sent.circumstance,
    place: sent.place,
    occurredAt: at,
    person,
    description: sent.description,
    observations: sent.observations,
    withWhom: sent.withWhom,
    note: note.length === 0 ? undefined : note.join('\n'),
    callback: sent.callback,
  }
}

function personFrom({ name, nickname, born, age, phone, home }: Sent): PersonFields {
  const town = home !== undefined && !/\d/.test(home) ? home : undefined
  const given = {
    fullName: name,
    aliases: nickname === undefined ? undefined : [nickname],
    dateOfBirth: born,
    ageYears: age,
    phone,
    address: town === undefined ? home : undefined,
    city: town,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
