import type { ConcernLanguage, ConcernState, Sender } from '#domain/concern.ts'

/** Everything that the public pages say, in one language. */
export interface ConcernWords {
  readonly lang: ConcernLanguage
  readonly paths: { readonly tell: string; readonly follow: string }
  /** The same page in the other language. */
  readonly other: {
    readonly lang: ConcernLanguage
    readonly text: string
    readonly tell: string
    readonly follow: string
  }
  readonly title: string
  readonly emergency: string
  readonly lead: readonly string[]
  readonly fields: Readonly<Record<ConcernField, { readonly label: string; readonly hint?: string }>>
  readonly senders: Readonly<Record<Sender, string>>
  readonly dangerItems: { readonly yes: string; readonly no: string }
  readonly chooseCouncil: string
  readonly send: string
  readonly problem: string
  readonly errors: {
    readonly worry: string
    readonly sender: string
    readonly where: string
    readonly danger: string
    readonly long: string
  }
  readonly received: {
    readonly title: string
    readonly keep: string
    readonly went: string
    readonly dangerNow: string
    readonly next: readonly string[]
    readonly comeBack: string
  }
  readonly follow: {
    readonly title: string
    readonly lead: string
    readonly receipt: string
    readonly look: string
    readonly notFound: string
    readonly sentOn: string
    readonly stands: Readonly<Record<ConcernState, string>>
    readonly answers: string
    readonly noAnswers: string
    readonly you: string
    readonly seen: string
    readonly more: string
    readonly sendMore: string
    readonly moreRequired: string
    readonly added: string
    readonly back: string
  }
}

/** Fields of the form, in its order. */
export type ConcernField =
  | 'sender'
  | 'worry'
  | 'danger'
  | 'name'
  | 'age'
  | 'postcode'
  | 'council'
  | 'contact'
  | 'safeTimes'

const ENGLISH: ConcernWords = {
  lang: 'en',
  paths: { tell: '/concern', follow: '/concern/follow' },
  other: { lang: 'cy', text: 'Cymraeg', tell: '/pryder', follow: '/pryder/dilyn' },
  title: 'Tell us that you are worried about a child',
  emergency: 'If somebody is in danger now, ring 999. Nobody reads this form at once.',
  lead: [
    'You do not need an account. You do not have to give your name.',
    'You do not have to be sure. Tell us what you saw or heard. The people who keep children safe in your area will read it.',
    'A child who carries drugs or money for others is not in trouble with us. We want to help.',
  ],
  fields: {
    sender: { label: 'Who are you?' },
    worry: {
      label: 'What are you worried about?',
      hint: 'Say it in your own words: what happened, when, where and who was there.',
    },
    danger: { label: 'Is somebody in danger now?' },
    name: {
      label: 'The name of the child, if you know it',
      hint: 'A first name or a nickname is enough. If it is about you, your own.',
    },
    age: { label: 'How old are they, about?' },
    postcode: {
      label: 'The postcode where the child lives, or where it happens',
      hint: 'The first half is enough, such as SE13. If you do not know it, choose the council below.',
    },
    council: { label: 'Or the council' },
    contact: { label: 'How can we reach you? You can leave this empty', hint: 'A phone number or an email address.' },
    safeTimes: { label: 'When and how is it safe to reach you?' },
  },
  senders: {
    myself: 'It is about me',
    parent: 'A parent or carer',
    relative: 'Somebody else in the family',
    friend: 'A friend',
    neighbour: 'A neighbour',
    worker: 'Somebody who saw it at work: a hotel, a taxi, a train, a shop',
    other: 'Somebody else',
  },
  dangerItems: { yes: 'Yes', no: 'No, or I do not know' },
  chooseCouncil: 'Choose a council',
  send: 'Send',
  problem: 'There is a problem',
  errors: {
    worry: 'Say what you are worried about',
    sender: 'Say who you are',
    where: 'Give the postcode, or choose the council, so that it goes to the right place',
    danger: 'Say if somebody is in danger now',
    long: 'This is too long. Shorten it, or send the rest afterwards',
  },
  received: {
    title: 'We have what you sent',
    keep: 'Your receipt number',
    went: 'It went to:',
    dangerNow: 'You said that somebody is in danger now. Ring 999. Nobody reads this form at once.',
    next: [
      'Somebody who works with children reads it and decides what to do.',
      'They can write an answer to you here. They ring or write to you only if you gave them a way.',
      'They may not be able to tell you all that they do. It is still worth telling them.',
    ],
    comeBack:
      'Write the number down, or take a picture of it. With it you can come back, read the answer and add more. We cannot find the number again for you.',
  },
  follow: {
    title: 'Come back to what you told us',
    lead: 'Type the receipt number that you were given. Here you can read the answer and add more.',
    receipt: 'Receipt number',
    look: 'Look',
    notFound: 'There is nothing with this number. Look at each letter and number again',
    sentOn: 'Sent on',
    stands: {
      waiting: 'Nobody has read it yet, or nobody has read what you added.',
      seen: 'Somebody has read it.',
      closed: 'It is closed. You can still add to it; then somebody reads it again.',
    },
    answers: 'What was said since',
    noAnswers: 'There is no answer yet.',
    you: 'You',
    seen: 'has read it.',
    more: 'Do you want to add something?',
    sendMore: 'Add this',
    moreRequired: 'Write what you want to add',
    added: 'What you wrote was added.',
    back: 'Tell us about something else',
  },
}

const WELSH: ConcernWords = {
  lang: 'cy',
  paths: { tell: '/pryder', follow: '/pryder/dilyn' },
  other: { lang: 'en', text: 'English', tell: '/concern', follow: '/concern/follow' },
  title: 'Dywedwch wrthym eich bod yn poeni am blentyn',
  emergency: 'Os oes rhywun mewn perygl nawr, ffoniwch 999. Nid oes neb yn darllen y ffurflen hon ar unwaith.',
  lead: [
    'Nid oes angen cyfrif arnoch. Nid oes rhaid i chi roi eich enw.',
    'Nid oes rhaid i chi fod yn siŵr. Dywedwch beth welsoch chi neu beth glywsoch chi. Bydd y bobl sy’n cadw plant yn ddiogel yn eich ardal yn ei ddarllen.',
    'Nid yw plentyn sy’n cario cyffuriau neu arian dros bobl eraill mewn trwbl gyda ni. Rydym am helpu.',
  ],
  fields: {
    sender: { label: 'Pwy ydych chi?' },
    worry: {
      label: 'Beth sy’n eich poeni?',
      hint: 'Dywedwch yn eich geiriau eich hun: beth ddigwyddodd, pryd, ble a phwy oedd yno.',
    },
    danger: { label: 'A oes rhywun mewn perygl nawr?' },
    name: {
      label: 'Enw’r plentyn, os ydych yn ei wybod',
      hint: 'Mae enw cyntaf neu lysenw yn ddigon. Os yw amdanoch chi, eich enw eich hun.',
    },
    age: { label: 'Beth yw ei oed, tua faint?' },
    postcode: {
      label: 'Y cod post lle mae’r plentyn yn byw, neu lle mae’n digwydd',
      hint: 'Mae’r hanner cyntaf yn ddigon, er enghraifft CF10. Os nad ydych yn ei wybod, dewiswch y cyngor isod.',
    },
    council: { label: 'Neu’r cyngor' },
    contact: {
      label: 'Sut gallwn ni gysylltu â chi? Gallwch adael hwn yn wag',
      hint: 'Rhif ffôn neu gyfeiriad e-bost.',
    },
    safeTimes: { label: 'Pryd a sut mae’n ddiogel cysylltu â chi?' },
  },
  senders: {
    myself: 'Mae amdana i',
    parent: 'Rhiant neu ofalwr',
    relative: 'Rhywun arall yn y teulu',
    friend: 'Ffrind',
    neighbour: 'Cymydog',
    worker: 'Rhywun a’i gwelodd yn y gwaith: gwesty, tacsi, trên, siop',
    other: 'Rhywun arall',
  },
  dangerItems: { yes: 'Oes', no: 'Nac oes, neu dydw i ddim yn gwybod' },
  chooseCouncil: 'Dewiswch gyngor',
  send: 'Anfon',
  problem: 'Mae problem',
  errors: {
    worry: 'Dywedwch beth sy’n eich poeni',
    sender: 'Dywedwch pwy ydych chi',
    where: 'Rhowch y cod post, neu dewiswch y cyngor, fel ei fod yn mynd i’r lle iawn',
    danger: 'Dywedwch a oes rhywun mewn perygl nawr',
    long: 'Mae hwn yn rhy hir. Gwnewch ef yn fyrrach, neu anfonwch y gweddill wedyn',
  },
  received: {
    title: 'Rydym wedi cael yr hyn a anfonoch',
    keep: 'Eich rhif derbynneb',
    went: 'Aeth at:',
    dangerNow: 'Dywedoch fod rhywun mewn perygl nawr. Ffoniwch 999. Nid oes neb yn darllen y ffurflen hon ar unwaith.',
    next: [
      'Bydd rhywun sy’n gweithio gyda phlant yn ei ddarllen ac yn penderfynu beth i’w wneud.',
      'Gallant ysgrifennu ateb i chi yma. Byddant yn ffonio neu’n ysgrifennu atoch dim ond os rhoddoch ffordd iddynt.',
      'Efallai na allant ddweud popeth a wnânt wrthych. Mae’n dal yn werth dweud wrthynt.',
    ],
    comeBack:
      'Ysgrifennwch y rhif, neu tynnwch lun ohono. Gydag ef gallwch ddod yn ôl, darllen yr ateb ac ychwanegu mwy. Ni allwn ddod o hyd i’r rhif i chi eto.',
  },
  follow: {
    title: 'Dewch yn ôl at yr hyn a ddywedoch wrthym',
    lead: 'Teipiwch y rhif derbynneb a gawsoch. Yma gallwch ddarllen yr ateb ac ychwanegu mwy.',
    receipt: 'Rhif derbynneb',
    look: 'Edrych',
    notFound: 'Nid oes dim gyda’r rhif hwn. Edrychwch ar bob llythyren a rhif eto',
    sentOn: 'Anfonwyd ar',
    stands: {
      waiting: 'Nid oes neb wedi ei ddarllen eto, neu nid oes neb wedi darllen yr hyn a ychwanegoch.',
      seen: 'Mae rhywun wedi ei ddarllen.',
      closed: 'Mae wedi ei gau. Gallwch ychwanegu ato o hyd; yna bydd rhywun yn ei ddarllen eto.',
    },
    answers: 'Beth a ddywedwyd ers hynny',
    noAnswers: 'Nid oes ateb eto.',
    you: 'Chi',
    seen: 'wedi ei ddarllen.',
    more: 'Ydych chi am ychwanegu rhywbeth?',
    sendMore: 'Ychwanegu hwn',
    moreRequired: 'Ysgrifennwch beth rydych am ei ychwanegu',
    added: 'Ychwanegwyd yr hyn a ysgrifennoch.',
    back: 'Dweud wrthym am rywbeth arall',
  },
}

/** The words of a language. */
export const CONCERN_WORDS: Readonly<Record<ConcernLanguage, ConcernWords>> = { en: ENGLISH, cy: WELSH }
