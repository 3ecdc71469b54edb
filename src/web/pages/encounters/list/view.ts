import { type Reference, teamName } from '#services/contacts.ts'
import type { Encounter, Told } from '#services/encounter-file.ts'
import { agoText, count } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'

/** Exactly what page.njk prints. */
export interface EncountersPage extends PageModel {
  readonly rows: readonly {
    readonly href: string
    readonly reference: string
    readonly when: string
    readonly where: string
    readonly why: string
    readonly by: string
    readonly told: string
  }[]
  readonly first: string | undefined
  readonly next: string | undefined
}

/** Encounters of the own agency, newest first. */
export function encountersPage(
  encounters: readonly (Encounter & { readonly told: readonly Told[] })[],
  reference: Reference,
  now: string,
  pages: { readonly first: string | undefined; readonly next: string | undefined },
): EncountersPage {
  return {
    pageTitle: 'Encounters',
    rows: encounters.map(one => ({
      href: `/encounters/${one.encounterId}`,
      reference: one.reference,
      when: agoText(one.occurredAt, now),
      where: one.place,
      why: reference.circumstanceByCode.get(one.circumstance)?.label ?? one.circumstance,
      by: [one.reporterName, teamName(one.agency, one.team)].filter(Boolean).join(', '),
      told: toldText(one.told),
    })),
    ...pages,
  }
}

function toldText(told: readonly Told[]): string {
  if (told.length === 0) return 'nobody'
  const waiting = told.filter(one => one.state === 'raised' || one.state === 'escalated').length
  return `${count(told.length, 'agency', 'agencies')}${waiting === 0 ? '' : `, ${waiting} not answered`}`
}
