declare const brand: unique symbol

/** A string that names one kind of thing. Branded where it enters: from the database, or a checked request. */
type Id<Name extends string> = string & { readonly [brand]: Name }

/** Stable code of an agency: 'met-police'. */
export type AgencyId = Id<'agency'>
/** A person who signs in, or a job that works for an agency. */
export type UserId = Id<'user'>
/** Stable code of a team within its agency: 'lewisham-missing'. */
export type TeamId = Id<'team'>
/** One row that an agency sent, or the person of one encounter. */
export type RecordId = Id<'record'>
/** A set of linked records. Changes when links change, so nothing outside may keep it for long. */
export type PersonId = Id<'person'>
export type EncounterId = Id<'encounter'>
export type AlertId = Id<'alert'>
export type WatchId = Id<'watch'>
/** One file or one API call that brought records in. */
export type BatchId = Id<'batch'>
