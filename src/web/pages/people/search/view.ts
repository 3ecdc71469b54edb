import type { SearchResult } from '#services/search.ts'
import { count, plainDateText } from '#web/dates.ts'

/** Exactly what page.njk prints. `asked` is what was typed, '' before the first search. */
export function searchPage(asked: string, result: SearchResult | undefined, agencyName: (code: string) => string) {
  return {
    pageTitle: asked === '' ? 'Find a person' : `Results for ${asked.slice(0, 60)}`,
    asked: asked.slice(0, 300),
    answer: result === undefined ? '' : answerText(result),
    people: (result?.people ?? []).map(person => ({
      href: `/people/${person.personId}`,
      name: person.names,
      born: person.born === undefined ? 'date of birth not given' : `born ${plainDateText(person.born)}`,
      place: person.address ?? '',
      held: `Held by ${person.agencies.map(agencyName).join(', ')}`,
      why: person.why,
    })),
  }
}

function answerText(result: SearchResult): string {
  if (!result.searchable)
    return 'Type a name, a date of birth, a phone number or a reference. Symbols alone find nothing.'
  if (result.people.length === 0)
    return 'Nobody that you may see fits. Try another spelling, or only the family name and the date of birth.'
  if (result.tooMany)
    return 'Many people fit. These fit best: add a date of birth or a phone number to narrow them down.'
  return `${count(result.people.length, 'person fits', 'people fit')}.`
}
