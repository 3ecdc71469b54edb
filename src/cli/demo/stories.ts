import { type FeedRow, iso, slashed } from './feeds.ts'

/** An encounter of a story, reported through the same service as a real one. */
export interface StoryEncounter {
  readonly agency: string
  readonly reporter: string
  readonly circumstance: string
  readonly hoursAgo: number
  readonly place: string
  readonly person: Readonly<Record<string, string>>
  readonly observations: readonly string[]
  readonly withWhom: string
}

/** Stories of the debate, placed in the world. Rows of `late` come in after the encounters. */
export interface Stories {
  readonly rows: readonly FeedRow[]
  readonly encounters: readonly StoryEncounter[]
  readonly late: readonly FeedRow[]
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Values = Record<string, string>

/** The debate's seven stories, told with invented people. Dates count back from `now`. */
export function stories(now: Date): Stories {
  const ago = (days: number, hours = 0) => new Date(now.getTime() - days * DAY - hours * HOUR)
  return {
    rows: [
      ...enfieldAndEssex(ago),
      ...lewishamAndPortsmouth(ago),
      ...londonAndSwansea(ago),
      ...theBoyRecordedAbsent(ago),
      ...theGirlInCare(ago),
      ...theCuckooedFlat(ago),
      ...theGirlWhoTurnsEighteen(now),
      ...twins(ago),
    ],
    encounters: [
      {
        agency: 'btp',
        reporter: 'r.fenn@btp.example',
        circumstance: 'found-on-train',
        hoursAgo: 6,
        place: 'Stratford station, platform 10',
        person: { givenName: 'Linda', familyName: 'Pettifer', dateOfBirth: '1992-05-17', phone: '07700 900955' },
        observations: ['alone', 'frightened'],
        withWhom: '',
      },
      {
        agency: 'essex-police',
        reporter: 'p.arkwright@essex-police.example',
        circumstance: 'custody',
        hoursAgo: 5,
        place: 'Colchester custody suite',
        person: { givenName: 'Jermain', familyName: 'Francis', dateOfBirth: '2011-03-02', phone: '07700 900951' },
        observations: ['two-phones', 'cash', 'older-person'],
        withWhom: 'a man of about 25 who said he was his cousin',
      },
      {
        agency: 'south-wales-police',
        reporter: 'g.parry@south-wales-police.example',
        circumstance: 'welfare-visit',
        hoursAgo: 3,
        place: '5 Sorrel Way, Swansea',
        person: { givenName: 'Alba', familyName: 'Hoxha', dateOfBirth: '2007-08-22' },
        observations: ['controlled', 'in-flat', 'frightened'],
        withWhom: 'two men who answered for her',
      },
    ],
    late: [
      story('essex-police', 'police-missing', 'linda', {
        report_id: 'MP-ESX-LP1',
        nominal_id: 'ESX-LP',
        given_name: 'Linda',
        family_name: 'Pettifer',
        date_of_birth: '17/05/1992',
        sex: 'F',
        address: '9 Ferry Rise',
        postcode: 'CO2 7QX',
        phone: '07700 900955',
        reported_at: iso(ago(0, 4)),
        last_seen_place: 'home, Colchester',
        risk_level: 'medium',
        status: 'missing',
        notes: 'Left after a message on her phone; did not take her coat',
      }),
    ],
  }
}

type Ago = (days: number, hours?: number) => Date

/** "Regularly reported as a missing person" in Enfield; in Essex "a street drug dealer". */
function enfieldAndEssex(ago: Ago): FeedRow[] {
  const boy = {
    given_name: 'Jermaine',
    family_name: 'Francis',
    date_of_birth: '03/02/2011',
    sex: 'M',
    address: '48 Quarry Walk',
    postcode: 'N18 2XB',
    phone: '07700 900951',
  }
  const essexSays = {
    given_name: 'Jermain',
    family_name: 'FRANCIS',
    date_of_birth: '02/03/2011',
    sex: 'M',
    aliases: 'Jay',
    phone: '07700 900951',
  }
  const missing = [240, 180, 121, 64, 31].map((days, n) =>
    story('met-police', 'police-missing', 'jermaine', {
      ...boy,
      report_id: `MP-MPS-JF${n + 1}`,
      nominal_id: 'MPS-JF',
      reported_at: iso(ago(days)),
      last_seen_place: 'home, Edmonton',
      risk_level: 'medium',
      status: 'found',
      found_at: iso(ago(days - 2 - n)),
      found_place: n > 1 ? 'railway station, Colchester' : 'home',
      found_outcome: 'came home for a rest',
    }),
  )
  return [
    ...missing,
    story('met-police', 'police-missing', 'jermaine', {
      ...boy,
      report_id: 'MP-MPS-JF6',
      nominal_id: 'MPS-JF',
      reported_at: iso(ago(2, 5)),
      last_seen_place: 'school gate, Edmonton',
      risk_level: 'high',
      status: 'missing',
      notes: 'Second phone seen by his mother',
    }),
    story('enfield-council', 'person-list', 'jermaine', {
      ...boy,
      record_id: 'CS-ENF-JF',
      subject_ref: 'ENF-JF',
      upn: '',
    }),
    story('enfield-council', 'nrm-referral', 'jermaine', {
      given_name: boy.given_name,
      family_name: boy.family_name,
      date_of_birth: boy.date_of_birth,
      sex: 'M',
      nrm_reference: 'NRM-DEMO-0001',
      subject_ref: 'ENF-JF',
      referred_on: slashed(ago(14)),
      first_responder: 'London Borough of Enfield',
      exploitation_type: 'criminal exploitation',
      county_lines: 'yes',
      place: 'Colchester',
      decision: 'pending',
    }),
    ...[240, 121, 64, 31].map((days, n) =>
      story('hazelbrook-academy', 'school-attendance', 'jermaine', {
        ...boy,
        row_id: `HZ-JF-${n + 1}`,
        pupil_id: 'HZ-JF',
        kind: 'absence',
        from_date: slashed(ago(days)),
        to_date: slashed(ago(days - 1)),
        sessions: '4',
        reason: 'no reason given',
        authorised: 'no',
      }),
    ),
    story('essex-police', 'police-encounter', 'jermaine', {
      ...essexSays,
      encounter_id: 'SS-ESX-JF1',
      nominal_id: 'ESX-JF',
      occurred_at: iso(ago(150)),
      place: 'High Street, Colchester',
      circumstance: 'stop and search',
      role: 'suspect',
      reason: 'seen passing something to a driver',
      found: '£340 and two phones',
      outcome: 'no further action',
    }),
    story('essex-police', 'police-custody', 'jermaine', {
      ...essexSays,
      custody_id: 'CU-ESX-JF1',
      nominal_id: 'ESX-JF',
      arrived_at: iso(ago(21)),
      released_at: iso(ago(20, 12)),
      suite: 'Colchester custody suite',
      offence: 'possession with intent to supply class A',
      disposal: 'released under investigation',
      role: 'suspect',
      arrested_place: '14 Tanner Court, Colchester',
      nrm_considered: 'no',
    }),
  ]
}

/** A son arrested in Portsmouth, and a mother in Lewisham who was not told. */
function lewishamAndPortsmouth(ago: Ago): FeedRow[] {
  const boy = {
    given_name: 'Tyrell',
    family_name: 'Campbell',
    date_of_birth: '14/03/2010',
    sex: 'M',
    address: '7 Lantern Close',
    postcode: 'SE13 6XJ',
    phone: '07700 900952',
  }
  return [
    ...[200, 130, 75, 40].map((days, n) =>
      story('met-police', 'police-missing', 'tyrell', {
        ...boy,
        report_id: `MP-MPS-TC${n + 1}`,
        nominal_id: 'MPS-TC',
        reported_at: iso(ago(days)),
        last_seen_place: 'home, Lewisham',
        risk_level: n === 0 ? 'absent' : 'medium',
        status: 'found',
        found_at: iso(ago(days - 1)),
        found_place: n === 3 ? 'Portsmouth' : 'home',
        found_outcome: 'came home',
      }),
    ),
    story('met-police', 'watch-cohort', 'tyrell', {
      ...boy,
      watch_id: 'W-MPS-TC',
      subject_ref: 'MPS-TC',
      reason: 'missing-repeatedly',
      legal_basis: 'ca2004-16la',
      added_on: slashed(ago(30)),
      review_on: slashed(ago(-60)),
      expires_on: slashed(ago(-300)),
      owner: 'DC Maya Okoro',
      team: 'lewisham-exploitation',
      note: 'Ring whatever the hour',
    }),
    story('lewisham-council', 'person-list', 'tyrell', { ...boy, record_id: 'CS-LEW-TC', subject_ref: 'LEW-TC' }),
    story('waymarker', 'housing-concern', 'tyrell', {
      ...boy,
      concern_id: 'WM-TC-1',
      tenant_ref: 'WM-TC',
      raised_on: slashed(ago(190)),
      concern: 'exploitation',
      role: 'child in household',
      signs: 'Disappears for short periods; strange men at the front door',
      reported_by: 'his mother',
    }),
    story('hampshire-police', 'police-custody', 'tyrell', {
      given_name: 'Tyrel',
      family_name: 'Campbell',
      date_of_birth: '14/03/2010',
      sex: 'M',
      custody_id: 'CU-HAM-TC1',
      nominal_id: 'HAM-TC',
      arrived_at: iso(ago(40)),
      released_at: iso(ago(39, 10)),
      suite: 'Portsmouth custody suite',
      offence: 'possession with intent to supply class A',
      disposal: 'bailed',
      role: 'suspect',
      appropriate_adult: 'no',
      nrm_considered: 'no',
    }),
  ]
}

/** A vulnerable young woman of 19 from London, held in a house in Swansea. */
function londonAndSwansea(ago: Ago): FeedRow[] {
  const woman = {
    given_name: 'Albana',
    family_name: 'Hoxha',
    date_of_birth: '22/08/2007',
    sex: 'F',
    address: '31 Heron Street',
    postcode: 'SE6 4XN',
    phone: '07700 900953',
  }
  return [
    story('met-police', 'police-missing', 'albana', {
      ...woman,
      report_id: 'MP-MPS-AH1',
      nominal_id: 'MPS-AH',
      reported_at: iso(ago(9)),
      last_seen_place: 'a friend’s flat, Catford',
      risk_level: 'high',
      status: 'missing',
      notes: 'Learning disability; new older boyfriend',
    }),
    story('lewisham-council', 'person-list', 'albana', { ...woman, record_id: 'CS-LEW-AH', subject_ref: 'LEW-AH' }),
    story('south-wales-police', 'police-encounter', 'albana', {
      given_name: 'Alba',
      family_name: 'Hoxha',
      date_of_birth: '22/08/2007',
      sex: 'F',
      encounter_id: 'SS-SWP-AH1',
      nominal_id: 'SWP-AH',
      occurred_at: iso(ago(1, 3)),
      place: '5 Sorrel Way, Swansea',
      circumstance: 'address visit',
      role: 'none',
      reason: 'neighbour heard shouting',
      outcome: 'no further action',
      with_whom: 'two men who answered for her',
      description: 'would not look up',
    }),
  ]
}

/** A boy whose absences nobody added up. */
function theBoyRecordedAbsent(ago: Ago): FeedRow[] {
  const boy = {
    given_name: 'Harvey',
    family_name: 'Norwood',
    date_of_birth: '30/09/2011',
    sex: 'M',
    address: '112 Saffron Gardens',
    postcode: 'SE4 2XW',
    phone: '',
  }
  const days = [330, 280, 231, 190, 144, 101, 71, 37, 12]
  return [
    ...days.map((day, n) =>
      story('met-police', 'police-missing', 'harvey', {
        ...boy,
        report_id: `MP-MPS-HN${n + 1}`,
        nominal_id: 'MPS-HN',
        reported_at: iso(ago(day)),
        last_seen_place: 'home, Brockley',
        risk_level: n % 2 === 0 ? 'absent' : 'no apparent risk',
        status: 'absent',
        found_at: iso(ago(day, -(10 + n * 9))),
        found_place: 'home',
        found_outcome: 'came home',
      }),
    ),
    ...days.slice(3).map((day, n) =>
      story('oldmill-school', 'school-attendance', 'harvey', {
        ...boy,
        given_name: 'Harv',
        row_id: `OM-HN-${n + 1}`,
        pupil_id: 'OM-HN',
        kind: 'absence',
        from_date: slashed(ago(day)),
        to_date: slashed(ago(day - 1)),
        sessions: '2',
        reason: 'unknown',
        authorised: 'no',
      }),
    ),
  ]
}

/** A girl in Enfield's care, placed in Portsmouth. */
function theGirlInCare(ago: Ago): FeedRow[] {
  const born = '11/11/2011'
  return [
    story('enfield-council', 'ssda903-header', 'adaeze', {
      CHILD: 'EN4471',
      SEX: '2',
      DOB: born,
      ETHNIC: 'BAFR',
      UPN: '',
      MOTHER: '',
      MC_DOB: '',
    }),
    story('enfield-council', 'person-list', 'adaeze', {
      record_id: 'CS-ENF-AN',
      subject_ref: 'EN4471',
      given_name: 'Adaeze',
      family_name: 'Nwosu',
      date_of_birth: born,
      sex: 'F',
      address: '20 Tern Court',
      postcode: 'PO4 8XQ',
      phone: '07700 900954',
    }),
    ...[160, 88, 33].map((day, n) =>
      story('enfield-council', 'ssda903-missing', 'adaeze', {
        CHILD: 'EN4471',
        DOB: born,
        MISSING: n === 1 ? 'A' : 'M',
        MIS_START: slashed(ago(day)),
        MIS_END: slashed(ago(day - 2 - n)),
      }),
    ),
    ...[160, 33].map((day, n) =>
      story('hampshire-police', 'police-missing', 'adaeze', {
        report_id: `MP-HAM-AN${n + 1}`,
        nominal_id: 'HAM-AN',
        given_name: 'Ada',
        family_name: 'Nwosu',
        date_of_birth: born,
        sex: 'F',
        address: '20 Tern Court',
        postcode: 'PO4 8XQ',
        phone: '07700 900954',
        reported_at: iso(ago(day)),
        last_seen_place: 'placement, Portsmouth',
        risk_level: 'high',
        status: 'found',
        found_at: iso(ago(day - 2)),
        found_place: 'seafront, Portsmouth',
        found_outcome: 'returned by police',
        in_care: 'yes',
      }),
    ),
    story('spitsand-nhs', 'nhs-attendance', 'adaeze', {
      attendance_id: 'AE-SPI-AN',
      local_patient_id: 'SPI-AN',
      given_name: 'Adaeze',
      family_name: 'Nwosu',
      date_of_birth: born,
      sex: 'F',
      arrived_at: iso(ago(32, 5)),
      left_at: iso(ago(32, 2)),
      department: 'Emergency department',
      site: 'Portsmouth site',
      injury_category: 'assault',
      accompanied_by: 'nobody',
    }),
  ]
}

/** "They took over my flat." */
function theCuckooedFlat(ago: Ago): FeedRow[] {
  return [
    story('castlewick-homes', 'housing-concern', 'graham', {
      concern_id: 'CW-GT-1',
      tenant_ref: 'CW-GT',
      given_name: 'Graham',
      family_name: 'Thorne',
      date_of_birth: '06/06/1974',
      sex: 'M',
      address: '14 Tanner Court',
      postcode: 'CO1 2XB',
      raised_on: slashed(ago(26)),
      concern: 'possible cuckooing',
      role: 'tenant',
      signs: 'Not seen for a fortnight; short visits at all hours',
      visitors: 'yes',
      door_damaged: 'yes',
      reported_by: 'repairs operative',
    }),
    story('essex-council', 'person-list', 'graham', {
      record_id: 'CS-ESX-GT',
      subject_ref: 'ESX-GT',
      given_name: 'Graham',
      family_name: 'Thorne',
      date_of_birth: '06/06/1974',
      sex: 'M',
      address: '14 Tanner Court',
      postcode: 'CO1 2XB',
      phone: '07700 900956',
    }),
    story('essex-police', 'police-encounter', 'graham', {
      encounter_id: 'SS-ESX-GT1',
      nominal_id: 'ESX-GT',
      given_name: 'Graham',
      family_name: 'Thorn',
      date_of_birth: '06/06/1974',
      sex: 'M',
      occurred_at: iso(ago(20)),
      place: '14 Tanner Court, Colchester',
      place_postcode: 'CO1 2XB',
      circumstance: 'address visit',
      role: 'victim',
      reason: 'warrant',
      outcome: 'safeguarding referral',
      description: 'asked to be arrested, to get away',
    }),
  ]
}

/** Seventeen and a half, and nobody has thought of her birthday. */
function theGirlWhoTurnsEighteen(now: Date): FeedRow[] {
  const born = new Date(Date.UTC(now.getUTCFullYear() - 17, now.getUTCMonth() - 6, Math.min(now.getUTCDate(), 28)))
  return [
    story('enfield-council', 'person-list', 'nadia', {
      record_id: 'CS-ENF-NF',
      subject_ref: 'ENF-NF',
      given_name: 'Nadia',
      family_name: 'Ferrant',
      date_of_birth: slashed(born),
      sex: 'F',
      address: '8 Plover Mews',
      postcode: 'N9 7XE',
      phone: '07700 900958',
    }),
  ]
}

/** Two brothers whom no machine may join. */
function twins(ago: Ago): FeedRow[] {
  const home = {
    family_name: 'Mensah',
    date_of_birth: '19/07/2010',
    sex: 'M',
    address: '3 Rowan Rise',
    postcode: 'N9 7XD',
    phone: '07700 900957',
  }
  return ['Kofi', 'Kwame'].flatMap((given, n) => [
    story('enfield-council', 'person-list', `twin-${n}`, {
      ...home,
      given_name: given,
      record_id: `CS-ENF-KM${n}`,
      subject_ref: `ENF-KM${n}`,
    }),
    story('met-police', 'police-missing', `twin-${n}`, {
      ...home,
      given_name: given,
      report_id: `MP-MPS-KM${n}`,
      nominal_id: `MPS-KM${n}`,
      reported_at: iso(ago(50 + n * 9)),
      last_seen_place: 'home, Edmonton',
      risk_level: 'low',
      status: 'found',
      found_at: iso(ago(49 + n * 9)),
      found_place: 'home',
    }),
  ])
}

function story(agency: string, mapping: string, person: string, values: Values): FeedRow {
  return { agency, mapping, person: `story-${person}`, values }
}
