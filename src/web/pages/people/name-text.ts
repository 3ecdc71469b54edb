import { nameOf } from '#services/search.ts'

/** What a person is called in a list of things that are about them: as a record says that the reader may see. */
export function nameText({
  person,
  personId,
}: {
  readonly person: Readonly<Record<string, unknown>> | null
  readonly personId: string | null
}): string {
  if (personId === null) return 'Somebody whose records are not linked any more'
  return nameOf(person ?? {})
}
