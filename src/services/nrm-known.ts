import type { Known } from '#domain/nrm-pack.ts'
import { londonDay } from '#domain/values/london.ts'
import { parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import type { PersonFile } from './people.ts'

/** What the records that the viewer may see say, each with agency, source and day; at most 2,000 records are behind it. */
export function knownOf(file: PersonFile): readonly Known[] {
  return [...fromFacts(file), ...fromEvents(file), ...fromSigns(file), ...fromJudgements(file), ...fromLead(file)]
}

function fromFacts({ facts }: PersonFile): Known[] {
  return facts.flatMap(({ field, claims }) =>
    claims.flatMap(({ agency, values }) =>
      values.map(({ value, source, on }) => {
        const day = parsePlainDate(on ?? '')
        return { of: `person.${field}`, text: value, agency, source, on: day.ok ? day.value : undefined }
      }),
    ),
  )
}

/** Of what happened: that it did, where, and every fact that was recorded of it. */
function fromEvents({ chronology }: PersonFile): Known[] {
  return chronology.flatMap(item => {
    if (item.is === 'gap') return []
    const { agency, kind, at, until, place, facts, source } = item
    const said = { agency, source: `${kind}, ${source}`, on: londonDay(at) }
    const when = until === undefined ? `from ${londonDay(at)}` : `from ${londonDay(at)} to ${londonDay(until)}`
    const happened = [kind.replaceAll('-', ' '), when, place === undefined ? '' : `at ${place}`]
      .filter(Boolean)
      .join(' ')
    return [
      { ...said, of: `event.${kind}`, text: happened },
      { ...said, of: 'sources', text: happened },
      ...(place === undefined ? [] : [{ ...said, of: `place.${kind}`, text: place }]),
      ...(isPolice(agency) ? [{ ...said, of: 'police.agency', text: nameOfAgency(agency) }] : []),
      ...Object.entries(facts).map(([name, text]) => ({ ...said, of: `fact.${name}`, text: answerOf(name, text) })),
    ]
  })
}

/** A bare yes or no says nothing without its question. */
function answerOf(name: string, text: string): string {
  const question = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return text === 'true' ? `${question}: yes` : text === 'false' ? `${question}: no` : text
}

function fromSigns({ signs }: PersonFile): Known[] {
  const { indicatorByCode } = loadReference().signs
  return (['harm', 'possible', 'vulnerability'] as const).flatMap(list =>
    signs[list].flatMap(group =>
      group.signs.flatMap(({ agency, seenOn, seenBy, indicator, words }) => {
        const said = { agency, source: `sign, seen by ${seenBy}`, on: seenOn }
        const label = indicatorByCode.get(indicator)?.label ?? indicator
        return [
          { ...said, of: `sign.${list}`, text: label },
          { ...said, of: `signwords.${list}`, text: `${label}: ${words}` },
        ]
      }),
    ),
  )
}

function fromJudgements({ judgements }: PersonFile): Known[] {
  const labels = new Map(loadReference().signs.exploitations.map(({ code, label }) => [code, label]))
  return judgements.flatMap(({ agency, name, at, words, reasons, exploitation, dissents }) => {
    const said = { agency, source: `judgement of ${name}`, on: londonDay(at) }
    return [
      { ...said, of: 'judgement.words', text: words },
      { ...said, of: 'judgement.reasons', text: reasons },
      ...exploitation.map(code => ({ ...said, of: 'judgement.exploitation', text: labels.get(code) ?? code })),
      ...dissents.map(dissent => ({
        of: 'judgement.dissent',
        text: dissent.words,
        agency: dissent.agency,
        source: `dissent of ${dissent.name}`,
        on: londonDay(dissent.at),
      })),
    ]
  })
}

function fromLead({ lead }: PersonFile): Known[] {
  const duty = lead.lead ?? lead.host
  if (duty === undefined) return []
  const { agency } = duty
  const practitioner = duty.practitioners.at(-1)
  const said = { agency, source: 'who leads', on: londonDay(duty.since) as PlainDate }
  return [
    { ...said, of: 'lead.agency', text: nameOfAgency(agency) },
    ...(practitioner === undefined
      ? []
      : [
          { ...said, of: 'lead.practitioner', text: practitioner.name },
          { ...said, of: 'lead.phone', text: practitioner.phone },
        ]),
  ]
}

function isPolice(agency: string): boolean {
  return loadReference().agencyByCode.get(agency)?.kind === 'police'
}

function nameOfAgency(agency: string): string {
  return loadReference().agencyByCode.get(agency)?.name ?? agency
}
