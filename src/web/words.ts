import type { Role } from '#domain/role.ts'

/** What a field of a record is called on a page. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  fullName: 'Name',
  givenName: 'First name',
  middleName: 'Middle name',
  familyName: 'Family name',
  aliases: 'Other names used',
  dateOfBirth: 'Date of birth',
  ageYears: 'Age',
  sex: 'Sex',
  address: 'Address',
  postcode: 'Postcode',
  city: 'Town',
  phone: 'Phone',
  email: 'Email',
  nhsNumber: 'NHS number',
  upn: 'Unique pupil number',
  pncId: 'PNC ID',
}

/** What a kind of event is called in a chronology. */
export const EVENT_WORDS: Readonly<Record<string, string>> = {
  missing: 'Reported missing',
  custody: 'In custody',
  encounter: 'Met by an agency',
  absence: 'Absent from school',
  exclusion: 'Excluded from school',
  attendance: 'Seen by health',
  referral: 'Referred to the national referral mechanism',
  watch: 'Watch set',
  concern: 'Concern raised',
  sign: 'Sign recorded',
  judgement: 'Signs judged',
  order: 'Order or notice made',
  'return-interview': 'Return home interview',
}

/** Roles as headings; each is followed by its dates. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  victim: 'Recorded as a victim',
  missing: 'Reported missing',
  witness: 'Recorded as a witness',
  suspect: 'Recorded as a suspect',
}

/** 'foundOutOfArea' or 'found_where' as 'Found out of area', 'Found where'. */
export function inWordsOf(name: string): string {
  const spaced = name
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
