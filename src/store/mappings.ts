import { readdirSync } from 'node:fs'
import { Type } from 'typebox'
import { EVENT_KINDS, FIELD_TYPES, type Mapping, type Target } from '#domain/mapping.ts'
import { dataFolder, readDataFile } from './data-file.ts'

const strict = { additionalProperties: false }
const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$'
const Code = Type.String({ pattern: SLUG })
const Text = Type.String({ minLength: 1 })
const Names = Type.Array(Text, { minItems: 1 })
const TARGET =
  '^(person\\.(givenName|middleName|familyName|fullName|aliases|dateOfBirth|ageYears|asAt|sex|address|postcode|city|phone|email|nhsNumber|upn|pncId)' +
  '|event\\.(kind|startsAt|endsAt|place|postcode|grade)|facts\\.[a-z][A-Za-z]*|restricted)$'

const FieldSchema = Type.Object(
  {
    to: Type.Unsafe<Target>(Type.String({ pattern: TARGET })),
    type: Type.Enum([...FIELD_TYPES]),
    from: Names,
    take: Type.Optional(Type.Enum(['joined', 'first'])),
    required: Type.Optional(Type.Boolean()),
    codes: Type.Optional(Type.Record(Type.String(), Text)),
    otherwise: Type.Optional(Text),
  },
  strict,
)

const MappingSchema = Type.Object(
  {
    name: Code,
    version: Text,
    title: Text,
    description: Text,
    kind: Type.Optional(Type.Enum([...EVENT_KINDS])),
    columns: Type.Record(Type.String(), Type.Array(Text)),
    needs: Type.Array(Names, { minItems: 1 }),
    sourceId: Names,
    subjectRef: Type.Optional(Text),
    subjectWithin: Type.Optional(Text),
    sourceSystem: Code,
    sourceSystems: Type.Optional(Type.Record(Text, Code)),
    versionFrom: Type.Optional(Text),
    purge: Type.Optional(Text),
    fields: Type.Array(FieldSchema, { minItems: 1 }),
  },
  strict,
)

let loaded: readonly Mapping[] | undefined

/**
 * The mappings of data/mappings, by name, read and checked once in a process.
 *
 * @throws Error that names the file and what is wrong with it
 */
export function loadMappings(): readonly Mapping[] {
  loaded ??= readdirSync(dataFolder('mappings'))
    .filter(file => file.endsWith('.json'))
    .toSorted()
    .map(readMapping)
  return loaded
}

/** The mapping of a name, or undefined. */
export function findMapping(name: string): Mapping | undefined {
  return loadMappings().find(mapping => mapping.name === name)
}

function readMapping(file: string): Mapping {
  const mapping = readDataFile(`mappings/${file}`, MappingSchema)
  if (`${mapping.name}.json` !== file)
    throw new Error(`data/mappings/${file} has the name "${mapping.name}"; a file and its mapping have one name`)
  const unknown = columnsUsed(mapping).find(column => !Object.hasOwn(mapping.columns, column))
  if (unknown !== undefined)
    throw new Error(`data/mappings/${file} reads the column "${unknown}", which its "columns" have not`)
  const stray = Object.keys(mapping.sourceSystems ?? {}).find(header => !namesOfSubject(mapping).includes(header))
  if (stray !== undefined)
    throw new Error(`data/mappings/${file} has "${stray}" in its "sourceSystems", which is no name of its "subjectRef"`)
  return mapping
}

function namesOfSubject({ subjectRef, columns }: Mapping): readonly string[] {
  return subjectRef === undefined ? [] : [subjectRef, ...(columns[subjectRef] ?? [])]
}

function columnsUsed(mapping: Mapping): string[] {
  const single = [mapping.subjectRef, mapping.subjectWithin, mapping.versionFrom, mapping.purge].filter(
    column => column !== undefined,
  )
  return [...single, ...mapping.sourceId, ...mapping.needs.flat(), ...mapping.fields.flatMap(field => field.from)]
}
