import type { Comparable } from '../comparable.ts'

const NOTHING: Comparable = {
  given: [],
  family: [],
  aliases: [],
  born: undefined,
  bornBetween: undefined,
  sex: undefined,
  address: undefined,
  postcode: undefined,
  city: undefined,
  phone: undefined,
  email: undefined,
  nhsNumber: undefined,
  upn: undefined,
  pncId: undefined,
}

/**
 * Fields of a person that something depends on, found by leaving out one at a time.
 *
 * Pairs that a blocking rule made agree on the rule's fields by force, so they say nothing about how often those agree.
 *
 * @param sample enough different people that every field has a value somewhere
 */
export function fieldsBehind(
  sample: readonly Comparable[],
  resultOf: (person: Comparable) => string | undefined,
): ReadonlySet<string> {
  const fields = Object.entries(NOTHING).filter(([field, nothing]) =>
    sample.some(person => resultOf(person) !== resultOf({ ...person, [field]: nothing })),
  )
  return new Set(fields.map(([field]) => field))
}
