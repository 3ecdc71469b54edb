import { splitAliases } from '#domain/apply-mapping.ts'
import { fitHeader } from '#domain/mapping-header.ts'
import { readValue } from '#domain/mapping-values.ts'
import type { PersonInput } from '#linkage/comparable.ts'
import personList from '../../../data/mappings/person-list.json' with { type: 'json' }

/** A property of a person that columns can be read into. */
export type Property = keyof PersonInput

/** A person while the cells of a row are read. */
export type Draft = { -readonly [property in Property]?: PersonInput[property] }

/** Columns that were taken for a property without being told. */
export interface PickedUp {
  readonly property: Property
  /** The property as `--map` and the messages call it: given_name. */
  readonly name: string
  readonly columns: readonly string[]
}

/** Every property, with what tells them apart from the events and facts of a mapping. */
const PROPERTIES: readonly Property[] = [
  'givenName',
  'middleName',
  'familyName',
  'fullName',
  'aliases',
  'dateOfBirth',
  'ageYears',
  'asAt',
  'sex',
  'address',
  'postcode',
  'city',
  'phone',
  'email',
  'nhsNumber',
  'upn',
  'pncId',
]

/**
 * Columns that bear the name of a field or a usual other one, by the hub's own mapping for lists of people: so a file is read
 * alike by the shell tool and by the hub, an address in several columns joined.
 *
 * @param except properties that are mapped already
 */
export function pickUp(columns: readonly string[], except: ReadonlySet<Property>): readonly PickedUp[] {
  const fit = fitHeader(personList, columns)
  return personList.fields.flatMap(({ to, from }) => {
    const property = PROPERTIES.find(each => to === `person.${each}`)
    if (property === undefined || except.has(property)) return []
    const found = from.flatMap(column => fit.columns.get(column) ?? [])
    return found.length === 0 ? [] : [{ property, name: nameOf(property), columns: found }]
  })
}

/** Put the text of a cell into a person, as the hub reads it; nothing when it is empty. */
export function writeField(person: Draft, property: Property, text: string): void {
  if (text === '') return
  if (property === 'aliases') {
    person.aliases = splitAliases(text)
    return
  }
  if (property !== 'ageYears') {
    person[property] = text
    return
  }
  const age = readValue({ to: 'person.ageYears', type: 'number', from: [] }, text)
  if (age.ok && typeof age.value === 'number') person.ageYears = age.value
}

function nameOf(property: Property): string {
  return property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
