/** Three agencies: one that holds, one that something was shared with, and one that has to do with neither. */
export const PLACES = { holder: 'essex-police', audience: 'met-police', stranger: 'kent-police' } as const

/** One of the three agencies, by what it is to the world. */
export type Place = keyof typeof PLACES

/** Words that stand in records of the world, each with the agencies that may ever be shown it. */
export const SECRETS: readonly { readonly text: string; readonly seenBy: readonly Place[] }[] = [
  // Both hold a record of this child, and the holder's encounter told the audience.
  ...secrets(['holder', 'audience'], 'Zephyrine', 'Quillfeather', '07700 900641', '447700900641'),
  ...secrets(
    ['holder', 'audience'],
    'Gantrymoor Halt',
    'Bronwenna Tasker',
    'carried a Harlequin rucksack',
    'Sootmark on sleeve',
  ),
  ...secrets(['holder'], 'Marlpit Lane', 'Zephbird', 'EX-ZQ-77120', 'Juniperley Hall'),
  ...secrets(['audience'], 'Cobblewick House', 'asked after Thaddeus Orme', 'MP-55-90817'),
  // Held by the holder, and a record of hers was shared with the audience.
  ...secrets(['holder', 'audience'], 'Peregrina', 'Umberslade', 'Tolpuddle Rise'),
  // Held by the holder alone, and watched.
  ...secrets(['holder'], 'Lysandra', 'Wimborough', 'Fennelgate Row', '07700 900642', 'worried about Ezekielus'),
  // May be one person: each side sees its own record, and of the other only that there is one.
  ...secrets(['holder'], 'Ottoline', 'EX-OT-44018'),
  ...secrets(['audience'], 'Octavian', 'MP-OC-44019'),
  // Restricted, and in a row that was refused: nobody is shown them.
  ...secrets(
    [],
    'Cordeliana',
    'Vexmoor',
    'Wilhelmtrude',
    'Rosalindra',
    'Hawksmoor',
    'Evangelista',
    'Thornbyre',
    'Celestinia',
  ),
  ...secrets(['holder'], 'zebrawood-list.csv'),
  // Told to the holder by somebody without an account.
  ...secrets(['holder'], 'Marigoldine', 'Abernethie', 'she is known here'),
  // A sign, a question and a judgement that the holder opened to the audience, and a sign and a judgement that it keeps.
  ...secrets(
    ['holder', 'audience'],
    'smelled of tarragon',
    'has he been to Wivenhoe quay',
    'held by an older cousin, Gideonite',
  ),
  // An order that the holder shows to the audience, and what was seen since, which it keeps.
  ...secrets(['holder', 'audience'], 'stay clear of Whortleberry wharf'),
  ...secrets(['holder'], 'said that Bartholomede sent her', 'waited by the Dandelion kiosk'),
  // Meetings that the holder called: one to which the audience was asked, and one to which it was not.
  ...secrets(['holder', 'audience'], 'kept from Celandine mews', 'fears the Hellebore lads'),
  ...secrets(['holder'], 'the Saxifrage yard'),
  // A panel that the holder called: an item of a child that the audience sees, and one that it does not.
  ...secrets(['holder', 'audience'], 'around Gorsebrake mews', 'she of Tamariskwell'),
  ...secrets(['holder'], 'Mallowhurst', 'dreams of Ivoryholt'),
  // Of the family of a child whom both know, each of which invited somebody; shown to the team, and each guest has their own.
  ...secrets(
    ['holder', 'audience'],
    'Lovibond',
    'Penhallow',
    'came in at dawn with Sorrelina',
    'bring the Trelissick form',
  ),
  ...secrets(['holder'], 'hid pennyroyal in a sock', 'judged in Pumpernickel house'),
]

function secrets(seenBy: readonly Place[], ...texts: readonly string[]) {
  return texts.map(text => ({ text, seenBy }))
}

/** What the holder searches for, in another form than it is held in, so that an answer that only repeats the question shows no secret. */
export const SEARCHES = [
  'zephyrine',
  'QUILLFEATHER',
  '+44(0)7700-900-641',
  'peregrina umberslade',
  'lysandra',
  'ottoline',
  'cordeliana',
] as const
