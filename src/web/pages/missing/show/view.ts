import { HOW_FAR, type MissingStep } from '#domain/missing-step.ts'
import type { Reference } from '#services/contacts.ts'
import type { Episode, Interview, StoredStep } from '#services/missing.ts'
import { momentText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import { textOf } from '../../shares/words.ts'
import { episodeTitle, FAR_WORDS, interviewClockRows, riskWords, statusWords, STEP_WORDS } from '../words.ts'

/** What the page of an episode is made from. */
export interface EpisodeView {
  readonly personId: string
  readonly person: string
  readonly episode: Episode
  readonly ownAgency: string
  readonly name: (code: string) => string
  readonly reference: Reference
  readonly now: string
  readonly mayRecord: boolean
  readonly mayChange: boolean
  readonly typed?: Typed
  readonly errors?: FormErrors
  readonly conflict?: string
}

/** Exactly what page.njk prints. */
export function episodePage(input: EpisodeView) {
  const { personId, person, episode, ownAgency, name, reference, now, typed = {}, errors = NO_ERRORS } = input
  const { state, interviews, clocks, agency, recordId } = episode
  const own = agency === ownAgency && input.mayChange
  const back = state.until !== undefined
  const open = interviews.find(one => one.agency === ownAgency && one.state.held === undefined)
  return {
    pageTitle: episodeTitle(episode),
    hasErrors: errors.summary.length > 0,
    person,
    personHref: `/people/${personId}`,
    intro: introOf(episode, name(agency)),
    conflict: input.conflict ?? '',
    back,
    /** What came by file is back when the file says so. */
    asksWhen: episode.madeHere,
    facts: factsOf(episode, name, reference),
    clocks: interviewClockRows(clocks, now),
    steps: [
      ...episode.steps.map(step => stepEntry(step, name, reference)),
      ...interviews.flatMap(one => one.steps.map(step => stepEntry(step, name, reference, one))),
    ].toSorted((a, b) => (a.time.iso < b.time.iso ? 1 : -1)),
    ownForms: own ? formsOf(back, episode) : [],
    stepAction: `/missing/${recordId}/steps`,
    version: String(episode.steps.length),
    offerAction:
      input.mayRecord && back && open === undefined
        ? `/people/${personId}/missing/${agency}/${recordId}/interviews`
        : '',
    interview:
      open === undefined || !input.mayChange
        ? undefined
        : {
            action: `/missing/${open.recordId}/steps`,
            version: String(open.steps.length),
            forms: open.state.answer === 'accepted' ? ['held', 'declined'] : ['held', 'accepted', 'declined'],
            text: `Offered on ${momentText(open.state.offeredAt)} by ${open.state.by}${open.state.answer === undefined ? '; not answered yet' : `; ${open.state.answer}`}.`,
          },
    levels: [
      { value: '', text: 'Choose a level', selected: textOf(typed, 'riskLevel') === '' },
      ...reference.riskLevels.map(({ code, label }) => ({
        value: code,
        text: label,
        selected: textOf(typed, 'riskLevel') === code,
      })),
    ],
    far: HOW_FAR.map(value => ({ value, text: FAR_WORDS[value], checked: textOf(typed, 'howFar') === value })),
    yesNo: (field: string) =>
      (['yes', 'no'] as const).map(value => ({
        value,
        text: value === 'yes' ? 'Yes: they do not look after the child' : 'No',
        checked: textOf(typed, field) === value,
      })),
    opened: textOf(typed, 'kind') || ('offerBy' in typed || 'offerIndependent' in typed ? 'offered' : ''),
    typed: textsIn(typed),
    errors,
  }
}

/** Every field of the forms, empty unless it was typed. */
const FIELDS = [
  ...[
    'why',
    'foundDate',
    'foundTime',
    'foundPlace',
    'foundPostcode',
    'withWhom',
    'miles',
    'injuries',
    'property',
    'how',
  ],
  ...['talkDate', 'talkTime', 'talkBy', 'talkLearnt', 'yesDate', 'yesTime', 'noDate', 'noTime', 'noReason'],
  ...[
    'heldDate',
    'heldTime',
    'heldBy',
    'before',
    'during',
    'after',
    'push',
    'pull',
    'offerDate',
    'offerTime',
    'offerBy',
  ],
] as const

function textsIn(typed: Typed): Readonly<Record<string, string>> {
  return Object.fromEntries(FIELDS.map(field => [field, textOf(typed, field)]))
}

function introOf({ state, madeHere }: Episode, agency: string): string {
  if (state.until === undefined)
    return `${agency} says that they are not where they should be. Write down here what comes to be known, and that they are back.`
  const from = madeHere ? '' : ' The report came in by a file; what is learnt of it can be written down here.'
  return `${agency} recorded this, and they are back.${from}`
}

/** Forms on the episode itself: what came by file ends there. */
function formsOf(back: boolean, { madeHere }: Episode): readonly string[] {
  if (back) return ['prevention-interview', 'found', 'risk-reviewed']
  return madeHere ? ['found', 'risk-reviewed'] : ['risk-reviewed']
}

function factsOf(episode: Episode, name: (code: string) => string, reference: Reference) {
  const { state, place, foundPlace, foundOutOfArea } = episode
  const { found } = state
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Recorded as', statusWords(episode.status)],
    ['Recorded by', `${name(episode.agency)}, reference ${episode.reference}`],
    ['Risk level', riskWords(reference, state.riskLevel)],
    ['Last seen', place],
    ['Back', state.until === undefined ? 'Not yet' : momentText(state.until)],
    ['Found where', foundPlace],
    ['With whom', found?.withWhom],
    ['How far from home', farText(episode)],
    ['Out of area', found === undefined && foundOutOfArea ? 'Yes, by the postcode' : undefined],
    ['Injuries', found?.injuries],
    ['Had with them', found?.property],
    ['How they came back', found?.how],
  ]
  return rows.flatMap(([key, value]) => (value === undefined ? [] : [{ key: { text: key }, value: { text: value } }]))
}

function farText({ state: { found } }: Episode): string | undefined {
  if (found === undefined) return undefined
  return found.miles === undefined ? FAR_WORDS[found.howFar] : `${FAR_WORDS[found.howFar]}, ${found.miles} miles`
}

function stepEntry(step: StoredStep, name: (code: string) => string, reference: Reference, interview?: Interview) {
  const { said, agency, byName, at } = step
  const untold = interview !== undefined && !interview.told
  const on = 'at' in said ? `on ${momentText(said.at)}` : ''
  return {
    kind: 'event',
    title: STEP_WORDS[said.kind],
    text: [on, ...(untold ? [`Ask ${name(agency)} what was said`] : detailsOf(said, reference))]
      .filter(Boolean)
      .join(' · '),
    href: '',
    agency: byName === null ? name(agency) : `${byName}, ${name(agency)}`,
    time: { text: momentText(at), iso: at },
  }
}

/** What a step says, in the order of its form. */
function detailsOf(said: MissingStep, reference: Reference): readonly string[] {
  const labelled = (...parts: readonly (readonly [string, string | undefined])[]) =>
    parts.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [`${label}: ${text}`]))
  switch (said.kind) {
    case 'reported':
      return [
        ...labelled(
          ['As', statusWords(said.status)],
          ['Risk', riskWords(reference, said.riskLevel)],
          ['Why', said.why],
        ),
        ...labelled(['Last seen', said.place], ['Told by', said.toldBy], ['Known', said.circumstances]),
      ]
    case 'risk-reviewed':
      return labelled(['Risk', riskWords(reference, said.riskLevel)], ['Why', said.why])
    case 'found':
      return [
        ...labelled(['Where', said.place], ['With whom', said.withWhom], ['How far', FAR_WORDS[said.howFar]]),
        ...labelled(['Injuries', said.injuries], ['Had with them', said.property], ['How', said.how]),
      ]
    case 'prevention-interview':
      return labelled(['By', said.by], ['Learnt', said.learnt])
    case 'offered':
      return labelled(['By', said.by], ['Independent', yesNo(said.independent)])
    case 'accepted':
      return []
    case 'declined':
      return labelled(['They said', said.reason])
    case 'held':
      return [
        ...labelled(['By', said.by], ['Independent', yesNo(said.independent)], ['Before', said.before]),
        ...labelled(['While away', said.during], ['After', said.after]),
        ...labelled(['What made them go', said.push], ['What drew them', said.pull]),
      ]
  }
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
