/** What a source says of a person: text as it arrived, absent when unknown. */
export interface PersonFields {
  readonly givenName?: string
  readonly middleName?: string
  readonly familyName?: string
  readonly fullName?: string
  readonly aliases?: readonly string[]
  readonly dateOfBirth?: string
  readonly ageYears?: number
  /** YYYY-MM-DD on which `ageYears` was true. */
  readonly asAt?: string
  readonly sex?: string
  readonly address?: string
  readonly postcode?: string
  readonly city?: string
  readonly phone?: string
  readonly email?: string
  readonly nhsNumber?: string
  readonly upn?: string
  readonly pncId?: string
}

/** What happened to the person, as one row tells it. */
export const EVENT_KINDS = [
  'missing',
  'custody',
  'encounter',
  'absence',
  'exclusion',
  'attendance',
  'referral',
  'watch',
  'concern',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

/** How the text of a cell is read and checked. */
export const FIELD_TYPES = [
  'text',
  'name',
  'names',
  'sex',
  'date',
  'datetime',
  'postcode',
  'phone',
  'email',
  'nhsNumber',
  'upn',
  'pncId',
  'cro',
  'asn',
  'vrm',
  'code',
  'boolean',
  'number',
] as const

export type FieldType = (typeof FIELD_TYPES)[number]

/** Where a value goes. `facts.` takes any name. */
export type Target =
  | `person.${keyof PersonFields}`
  | 'event.kind'
  | 'event.startsAt'
  | 'event.endsAt'
  | 'event.place'
  | 'event.postcode'
  | 'event.grade'
  | `facts.${string}`
  | 'restricted'

/** One value of a record: the columns it comes from, how it is read, and what happens when it cannot be. */
export interface FieldRule {
  readonly to: Target
  readonly type: FieldType
  /** Names of `columns`. Several are joined with a space, or the first that is filled is taken. */
  readonly from: readonly string[]
  readonly take?: 'joined' | 'first'
  /** A row without a good value is refused; otherwise a bad one is kept as given and marked. */
  readonly required?: boolean
  /** What each code stands for; compared in lower case. */
  readonly codes?: Readonly<Record<string, string>>
  /** Used when the cell is empty or its code is not known. */
  readonly otherwise?: string
}

/** How the rows of one kind of file become records: a versioned file of data/mappings. */
export interface Mapping {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly description: string
  /** The kind of event that each row tells; absent for a list of people. */
  readonly kind?: EventKind
  /** Column name → other names it goes by. Case, spaces and punctuation never matter. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /** The header must have at least one column of each group. */
  readonly needs: readonly (readonly string[])[]
  /** Columns that name the row in its source, joined with '/'. All must be filled. */
  readonly sourceId: readonly string[]
  /** Column that names the person in their source, the same in all its files. */
  readonly subjectRef?: string
  /** Column inside whose values `subjectRef` is unique, such as the school of an admission number. */
  readonly subjectWithin?: string
  /** The system that numbered the people of such files, unless the sender says; feeds that number people together have the same. */
  readonly sourceSystem: string
  /** Header of the person's number → the system that it then is a number of. */
  readonly sourceSystems?: Readonly<Record<string, string>>
  readonly versionFrom?: string
  /** Column that withdraws the row when it says yes. */
  readonly purge?: string
  readonly fields: readonly FieldRule[]
}

/** A value that stops a row, for the error file. */
export interface FieldError {
  /** As the file's header has it, or the mapping's name for a column that is not there. */
  readonly column: string
  readonly valueMasked: string
  /** What is wrong, and what to do. */
  readonly reason: string
}

/** A value that was kept as given and is never used to match. */
export interface FieldMark extends FieldError {
  readonly field: Target
}

export type FactValue = string | number | boolean

/** What happened, as one row says. `startsAt` and `endsAt` are instants in UTC. */
export interface MappedEvent {
  readonly kind: EventKind
  readonly startsAt: string
  readonly endsAt?: string
  readonly place?: string
  /** First half of the postcode of `place`. */
  readonly outcode?: string
  readonly grade?: string
  /** `dateOnly` is true when the source gave a day and no time. */
  readonly facts: Readonly<Record<string, FactValue>>
}

/** One row as a record. With `errors` it must not be stored; with `purge` only its ids count. */
export interface MappedRow {
  readonly sourceId: string
  readonly subjectRef?: string
  readonly version?: string
  readonly person: PersonFields
  readonly event?: MappedEvent
  readonly purge: boolean
  readonly restricted: boolean
  readonly errors: readonly FieldError[]
  readonly marks: readonly FieldMark[]
}
