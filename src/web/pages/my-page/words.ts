import type { FamilyReplyKind, GuestKind, GuestLanguage, GuestMessage, WordsReaders } from '#domain/family.ts'

/** Everything that a guest's pages say, in one language. Short words, and none that says what they are about to who looks over a shoulder. */
export interface GuestWords {
  readonly lang: GuestLanguage
  readonly other: { readonly lang: GuestLanguage; readonly text: string }
  readonly emergency: string
  readonly problem: string
  readonly signIn: Readonly<Record<'title' | 'lead' | 'number' | 'passphrase' | 'go' | 'refused', string>>
  readonly first: Readonly<
    Record<
      | 'title'
      | 'lead'
      | 'code'
      | 'codeHint'
      | 'passphrase'
      | 'passphraseHint'
      | 'go'
      | 'refused'
      | 'short'
      | 'ready'
      | 'keep',
      string
    >
  >
  readonly page: Readonly<
    Record<
      | 'hello'
      | 'out'
      | 'idle'
      | 'nothing'
      | 'helpers'
      | 'next'
      | 'notes'
      | 'agreed'
      | 'sent'
      | 'noMessages'
      | 'ring'
      | 'said',
      string
    >
  >
  readonly leads: Readonly<Record<GuestKind, string>>
  readonly write: Readonly<
    Record<
      'title' | 'label' | 'send' | 'danger' | 'empty' | 'done' | 'waits' | 'tooLong' | 'teamReads' | 'workerReads',
      string
    >
  >
  readonly kinds: Readonly<Record<GuestMessage, string>>
  readonly replies: Readonly<Record<FamilyReplyKind, string>>
  readonly own: Readonly<
    Record<
      | 'title'
      | 'lead'
      | 'label'
      | 'save'
      | 'empty'
      | 'before'
      | 'change'
      | 'withFamily'
      | 'nothing'
      | 'read'
      | 'theirs',
      string
    >
  >
  readonly readers: Readonly<Record<WordsReaders, string>>
  readonly closed: Readonly<Record<'title' | 'lead', string>>
}

const ENGLISH: GuestWords = {
  lang: 'en',
  other: { lang: 'cy', text: 'Cymraeg' },
  emergency: 'If somebody is in danger now, ring 999. Nobody reads this at once.',
  problem: 'There is a problem',
  signIn: {
    title: 'Sign in',
    lead: 'Use the number and the words that you chose.',
    number: 'Your number',
    passphrase: 'Your secret words',
    go: 'Sign in',
    refused:
      'That is not right. After a few wrong tries you must wait some minutes. Ask the person who gave you this page.',
  },
  first: {
    title: 'Open your page',
    lead: 'You need the code that you were told. This works one time.',
    code: 'The code',
    codeHint: 'Eight letters and numbers, like 7F3K-2QXM',
    passphrase: 'Choose secret words',
    passphraseHint: 'At least 12 letters. A few words that you can keep in your head. Do not use a name.',
    go: 'Open my page',
    refused:
      'This does not work. The code may be wrong, too old or used. Ask the person who gave it to you for a new one.',
    short: 'Choose at least 12 letters',
    ready: 'Your page is ready',
    keep: 'This is your number. You need it with your secret words each time. Keep it where nobody else looks.',
  },
  page: {
    hello: 'Hello',
    out: 'Sign out',
    idle: 'If you do nothing for 15 minutes you are signed out, and what you did not send is gone.',
    nothing: 'Nothing is here yet.',
    helpers: 'Who helps, and whom to ring',
    next: 'What happens next',
    notes: 'Notes for you',
    agreed: 'What was agreed',
    sent: 'What you wrote',
    noMessages: 'You have not written yet.',
    ring: 'If you do not know whom to ring:',
    said: 'put here by',
  },
  leads: {
    parent: 'Write here once. All the people who work with your child read it. You see who has read it.',
    'young-person': 'This is your page. See who helps you and what happens next. Write when you want.',
    advocate: 'Write here once. All the people who work with the young person read it.',
  },
  write: {
    title: 'Write',
    label: 'What do you want to say?',
    send: 'Send',
    danger: 'Somebody is in danger now. I have rung 999, or I cannot.',
    empty: 'Write something first',
    done: 'It was sent.',
    waits: 'Nobody has read it yet. Somebody will by',
    tooLong: 'Write 2000 letters or fewer',
    teamReads: 'The whole team reads this.',
    workerReads: 'This goes to the people who gave you this page. They do not show it to your family.',
  },
  kinds: { message: 'Message', advocate: 'I want an advocate', unsafe: 'This is not safe' },
  replies: { seen: 'has read it', reply: 'wrote' },
  own: {
    title: 'My plan in my words',
    lead: 'What do you want? What helps? What should people know? You can change it when you like.',
    label: 'My words',
    save: 'Keep my words',
    empty: 'Write something first',
    before: 'What I wrote before',
    change: 'Write or change my words',
    withFamily: 'My parent or carer may read it too',
    nothing: 'You have not written any yet.',
    read: 'Who may read it?',
    theirs: 'In their own words',
  },
  readers: {
    me: 'Only me',
    worker: 'Me and the people who gave me this page',
    team: 'Me and everybody who helps me',
  },
  closed: { title: 'This page is closed', lead: 'You cannot read or write here now. If you have a question, ring:' },
}

const WELSH: GuestWords = {
  lang: 'cy',
  other: { lang: 'en', text: 'English' },
  emergency: 'Os oes rhywun mewn perygl nawr, ffoniwch 999. Does neb yn darllen hwn ar unwaith.',
  problem: 'Mae problem',
  signIn: {
    title: 'Mewngofnodi',
    lead: 'Defnyddiwch y rhif a’r geiriau a ddewisoch.',
    number: 'Eich rhif',
    passphrase: 'Eich geiriau cudd',
    go: 'Mewngofnodi',
    refused:
      'Nid yw hynny’n gywir. Ar ôl sawl cynnig rhaid aros rhai munudau. Gofynnwch i’r sawl a roddodd y dudalen i chi.',
  },
  first: {
    title: 'Agor eich tudalen',
    lead: 'Mae angen y cod a gawsoch. Mae’n gweithio unwaith.',
    code: 'Y cod',
    codeHint: 'Wyth llythyren a rhif, fel 7F3K-2QXM',
    passphrase: 'Dewiswch eiriau cudd',
    passphraseHint: 'O leiaf 12 llythyren. Ychydig eiriau y gallwch eu cofio. Peidiwch â defnyddio enw.',
    go: 'Agor fy nhudalen',
    refused:
      'Nid yw hyn yn gweithio. Gall y cod fod yn anghywir, yn rhy hen neu wedi’i ddefnyddio. Gofynnwch am un newydd.',
    short: 'Dewiswch o leiaf 12 llythyren',
    ready: 'Mae eich tudalen yn barod',
    keep: 'Dyma eich rhif. Bydd ei angen gyda’ch geiriau cudd bob tro. Cadwch ef lle nad oes neb arall yn edrych.',
  },
  page: {
    hello: 'Helo',
    out: 'Allgofnodi',
    idle: 'Os na wnewch ddim am 15 munud cewch eich allgofnodi, a chollir yr hyn na anfonoch.',
    nothing: 'Does dim yma eto.',
    helpers: 'Pwy sy’n helpu, a phwy i’w ffonio',
    next: 'Beth sy’n digwydd nesaf',
    notes: 'Nodiadau i chi',
    agreed: 'Beth a gytunwyd',
    sent: 'Yr hyn a ysgrifennoch',
    noMessages: 'Nid ydych wedi ysgrifennu eto.',
    ring: 'Os na wyddoch pwy i’w ffonio:',
    said: 'rhoddwyd yma gan',
  },
  leads: {
    parent:
      'Ysgrifennwch yma unwaith. Mae pawb sy’n gweithio gyda’ch plentyn yn ei ddarllen. Cewch weld pwy sydd wedi’i ddarllen.',
    'young-person': 'Dyma dy dudalen di. Gweld pwy sy’n dy helpu a beth sy’n digwydd nesaf. Ysgrifenna pan fynni.',
    advocate: 'Ysgrifennwch yma unwaith. Mae pawb sy’n gweithio gyda’r person ifanc yn ei ddarllen.',
  },
  write: {
    title: 'Ysgrifennu',
    label: 'Beth hoffech ei ddweud?',
    send: 'Anfon',
    danger: 'Mae rhywun mewn perygl nawr. Rwyf wedi ffonio 999, neu ni allaf.',
    empty: 'Ysgrifennwch rywbeth yn gyntaf',
    done: 'Fe’i hanfonwyd.',
    waits: 'Does neb wedi’i ddarllen eto. Bydd rhywun erbyn',
    tooLong: 'Ysgrifennwch 2000 o lythrennau neu lai',
    teamReads: 'Mae’r tîm cyfan yn darllen hwn.',
    workerReads: 'Mae hwn yn mynd at y bobl a roddodd y dudalen hon i ti. Nid ydynt yn ei ddangos i dy deulu.',
  },
  kinds: { message: 'Neges', advocate: 'Rwyf eisiau eiriolwr', unsafe: 'Nid yw hyn yn ddiogel' },
  replies: { seen: 'wedi’i ddarllen', reply: 'ysgrifennodd' },
  own: {
    title: 'Fy nghynllun yn fy ngeiriau i',
    lead: 'Beth wyt ti eisiau? Beth sy’n helpu? Beth ddylai pobl ei wybod? Gelli ei newid pan fynni.',
    label: 'Fy ngeiriau',
    save: 'Cadw fy ngeiriau',
    empty: 'Ysgrifenna rywbeth yn gyntaf',
    before: 'Yr hyn a ysgrifennais o’r blaen',
    change: 'Ysgrifennu neu newid fy ngeiriau',
    withFamily: 'Caiff fy rhiant neu ofalwr ei ddarllen hefyd',
    nothing: 'Nid wyt wedi ysgrifennu eto.',
    read: 'Pwy gaiff ei ddarllen?',
    theirs: 'Yn eu geiriau eu hunain',
  },
  readers: {
    me: 'Dim ond fi',
    worker: 'Fi a’r bobl a roddodd y dudalen i mi',
    team: 'Fi a phawb sy’n fy helpu',
  },
  closed: {
    title: 'Mae’r dudalen hon ar gau',
    lead: 'Ni allwch ddarllen nac ysgrifennu yma nawr. Os oes gennych gwestiwn, ffoniwch:',
  },
}

/** What guests' pages say, by language. */
export const GUEST_WORDS: Readonly<Record<GuestLanguage, GuestWords>> = { en: ENGLISH, cy: WELSH }
