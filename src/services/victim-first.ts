import { allows } from '#domain/access.ts'
import { currentReferral } from '#domain/case/nrm.ts'
import { parsePostcode } from '#domain/values/identifiers.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { ageOn, type Instant, parsePlainDate } from '#domain/values/time.ts'
import { type Met, type VictimFirst, victimFirst } from '#domain/victim-first.ts'
import { agenciesFor, loadReference } from '#store/reference.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import type { Context } from './context.ts'
import { openPerson, type PersonFile } from './people.ts'

/** What is to be asked and done for somebody who was met at an arrest, in custody, at an interview or a charge, and who is to be told. */
export interface VictimFirstFile extends VictimFirst {
  readonly file: PersonFile
  /** The councils that have the duty or serve the home, at most three. */
  readonly tell: readonly AgencyId[]
}

/** Victim first, from what the viewer may see of a person; undefined when they were not met so of late. */
export function victimFirstOf(file: PersonFile, now: Instant): VictimFirstFile | undefined {
  const { victimFirst: rules, section45 } = loadReference().nrm
  const found = victimFirst(meetingsOf(file), rules, section45, londonDay(now))
  return found === undefined ? undefined : { ...found, file, tell: councilsOf(file) }
}

/** The same for a person by id, where the actor reaches them; opens the person only if so. */
export async function victimFirstFor(ctx: Context, personId: string): Promise<VictimFirstFile | undefined> {
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
  if (!allows(ctx.actor, 'person.read', subject, ctx.purpose)) return undefined
  return victimFirstOf(await openPerson(ctx, personId), ctx.now)
}

/** Circumstances from which a meeting is one at which the victim comes first. */
export function asksVictimFirst(code: string): boolean {
  return loadReference().nrm.victimFirst.some(rule => rule.kind === 'when' && rule.circumstances.includes(code))
}

function meetingsOf({ chronology, born }: PersonFile): readonly Met[] {
  const date = parsePlainDate(born ?? '')
  const codeOf = new Map(loadReference().circumstances.map(({ code, label }) => [label.toLowerCase(), code]))
  return chronology.flatMap(item => {
    if (item.is === 'gap') return []
    const on = londonDay(item.at)
    const circumstance = codeOf.get((item.facts['circumstance'] ?? '').toLowerCase())
    return [
      { event: item.kind, circumstance, on, age: date.ok && date.value <= on ? ageOn(date.value, on) : undefined },
    ]
  })
}

function councilsOf({ lead, facts, nrm }: PersonFile): readonly AgencyId[] {
  const duty = [lead.host?.agency, lead.lead?.agency, currentReferral(nrm)?.action?.council]
  const known = [...new Set(duty)].filter(one => one !== undefined)
  if (known.length > 0) return known
  const postcodes = facts
    .filter(row => row.field === 'postcode')
    .flatMap(row => row.claims.flatMap(claim => claim.values))
  const councils = postcodes.flatMap(({ value }) => {
    const postcode = parsePostcode(value)
    if (!postcode.ok) return []
    return agenciesFor(loadReference(), postcode.value.split(' ')[0] ?? '', 'council').map(({ code }) => code)
  })
  return [...new Set(councils)].slice(0, 3)
}
