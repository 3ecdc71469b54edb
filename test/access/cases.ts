import type { Sent, Standing } from './ask.ts'
import { PLACES, SEARCHES } from './secrets.ts'
import type { Ids, World } from './world.ts'

/** How one route is asked: what it is about, and a request that is right in all but who sends it. */
export interface Case {
  readonly about: About
  /** `once` differs each time. */
  readonly send: (ids: Ids, once: string) => Omit<Sent, 'method'>
  /** Answers besides 2xx and 3xx to those who may: the thing was answered before, by somebody else of this test. */
  readonly accepts?: readonly number[]
  /** Make the thing fit to be asked for again, before each request. */
  readonly prepare?: (world: World) => Promise<void>
  /** The trail names something else than the address: the pair of records of a link, the team's list of a message. */
  readonly entryNames?: 'other'
}

/** What the address names, and how the three agencies of the world stand to it. */
export const STANDING = {
  own: { holder: 'own', audience: 'own', stranger: 'own' },
  person: { holder: 'own', audience: 'shared', stranger: 'none' },
  encounter: { holder: 'own', audience: 'shared', stranger: 'none' },
  batch: { holder: 'own', audience: 'none', stranger: 'none' },
  alert: { holder: 'none', audience: 'own', stranger: 'none' },
  watch: { holder: 'own', audience: 'none', stranger: 'none' },
  letter: { holder: 'none', audience: 'own', stranger: 'none' },
  concern: { holder: 'own', audience: 'none', stranger: 'none' },
  link: { holder: 'own', audience: 'own', stranger: 'none' },
  child: { holder: 'own', audience: 'own', stranger: 'none' },
  request: { holder: 'own', audience: 'own', stranger: 'none' },
  asked: { holder: 'own', audience: 'none', stranger: 'none' },
  sign: { holder: 'own', audience: 'own', stranger: 'none' },
  signAsked: { holder: 'shared', audience: 'own', stranger: 'none' },
  question: { holder: 'own', audience: 'own', stranger: 'none' },
  questionAsked: { holder: 'none', audience: 'own', stranger: 'none' },
  judgement: { holder: 'own', audience: 'shared', stranger: 'none' },
  panel: { holder: 'own', audience: 'shared', stranger: 'none' },
  panelKept: { holder: 'own', audience: 'none', stranger: 'none' },
  order: { holder: 'own', audience: 'shared', stranger: 'none' },
  episode: { holder: 'own', audience: 'none', stranger: 'none' },
  reported: { holder: 'own', audience: 'none', stranger: 'none' },
  guest: { holder: 'own', audience: 'shared', stranger: 'none' },
  closing: { holder: 'own', audience: 'shared', stranger: 'none' },
  familyEntry: { holder: 'own', audience: 'none', stranger: 'none' },
  familyMessage: { holder: 'shared', audience: 'shared', stranger: 'none' },
} as const satisfies Readonly<Record<string, Standing>>

type About = keyof typeof STANDING

const list = (url: string): Case => ({ about: 'own', send: () => ({ url }) })
const AGAIN = [409]
const ROWS = 'record_id,given_name,family_name,date_of_birth\nNEW-1,Somebody,Else,2010-02-03\n'
const UNSURE = { word: 'not-sure', reason: 'the voice on the phone' }
const [SOUGHT] = SEARCHES
const TERMS = {
  reason: 'missing-repeatedly',
  legalBasis: 'ca2004-16la',
  reviewOn: '2026-05-01',
  expiresOn: '2026-09-01',
}
const ASK = { agency: PLACES.audience, reason: 'a strategy meeting', gateway: 'ca2004-10-11' }
const NO = { kind: 'refuse', ground: 'not-relevant', note: 'it would not help' }
/** Nobody but children's services may do it, and the three agencies here are forces: they are told so. */
/** Nobody writes a referral there yet, or somebody saved it meanwhile. */
const NO_DRAFT = [404, 409]
const NOT_THEIRS = [400, 422]
/** Only the agency that leads for the child opens a plan, and forces never lead. */
const NOT_LEADING = [409]
/** The people of this world are children of fifteen: who may do it is told that it is not for them yet. */
const WISH = { kind: 'wish', outcome: 'my own door', words: 'I want them gone' }
const HEARD = { kind: 'hear', agrees: 'yes', words: 'I want a job' }
/** Nobody of this world is a manager with that id: who may write is told to choose one. */
const SUPERVISED = {
  kind: 'note',
  heldOn: '2026-03-03',
  worker: '00000000-0000-4000-8000-000000000001',
  supervisor: '00000000-0000-4000-8000-000000000002',
  reflection: 'why she goes',
  agreed: 'to ask her',
}
const REFERRED = {
  kind: 'send',
  to: 'enfield-council',
  service: 'safeguarding',
  words: 'she is driven away',
  wishes: 'to be left alone',
  consent: 'child',
  urgency: 'soon',
  name: 'a constable',
  phone: '07700 900123',
}
/** One that there is not, or that was sent already. */
const RECEIVED = { kind: 'finish', referralId: '00000000-0000-4000-8000-000000000001', words: 'she is safe' }
const HERE = { kind: 'here', because: 'found', words: 'in custody' }
const PLACED = { kind: 'place', area: 'essex-council', startsOn: '2026-03-05', words: 'a foster home' }
const COUNCIL = 'essex-council'
const MEETING = {
  kind: 'call',
  meeting: 'child-exploitation',
  where: 'by telephone',
  words: 'how she is kept safe',
}
const PANEL = { panel: 'mace', area: 'Essex', where: 'by telephone', words: 'a month at the mews' }
const MINUTED = { words: 'what is known', childSaid: 'nobody could ask', decision: 'to ask her', reason: 'nobody did' }
const panelUrl = ({ panel }: Ids) => `/panels/${panel}`
const meetingUrl = ({ child, meeting }: Ids) => `/people/${child}/meetings/${meeting}`
const SEEN = {
  indicator: 'two-phones',
  words: 'it rang twice in class',
  seenBy: 'the tutor',
  seenOn: '2026-03-03',
  grade: 'seen',
  askedAgency: PLACES.audience,
}
const ORDERED = {
  kind: 'slavery-trafficking-risk-order',
  issuedBy: 'a magistrates court',
  issuedOn: '2026-03-02',
  born: '2009-03-12',
  other: 'not to carry a bag that is not hers',
}
const JUDGED = { words: 'we do not know', reasons: 'nobody saw it', reviewOn: '2026-04-01' }
const CONTACT = { voicemail: 'never', text: 'never' }
const GUEST = { kind: 'parent', name: 'her mother', language: 'en', endsOn: '2026-09-01' }
/** Over already, so that nobody needs to know of what other tests report. */
const AWAY = { status: 'absent', sinceTime: '08:00', untilTime: '09:00', riskLevel: 'very-low', why: 'often late' }
const MET = { circumstance: 'spoken-to', place: 'Bus station' }

/**
 * A case for each route that is not public and not about one's own account, by method and address as the server declares them;
 * a second case of a route has a word in brackets after that.
 *
 * A route that has none fails test/access/routes.test.ts: say here what it is about and how it is asked.
 */
export const CASES: Readonly<Record<string, Case>> = {
  'GET /people': list(`/people?q=${SOUGHT}`),
  'GET /people (before anything is asked)': list('/people'),
  'GET /people/:id': { about: 'person', send: ids => ({ url: `/people/${ids.person}` }) },
  'GET /api/v1/people': list(`/api/v1/people?q=${SOUGHT}`),
  'GET /api/v1/people/:id': { about: 'person', send: ids => ({ url: `/api/v1/people/${ids.person}` }) },

  'GET /picture': list('/picture'),
  'GET /audit': list('/audit'),

  'POST /api/v1/batches': {
    about: 'own',
    send: (_, once) => ({
      url: '/api/v1/batches',
      json: { mapping: 'person-list', rows: [{ record_id: once, given_name: 'Somebody', family_name: 'Else' }] },
    }),
  },
  'GET /api/v1/batches/:id': { about: 'batch', send: ids => ({ url: `/api/v1/batches/${ids.batch}` }) },
  'GET /api/v1/batches/:id/errors': { about: 'batch', send: ids => ({ url: `/api/v1/batches/${ids.batch}/errors` }) },
  'GET /records-in': list('/records-in'),
  'GET /records-in/new': list('/records-in/new'),
  'POST /records-in/new': {
    about: 'own',
    send: () => ({
      url: '/records-in/new',
      form: { mapping: 'person-list' },
      file: { name: 'more.csv', content: ROWS },
    }),
  },
  'GET /records-in/:id': { about: 'batch', send: ids => ({ url: `/records-in/${ids.batch}` }) },
  'GET /records-in/:id/progress': {
    about: 'batch',
    send: ids => ({ url: `/records-in/${ids.batch}/progress`, stream: true }),
  },
  'GET /records-in/:id/errors.csv': { about: 'batch', send: ids => ({ url: `/records-in/${ids.batch}/errors.csv` }) },
  'POST /records-in/:id/bring-in': {
    about: 'batch',
    accepts: AGAIN,
    send: ids => ({ url: `/records-in/${ids.batch}/bring-in`, form: {} }),
  },
  'POST /records-in/:id/cancel': {
    about: 'batch',
    accepts: AGAIN,
    send: ids => ({ url: `/records-in/${ids.batch}/cancel`, form: {} }),
  },
  'POST /records-in/:id/mapping': {
    about: 'batch',
    accepts: AGAIN,
    send: ids => ({ url: `/records-in/${ids.batch}/mapping`, form: { mapping: 'person-list' } }),
  },

  'GET /links/review': list('/links/review'),
  'GET /links/:id': { about: 'link', send: ids => ({ url: `/links/${ids.link}` }) },
  'POST /links/:id/answer': {
    about: 'link',
    entryNames: 'other',
    send: ids => ({ url: `/links/${ids.link}/answer`, form: UNSURE }),
  },
  'POST /links/:id/undo': {
    about: 'link',
    accepts: AGAIN,
    send: ids => ({ url: `/links/${ids.link}/undo`, form: {} }),
  },
  'GET /api/v1/links': list('/api/v1/links'),
  'GET /api/v1/links/:id': { about: 'link', send: ids => ({ url: `/api/v1/links/${ids.link}` }) },
  'POST /api/v1/links/:id/answers': {
    about: 'link',
    entryNames: 'other',
    send: ids => ({ url: `/api/v1/links/${ids.link}/answers`, json: UNSURE }),
  },
  'DELETE /api/v1/links/:id': { about: 'link', accepts: AGAIN, send: ids => ({ url: `/api/v1/links/${ids.link}` }) },

  'GET /encounters/new': list('/encounters/new'),
  'POST /encounters/new': {
    about: 'own',
    send: (_, once) => ({ url: '/encounters/new', form: { ...MET, key: once } }),
  },
  'GET /encounters': list('/encounters'),
  'GET /encounters/:id': { about: 'encounter', send: ids => ({ url: `/encounters/${ids.encounter}` }) },
  'GET /encounters/:id (by its reference)': {
    about: 'encounter',
    entryNames: 'other',
    send: ids => ({ url: `/encounters/${ids.encounterReference}` }),
  },
  'GET /encounters/:id/told': { about: 'encounter', send: ids => ({ url: `/encounters/${ids.encounter}/told` }) },
  'POST /encounters/:id/duty': {
    about: 'encounter',
    send: ids => ({ url: `/encounters/${ids.encounter}/duty`, form: {} }),
  },
  'POST /encounters/:id/duty (by its reference)': {
    about: 'encounter',
    entryNames: 'other',
    send: ids => ({ url: `/encounters/${ids.encounterReference}/duty`, form: {} }),
  },
  'POST /api/v1/encounters': {
    about: 'own',
    send: () => ({ url: '/api/v1/encounters', json: { ...MET, person: {} } }),
  },
  'GET /api/v1/encounters/:reference': {
    about: 'encounter',
    entryNames: 'other',
    send: ids => ({ url: `/api/v1/encounters/${ids.encounterReference}` }),
  },

  'GET /alerts': list('/alerts'),
  'GET /alerts/list': list('/alerts/list'),
  'GET /alerts/stream': { about: 'own', send: () => ({ url: '/alerts/stream', stream: true }) },
  'GET /alerts/:id': { about: 'alert', send: ids => ({ url: `/alerts/${ids.alert}` }) },
  'POST /alerts/:id/answers': {
    about: 'alert',
    accepts: AGAIN,
    send: ids => ({ url: `/alerts/${ids.alert}/answers`, form: { kind: 'act', actNote: 'rang them', version: '1' } }),
  },
  'GET /alerts/unsent': list('/alerts/unsent'),
  'POST /alerts/unsent/:number': {
    about: 'letter',
    entryNames: 'other',
    prepare: async ({ test, ids }) => {
      const fails = { dead_at: test.now(), done_at: null }
      await test.database.transaction(PLACES.audience, tx =>
        tx.updateTable('outbox').set(fails).where('message_id', '=', Number(ids.letter)).execute(),
      )
    },
    send: ids => ({ url: `/alerts/unsent/${ids.letter}`, form: {} }),
  },
  'GET /api/v1/alerts': list('/api/v1/alerts'),
  'GET /api/v1/alerts/:id': { about: 'alert', send: ids => ({ url: `/api/v1/alerts/${ids.alert}` }) },
  'POST /api/v1/alerts/:id/answers': {
    about: 'alert',
    accepts: AGAIN,
    send: ids => ({ url: `/api/v1/alerts/${ids.alert}/answers`, json: { kind: 'act', note: 'rang them', version: 1 } }),
  },

  'GET /cohort': list('/cohort'),
  'POST /cohort': {
    about: 'person',
    entryNames: 'other',
    send: ids => ({ url: '/cohort', form: { persons: ids.person, ...TERMS } }),
  },
  'GET /concerns': list('/concerns'),
  'GET /concerns/:id': { about: 'concern', send: ids => ({ url: `/concerns/${ids.concern}` }) },
  'POST /concerns/:id': {
    about: 'concern',
    send: ids => ({ url: `/concerns/${ids.concern}`, form: { step: 'note', words: 'she is known here' } }),
  },
  'GET /watches': list('/watches'),
  'GET /watches/:id': { about: 'watch', send: ids => ({ url: `/watches/${ids.watch}` }) },
  'POST /watches/:id/renew': {
    about: 'watch',
    accepts: AGAIN,
    send: ids => ({ url: `/watches/${ids.watch}/renew`, form: { version: '1', ...TERMS } }),
  },
  'POST /watches/:id/end': {
    about: 'watch',
    accepts: AGAIN,
    send: ids => ({ url: `/watches/${ids.watch}/end`, form: { version: '1000', endReason: 'she is at home' } }),
  },
  'GET /api/v1/watches': list('/api/v1/watches'),
  'POST /api/v1/watches': {
    about: 'person',
    entryNames: 'other',
    send: ids => ({ url: '/api/v1/watches', json: { persons: [ids.person], ...TERMS } }),
  },
  'POST /api/v1/watches/:id/renew': {
    about: 'watch',
    accepts: AGAIN,
    send: ids => ({ url: `/api/v1/watches/${ids.watch}/renew`, json: { version: 1, ...TERMS } }),
  },
  'POST /api/v1/watches/:id/end': {
    about: 'watch',
    accepts: AGAIN,
    send: ids => ({ url: `/api/v1/watches/${ids.watch}/end`, json: { version: 1000, reason: 'she is at home' } }),
  },

  'GET /due': list('/due'),
  'GET /team': list('/team'),
  'GET /team/work': list('/team/work'),
  'GET /api/v1/team': list('/api/v1/team'),
  'GET /api/v1/due': list('/api/v1/due'),
  'GET /due/calendar': list('/due/calendar'),
  'POST /due/calendar/begin': { about: 'own', send: () => ({ url: '/due/calendar/begin', form: {} }) },
  'POST /due/calendar/end': { about: 'own', send: () => ({ url: '/due/calendar/end', form: {} }) },
  'GET /people/:id/family': { about: 'child', send: ids => ({ url: `/people/${ids.child}/family` }) },
  'POST /people/:id/family': {
    about: 'child',
    // Neither has the case nor watches the child: they are told so.
    accepts: [422],
    send: ids => ({ url: `/people/${ids.child}/family`, form: { ...GUEST, ...CONTACT } }),
  },
  'GET /people/:id/family/:guest': {
    about: 'child',
    send: ids => ({ url: `/people/${ids.child}/family/${ids.guest}` }),
  },
  'POST /people/:id/family/:guest/entries': {
    about: 'guest',
    send: ids => ({
      url: `/people/${ids.child}/family/${ids.guest}/entries`,
      form: { kind: 'note', words: 'we meet on Monday', post: 'a constable' },
    }),
  },
  'POST /people/:id/family/:guest/entries/:entry/end': {
    about: 'familyEntry',
    prepare: world => again(world, 'family_entry'),
    send: ids => ({ url: `/people/${ids.child}/family/${ids.guest}/entries/${ids.familyEntry}/end`, form: {} }),
  },
  'POST /people/:id/family/:guest/contact': {
    about: 'guest',
    send: ids => ({ url: `/people/${ids.child}/family/${ids.guest}/contact`, form: CONTACT }),
  },
  'POST /people/:id/family/:guest/end': {
    about: 'closing',
    prepare: world => again(world, 'family_guest'),
    send: ids => ({ url: `/people/${ids.child}/family/${ids.closing}/end`, form: { why: 'sent to somebody else' } }),
  },
  'GET /family-messages': list('/family-messages'),
  'GET /family-messages/:id': {
    about: 'familyMessage',
    send: ids => ({ url: `/family-messages/${ids.familyMessage}` }),
  },
  'POST /family-messages/:id': {
    about: 'familyMessage',
    send: ids => ({ url: `/family-messages/${ids.familyMessage}`, form: { kind: 'seen', post: 'a constable' } }),
  },
  'GET /my-page': list('/my-page'),
  'POST /my-page/write': {
    about: 'own',
    send: () => ({ url: '/my-page/write', form: { kind: 'message', words: 'when do you come' } }),
  },
  'POST /my-page/words': {
    about: 'own',
    send: () => ({ url: '/my-page/words', form: { ownWords: 'I want to go home', readers: 'me' } }),
  },

  'GET /leads': list('/leads'),
  'GET /people/:id/case': { about: 'person', send: ids => ({ url: `/people/${ids.person}/case` }) },
  'GET /people/:id/case (on a past day)': {
    about: 'child',
    send: ids => ({ url: `/people/${ids.child}/case?on=2026-03-01` }),
  },
  'POST /people/:id/lead': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/people/${ids.person}/lead`, form: { ...HERE, version: '0' } }),
  },
  'POST /people/:id/placements': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({
      url: `/people/${ids.person}/placements`,
      form: { ...PLACED, distance: 'adjoining', urgency: 'planned' },
    }),
  },
  'GET /people/:id/plan': { about: 'person', send: ids => ({ url: `/people/${ids.person}/plan` }) },
  'GET /people/:id/plan (of another child)': {
    about: 'child',
    send: ids => ({ url: `/people/${ids.child}/plan` }),
  },
  'GET /people/:id/plan/news': { about: 'child', send: ids => ({ url: `/people/${ids.child}/plan/news?seen=1` }) },
  'POST /people/:id/plan': {
    about: 'person',
    accepts: NOT_LEADING,
    send: ids => ({ url: `/people/${ids.person}/plan`, form: { kind: 'open', words: 'to be safe' } }),
  },
  'GET /api/v1/people/:id/plan': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/plan` }) },
  'POST /api/v1/people/:id/plan': {
    about: 'person',
    accepts: NOT_LEADING,
    send: ids => ({ url: `/api/v1/people/${ids.person}/plan`, json: { kind: 'open', words: 'to be safe' } }),
  },
  'GET /panels': list('/panels'),
  'GET /panels/new': list('/panels/new'),
  'POST /panels/new': {
    about: 'own',
    send: () => ({
      url: '/panels/new',
      form: {
        kind: 'call',
        ...PANEL,
        on: '2026-03-20',
        time: '10:00',
        chairAgency: COUNCIL,
        chairName: 'Jo',
        agency: COUNCIL,
      },
    }),
  },
  'GET /panels/:id': { about: 'panel', send: ids => ({ url: panelUrl(ids) }) },
  'POST /panels/:id': {
    about: 'panel',
    send: ids => ({
      url: panelUrl(ids),
      form: { kind: 'fact', itemId: ids.panelItem, words: 'seen', source: 'a log' },
    }),
  },
  'POST /panels/:id (an item that is kept)': {
    about: 'panelKept',
    send: ids => ({
      url: panelUrl(ids),
      form: { kind: 'fact', itemId: ids.panelKept, words: 'seen', source: 'a log' },
    }),
    entryNames: 'other',
  },
  'GET /panels/:id/put': { about: 'panel', send: ids => ({ url: `${panelUrl(ids)}/put?about=place` }) },
  'POST /panels/:id/put': {
    about: 'panel',
    accepts: AGAIN,
    send: ids => ({
      url: `${panelUrl(ids)}/put`,
      form: { kind: 'put', about: 'place', heading: 'the quay', asks: 'who goes there', words: 'it is dark' },
    }),
  },
  'GET /panels/:id/items/:item/minutes': {
    about: 'panel',
    send: ids => ({ url: `${panelUrl(ids)}/items/${ids.panelItem}/minutes` }),
  },
  'POST /panels/:id/items/:item/minutes': {
    about: 'panel',
    accepts: AGAIN,
    send: ids => ({ url: `${panelUrl(ids)}/items/${ids.panelItem}/minutes`, form: MINUTED }),
  },
  'GET /panels/:id/minutes/new': { about: 'panel', send: ids => ({ url: `${panelUrl(ids)}/minutes/new` }) },
  'POST /panels/:id/minutes/new': {
    about: 'panel',
    accepts: [...AGAIN, 422],
    send: ids => ({ url: `${panelUrl(ids)}/minutes/new`, form: { words: 'nothing', present1: 'a sergeant' } }),
  },
  'GET /panels/:id/minutes': { about: 'panel', accepts: [404], send: ids => ({ url: `${panelUrl(ids)}/minutes` }) },
  'GET /panels/:id/minutes.pdf': {
    about: 'panel',
    accepts: [404],
    send: ids => ({ url: `${panelUrl(ids)}/minutes.pdf` }),
  },
  'GET /panels/:id/papers': { about: 'panel', send: ids => ({ url: `${panelUrl(ids)}/papers` }) },
  'GET /panels/:id/papers.pdf': { about: 'panel', send: ids => ({ url: `${panelUrl(ids)}/papers.pdf` }) },
  'GET /panels/actions/:id': {
    about: 'panelKept',
    send: ids => ({ url: `/panels/actions/${ids.panelAction}` }),
    entryNames: 'other',
  },
  'POST /panels/actions/:id': {
    about: 'panelKept',
    accepts: AGAIN,
    entryNames: 'other',
    send: ids => ({ url: `/panels/actions/${ids.panelAction}`, form: { kind: 'answer', done: 'yes', words: 'asked' } }),
  },
  'GET /api/v1/panels': list('/api/v1/panels'),
  'POST /api/v1/panels': {
    about: 'own',
    send: () => ({
      url: '/api/v1/panels',
      json: { ...PANEL, at: '2026-03-20T10:00:00Z', chair: { agency: COUNCIL, name: 'Jo' }, asked: [COUNCIL] },
    }),
  },
  'GET /api/v1/panels/:id': { about: 'panel', send: ids => ({ url: `/api/v1${panelUrl(ids)}` }) },
  'POST /api/v1/panels/:id': {
    about: 'panel',
    send: ids => ({
      url: `/api/v1${panelUrl(ids)}`,
      json: { kind: 'fact', itemId: ids.panelItem, words: 'seen', source: 'a log' },
    }),
  },
  'GET /people/:id/meetings': { about: 'child', send: ids => ({ url: `/people/${ids.child}/meetings` }) },
  'GET /people/:id/meetings (of another child)': {
    about: 'person',
    send: ids => ({ url: `/people/${ids.person}/meetings` }),
  },
  'POST /people/:id/meetings': {
    about: 'child',
    send: ids => ({
      url: `/people/${ids.child}/meetings`,
      form: { ...MEETING, on: '2026-03-05', time: '10:00', chairAgency: COUNCIL, chairName: 'Jo', agency: COUNCIL },
    }),
  },
  'GET /people/:id/meetings/:meeting': { about: 'child', send: ids => ({ url: meetingUrl(ids) }) },
  'POST /people/:id/meetings/:meeting': {
    about: 'child',
    send: ids => ({ url: meetingUrl(ids), form: { kind: 'correct', words: 'it was a constable' } }),
  },
  'GET /people/:id/meetings/:meeting/minutes/new': {
    about: 'child',
    send: ids => ({ url: `${meetingUrl(ids)}/minutes/new` }),
  },
  'POST /people/:id/meetings/:meeting/minutes/new': {
    about: 'child',
    accepts: AGAIN,
    send: ids => ({ url: `${meetingUrl(ids)}/minutes/new`, form: { words: 'a second time', present1: 'a sergeant' } }),
  },
  'GET /people/:id/meetings/:meeting/minutes': { about: 'child', send: ids => ({ url: `${meetingUrl(ids)}/minutes` }) },
  'GET /people/:id/meetings/:meeting/minutes.pdf': {
    about: 'child',
    send: ids => ({ url: `${meetingUrl(ids)}/minutes.pdf` }),
  },
  'GET /people/:id/meetings/:meeting/papers': { about: 'child', send: ids => ({ url: `${meetingUrl(ids)}/papers` }) },
  'GET /people/:id/meetings/:meeting/papers.pdf': {
    about: 'child',
    send: ids => ({ url: `${meetingUrl(ids)}/papers.pdf` }),
  },
  'GET /api/v1/people/:id/meetings': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/meetings` }) },
  'POST /api/v1/people/:id/meetings': {
    about: 'child',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/meetings`,
      json: { ...MEETING, at: '2026-03-05T10:00:00Z', chair: { agency: COUNCIL, name: 'Jo' }, asked: [COUNCIL] },
    }),
  },
  'GET /api/v1/leads': list('/api/v1/leads'),
  'GET /api/v1/people/:id/case': { about: 'person', send: ids => ({ url: `/api/v1/people/${ids.person}/case` }) },
  'POST /api/v1/people/:id/lead': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/api/v1/people/${ids.person}/lead`, json: { ...HERE, version: 0 } }),
  },
  'POST /api/v1/people/:id/placements': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({
      url: `/api/v1/people/${ids.person}/placements`,
      json: { ...PLACED, atDistance: false, emergency: false },
    }),
  },
  'GET /people/:id/nrm': { about: 'person', send: ids => ({ url: `/people/${ids.person}/nrm` }) },
  'POST /people/:id/nrm': {
    about: 'person',
    accepts: AGAIN,
    send: ids => ({ url: `/people/${ids.person}/nrm`, form: { kind: 'begin' } }),
  },
  'GET /people/:id/nrm/sections/:section': {
    about: 'person',
    accepts: NO_DRAFT,
    send: ids => ({ url: `/people/${ids.person}/nrm/sections/story` }),
  },
  'POST /people/:id/nrm/sections/:section': {
    about: 'person',
    accepts: NO_DRAFT,
    send: ids => ({
      url: `/people/${ids.person}/nrm/sections/story`,
      form: { version: '1000', referralId: ids.person, 'what-happened': 'she was driven away' },
    }),
  },
  'GET /people/:id/nrm/pack': { about: 'person', send: ids => ({ url: `/people/${ids.person}/nrm/pack` }) },
  'GET /people/:id/nrm/pack.pdf': { about: 'person', send: ids => ({ url: `/people/${ids.person}/nrm/pack.pdf` }) },
  'GET /api/v1/people/:id/nrm': { about: 'person', send: ids => ({ url: `/api/v1/people/${ids.person}/nrm` }) },
  'POST /api/v1/people/:id/nrm': {
    about: 'person',
    accepts: AGAIN,
    send: ids => ({ url: `/api/v1/people/${ids.person}/nrm`, json: { kind: 'begin' } }),
  },
  'GET /api/v1/people/:id/nrm/pack': {
    about: 'person',
    send: ids => ({ url: `/api/v1/people/${ids.person}/nrm/pack` }),
  },
  'GET /people/:id/referrals': { about: 'person', send: ids => ({ url: `/people/${ids.person}/referrals` }) },
  'POST /people/:id/referrals': {
    about: 'person',
    // The first who asks is the only one; an agency that was only given a record of hers has none to show them.
    accepts: [...NOT_THEIRS, ...AGAIN],
    send: ids => ({ url: `/people/${ids.person}/referrals`, form: REFERRED }),
  },
  'POST /people/:id/referrals/answers': {
    about: 'person',
    accepts: AGAIN,
    send: ids => ({ url: `/people/${ids.person}/referrals/answers`, form: RECEIVED }),
  },
  'GET /referrals': list('/referrals'),
  'GET /referrals (those that are over)': list('/referrals?side=sent&show=closed'),
  'GET /referrals/counts': list('/referrals/counts'),
  'GET /api/v1/people/:id/referrals': {
    about: 'person',
    send: ids => ({ url: `/api/v1/people/${ids.person}/referrals` }),
  },
  'POST /api/v1/people/:id/referrals': {
    about: 'person',
    accepts: [...NOT_THEIRS, ...AGAIN],
    send: ids => ({ url: `/api/v1/people/${ids.person}/referrals`, json: { ...REFERRED, consentWhy: '' } }),
  },
  'POST /api/v1/people/:id/referrals/answers': {
    about: 'person',
    accepts: AGAIN,
    send: ids => ({ url: `/api/v1/people/${ids.person}/referrals/answers`, json: RECEIVED }),
  },
  'GET /api/v1/referrals': list('/api/v1/referrals?side=received'),
  'GET /api/v1/referrals/counts': list('/api/v1/referrals/counts?from=2026-01-01&to=2026-03-31'),
  'GET /adults': list('/adults'),
  'GET /turning-18': list('/turning-18'),
  'GET /api/v1/adults': list('/api/v1/adults'),
  'GET /api/v1/turning-18': list('/api/v1/turning-18'),
  'GET /people/:id/adult': { about: 'person', send: ids => ({ url: `/people/${ids.person}/adult` }) },
  'POST /people/:id/adult': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/people/${ids.person}/adult`, form: { ...WISH, toldBy: 'self' } }),
  },
  'GET /people/:id/supervision': { about: 'person', send: ids => ({ url: `/people/${ids.person}/supervision` }) },
  'POST /people/:id/supervision': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/people/${ids.person}/supervision`, form: SUPERVISED }),
  },
  'GET /people/:id/turning-18': { about: 'person', send: ids => ({ url: `/people/${ids.person}/turning-18` }) },
  'POST /people/:id/turning-18': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/people/${ids.person}/turning-18`, form: HEARD }),
  },
  'GET /api/v1/people/:id/adult': { about: 'person', send: ids => ({ url: `/api/v1/people/${ids.person}/adult` }) },
  'POST /api/v1/people/:id/adult': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/api/v1/people/${ids.person}/adult`, json: { ...WISH, toldBy: 'self' } }),
  },
  'GET /api/v1/people/:id/turning-18': {
    about: 'person',
    send: ids => ({ url: `/api/v1/people/${ids.person}/turning-18` }),
  },
  'POST /api/v1/people/:id/turning-18': {
    about: 'person',
    accepts: NOT_THEIRS,
    send: ids => ({ url: `/api/v1/people/${ids.person}/turning-18`, json: HEARD }),
  },
  'GET /people/:id/missing/new': { about: 'child', send: ids => ({ url: `/people/${ids.child}/missing/new` }) },
  'POST /people/:id/missing': {
    about: 'child',
    send: (ids, once) => ({ url: `/people/${ids.child}/missing`, form: { ...AWAY, key: once } }),
  },
  'GET /people/:id/missing/sheet': { about: 'child', send: ids => ({ url: `/people/${ids.child}/missing/sheet` }) },
  'GET /people/:id/missing/:agency/:record': {
    about: 'reported',
    entryNames: 'other',
    send: ids => ({ url: `/people/${ids.child}/missing/${PLACES.holder}/${ids.episode}` }),
  },
  'POST /people/:id/missing/:agency/:record/interviews': {
    about: 'reported',
    entryNames: 'other',
    send: ids => ({
      url: `/people/${ids.child}/missing/${PLACES.holder}/${ids.episode}/interviews`,
      form: { offerBy: 'a charity', offerIndependent: 'yes' },
    }),
  },
  'POST /missing/:id/steps': {
    about: 'episode',
    accepts: AGAIN,
    send: ids => ({
      url: `/missing/${ids.episode}/steps`,
      form: { kind: 'risk-reviewed', version: '1000', riskLevel: 'high', why: 'nobody has heard from her' },
    }),
  },
  'GET /api/v1/people/:id/missing': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/missing` }) },
  'POST /api/v1/people/:id/missing': {
    about: 'child',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/missing`,
      json: {
        status: 'absent',
        riskLevel: 'very-low',
        why: 'often late',
        since: '2026-03-03T18:00:00Z',
        until: '2026-03-03T19:00:00Z',
      },
    }),
  },
  'POST /api/v1/people/:id/missing/:agency/:record/interviews': {
    about: 'reported',
    entryNames: 'other',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/missing/${PLACES.holder}/${ids.episode}/interviews`,
      json: { at: '2026-03-04T08:00:00Z', by: 'a charity', independent: true },
    }),
  },
  'POST /api/v1/missing/:id/steps': {
    about: 'episode',
    accepts: AGAIN,
    send: ids => ({
      url: `/api/v1/missing/${ids.episode}/steps`,
      json: { version: 1000, step: { kind: 'risk-reviewed', riskLevel: 'high', why: 'nobody has heard from her' } },
    }),
  },

  'GET /shares': list('/shares'),
  'GET /shares/:id': { about: 'request', send: ids => ({ url: `/shares/${ids.request}` }) },
  'POST /people/:id/shares': {
    about: 'child',
    // Those of the other agency ask themselves.
    accepts: [422],
    prepare: withdrawAsked,
    send: ids => ({ url: `/people/${ids.child}/shares`, form: { ...ASK, days: '30' } }),
  },
  'POST /shares/:id/answer': {
    about: 'asked',
    prepare: world => setRequest(world, 'asked'),
    send: ids => ({ url: `/shares/${ids.asked}/answer`, form: { ...NO, version: '1' } }),
  },
  'POST /shares/:id/end': {
    about: 'request',
    prepare: world => setRequest(world, 'shared'),
    send: ids => ({ url: `/shares/${ids.request}/end`, form: {} }),
  },
  'GET /api/v1/shares': list('/api/v1/shares'),
  'GET /api/v1/shares/:id': { about: 'request', send: ids => ({ url: `/api/v1/shares/${ids.request}` }) },
  'POST /api/v1/people/:id/shares': {
    about: 'child',
    accepts: [400],
    prepare: withdrawAsked,
    send: ids => ({ url: `/api/v1/people/${ids.child}/shares`, json: { ...ASK, days: 30 } }),
  },
  'POST /api/v1/shares/:id/answers': {
    about: 'asked',
    prepare: world => setRequest(world, 'asked'),
    send: ids => ({ url: `/api/v1/shares/${ids.asked}/answers`, json: { ...NO, version: 1 } }),
  },
  'DELETE /api/v1/shares/:id': {
    about: 'request',
    prepare: world => setRequest(world, 'shared'),
    send: ids => ({ url: `/api/v1/shares/${ids.request}` }),
  },

  'GET /signs': list('/signs'),
  'GET /signs/:id': { about: 'sign', send: ids => ({ url: `/signs/${ids.sign}` }) },
  'GET /people/:id/signs/new': { about: 'child', send: ids => ({ url: `/people/${ids.child}/signs/new` }) },
  'POST /people/:id/signs/new': {
    about: 'child',
    send: (ids, once) => ({
      url: `/people/${ids.child}/signs/new`,
      form: { ...SEEN, originKind: 'own', key: once },
    }),
  },
  'POST /signs/:id/answer': {
    about: 'signAsked',
    accepts: AGAIN,
    send: ids => ({
      url: `/signs/${ids.signAsked}/answer`,
      form: { kind: 'act', words: 'rang the school', version: '1' },
    }),
  },
  'GET /people/:id/signs/ask': { about: 'child', send: ids => ({ url: `/people/${ids.child}/signs/ask` }) },
  'POST /people/:id/signs/ask': {
    about: 'child',
    // Those of the agency that is asked would ask themselves; the others have asked already.
    accepts: [409, 422],
    send: ids => ({
      url: `/people/${ids.child}/signs/ask`,
      form: { agency: PLACES.audience, words: 'was he away?' },
    }),
  },
  'GET /sign-questions/:id': { about: 'question', send: ids => ({ url: `/sign-questions/${ids.question}` }) },
  'POST /sign-questions/:id/answer': {
    about: 'questionAsked',
    accepts: AGAIN,
    send: ids => ({
      url: `/sign-questions/${ids.questionAsked}/answer`,
      form: { state: 'none-seen', words: 'looked in our notes' },
    }),
  },
  'GET /people/:id/judgements/new': { about: 'child', send: ids => ({ url: `/people/${ids.child}/judgements/new` }) },
  'POST /people/:id/judgements/new': {
    about: 'child',
    send: ids => ({ url: `/people/${ids.child}/judgements/new`, form: JUDGED }),
  },
  'GET /judgements/:id': { about: 'judgement', send: ids => ({ url: `/judgements/${ids.judgement}` }) },
  'POST /judgements/:id/dissent': {
    about: 'judgement',
    send: ids => ({ url: `/judgements/${ids.judgement}/dissent`, form: { words: 'we saw it otherwise' } }),
  },
  'GET /orders': list('/orders'),
  'GET /orders (those that are over)': list('/orders?show=closed'),
  'GET /people/:id/orders': { about: 'child', send: ids => ({ url: `/people/${ids.child}/orders` }) },
  'GET /people/:id/orders/new': { about: 'child', send: ids => ({ url: `/people/${ids.child}/orders/new` }) },
  'POST /people/:id/orders/new': {
    about: 'child',
    send: (ids, once) => ({ url: `/people/${ids.child}/orders/new`, form: { ...ORDERED, key: once } }),
  },
  'GET /orders/:id': { about: 'order', send: ids => ({ url: `/orders/${ids.order}` }) },
  'GET /orders/:id/log': { about: 'order', send: ids => ({ url: `/orders/${ids.order}/log` }) },
  'POST /orders/:id/breaches': {
    about: 'order',
    accepts: AGAIN,
    send: ids => ({
      url: `/orders/${ids.order}/breaches`,
      form: { version: '1', seen: 'at the station', seenBy: 'a constable', account: 'she was sent there' },
    }),
  },
  'POST /orders/:id/changes': {
    about: 'order',
    accepts: AGAIN,
    send: ids => ({
      url: `/orders/${ids.order}/changes`,
      form: { kind: 'reviewed', version: '1000', reason: 'she was asked' },
    }),
  },
  'GET /api/v1/orders': list('/api/v1/orders'),
  'GET /api/v1/people/:id/orders': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/orders` }) },
  'POST /api/v1/people/:id/orders': {
    about: 'child',
    send: ids => {
      const { other, ...order } = ORDERED
      return {
        url: `/api/v1/people/${ids.child}/orders`,
        json: { ...order, isInterim: false, conditions: { other }, showTo: [] },
      }
    },
  },
  'GET /api/v1/orders/:id': { about: 'order', send: ids => ({ url: `/api/v1/orders/${ids.order}` }) },
  'POST /api/v1/orders/:id/breaches': {
    about: 'order',
    accepts: AGAIN,
    send: ids => ({
      url: `/api/v1/orders/${ids.order}/breaches`,
      json: {
        version: 1000,
        at: '2026-03-03T12:00:00Z',
        seen: 'at the station',
        seenBy: 'a constable',
        account: 'she was sent there',
      },
    }),
  },
  'POST /api/v1/orders/:id/changes': {
    about: 'order',
    accepts: AGAIN,
    send: ids => ({
      url: `/api/v1/orders/${ids.order}/changes`,
      json: { kind: 'reviewed', version: 1000, on: '2026-03-04', reason: 'she was asked' },
    }),
  },
  'GET /api/v1/people/:id/family': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/family` }) },
  'POST /api/v1/people/:id/family': {
    about: 'child',
    accepts: NOT_THEIRS,
    send: ids => ({
      url: `/api/v1/people/${ids.child}/family`,
      json: { ...GUEST, contact: { ...CONTACT, interpreter: false } },
    }),
  },
  'POST /api/v1/people/:id/family/:guest/entries': {
    about: 'guest',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/family/${ids.guest}/entries`,
      json: { kind: 'note', words: 'we met at school', post: 'a constable' },
    }),
  },
  'POST /api/v1/people/:id/family/:guest/entries/:entry/end': {
    about: 'familyEntry',
    prepare: world => again(world, 'family_entry'),
    send: ids => ({ url: `/api/v1/people/${ids.child}/family/${ids.guest}/entries/${ids.familyEntry}/end`, json: {} }),
  },
  'POST /api/v1/people/:id/family/:guest/contact': {
    about: 'guest',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/family/${ids.guest}/contact`,
      json: { ...CONTACT, interpreter: false },
    }),
  },
  'POST /api/v1/people/:id/family/:guest/end': {
    about: 'closing',
    prepare: world => again(world, 'family_guest'),
    send: ids => ({
      url: `/api/v1/people/${ids.child}/family/${ids.closing}/end`,
      json: { why: 'sent to somebody else' },
    }),
  },
  'GET /api/v1/family-messages': list('/api/v1/family-messages'),
  'GET /api/v1/family-messages/:id': {
    about: 'familyMessage',
    send: ids => ({ url: `/api/v1/family-messages/${ids.familyMessage}` }),
  },
  'POST /api/v1/family-messages/:id/replies': {
    about: 'familyMessage',
    send: ids => ({
      url: `/api/v1/family-messages/${ids.familyMessage}/replies`,
      json: { kind: 'seen', words: '', post: 'a constable' },
    }),
  },
  'GET /api/v1/signs': list('/api/v1/signs'),
  'GET /api/v1/signs/:id': { about: 'sign', send: ids => ({ url: `/api/v1/signs/${ids.sign}` }) },
  'GET /api/v1/people/:id/signs': { about: 'child', send: ids => ({ url: `/api/v1/people/${ids.child}/signs` }) },
  'POST /api/v1/people/:id/signs': {
    about: 'child',
    send: ids => ({ url: `/api/v1/people/${ids.child}/signs`, json: { ...SEEN, origin: { kind: 'own' } } }),
  },
  'POST /api/v1/signs/:id/answers': {
    about: 'signAsked',
    accepts: AGAIN,
    send: ids => ({
      url: `/api/v1/signs/${ids.signAsked}/answers`,
      json: { kind: 'act', words: 'rang the school', version: 1 },
    }),
  },
  'POST /api/v1/people/:id/sign-questions': {
    about: 'child',
    accepts: [400, 409],
    send: ids => ({
      url: `/api/v1/people/${ids.child}/sign-questions`,
      json: { agency: PLACES.audience, words: 'was he away?' },
    }),
  },
  'POST /api/v1/sign-questions/:id/answers': {
    about: 'questionAsked',
    accepts: AGAIN,
    send: ids => ({
      url: `/api/v1/sign-questions/${ids.questionAsked}/answers`,
      json: { state: 'none-seen', words: 'looked in our notes' },
    }),
  },
  'POST /api/v1/people/:id/judgements': {
    about: 'child',
    send: ids => ({
      url: `/api/v1/people/${ids.child}/judgements`,
      json: { ...JUDGED, exploitation: ['criminal', 'debt-bondage'], showTo: [] },
    }),
  },
  'POST /api/v1/judgements/:id/dissents': {
    about: 'judgement',
    send: ids => ({ url: `/api/v1/judgements/${ids.judgement}/dissents`, json: { words: 'we saw it otherwise' } }),
  },
}

/** What was ended is there again, to be ended by the next who may. */
async function again({ test }: World, table: 'family_entry' | 'family_guest'): Promise<void> {
  await test.database.transaction(PLACES.holder, tx => tx.updateTable(table).set({ ended_at: null }).execute())
}

async function setRequest({ behind, ids }: World, state: 'asked' | 'shared'): Promise<void> {
  await behind('update share_request set state = $2, version = 1 where request_id = $1', [ids.request, state])
}

async function withdrawAsked({ behind }: World): Promise<void> {
  await behind(`update share_request set state = 'withdrawn' where agency_id = $1 and state = 'asked'`, [
    PLACES.audience,
  ])
}

/** The route of a case, by its name in {@link CASES}. */
export function routeOf(name: string): string {
  return name.split(' (', 1)[0] ?? name
}
