/** Codes of a spelling where a name begins, before a vowel and elsewhere; '' where it is not heard. */
type Codes = readonly [start: string, beforeVowel: string, elsewhere: string]

const CODE_LENGTH = 6

/** The coding chart; spellings of the same codes share a line, and one that is read in two ways has two lines. */
const CHART: readonly (readonly [spellings: string, ...Codes])[] = [
  ['ai aj ay', '0', '1', ''],
  ['au', '0', '7', ''],
  ['a', '0', '', ''],
  ['ą ę', '', '', ''],
  ['ą ę', '', '', '6'],
  ['b', '7', '7', '7'],
  ['chs', '5', '54', '54'],
  ['ch', '5', '5', '5'],
  ['ch', '4', '4', '4'],
  ['ck', '5', '5', '5'],
  ['ck', '45', '45', '45'],
  ['cz cs csz czs', '4', '4', '4'],
  ['c', '5', '5', '5'],
  ['c', '4', '4', '4'],
  ['drz drs ds dsh dsz dz dzh dzs', '4', '4', '4'],
  ['d dt', '3', '3', '3'],
  ['ei ej ey', '0', '1', ''],
  ['eu', '1', '1', ''],
  ['e', '0', '', ''],
  ['fb f', '7', '7', '7'],
  ['g', '5', '5', '5'],
  ['h', '5', '5', ''],
  ['ia ie io iu', '1', '', ''],
  ['i', '0', '', ''],
  ['j', '1', '', ''],
  ['j', '4', '4', '4'],
  ['ks', '5', '54', '54'],
  ['kh k', '5', '5', '5'],
  ['l', '8', '8', '8'],
  ['mn', '66', '66', '66'],
  ['m', '6', '6', '6'],
  ['nm', '66', '66', '66'],
  ['n', '6', '6', '6'],
  ['oi oj oy', '0', '1', ''],
  ['o', '0', '', ''],
  ['p pf ph', '7', '7', '7'],
  ['q', '5', '5', '5'],
  ['rz rs', '94', '94', '94'],
  ['rz rs', '4', '4', '4'],
  ['r', '9', '9', '9'],
  ['schtsch schtsh schtch shtch shch shtsh stch stsch sc strz strs stsh szcz szcs zdz zdzh zhdzh', '2', '4', '4'],
  ['sht scht schd st szt shd szd sd zd zhd', '2', '43', '43'],
  ['sch sh sz s', '4', '4', '4'],
  ['tch ttch ttsch trz trs tsch tsh ts tts ttsz tc tz ttz tzs tsz', '4', '4', '4'],
  ['th t', '3', '3', '3'],
  ['ţ ț', '3', '3', '3'],
  ['ţ ț', '4', '4', '4'],
  ['ue ui uj uy', '0', '1', ''],
  ['u', '0', '', ''],
  ['v w', '7', '7', '7'],
  ['x', '5', '54', '54'],
  ['y', '1', '', ''],
  ['zh zs zsch zsh z', '4', '4', '4'],
]

const READINGS: ReadonlyMap<string, readonly Codes[]> = readings()
const LONGEST_SPELLING = Math.max(...[...READINGS.keys()].map(spelling => spelling.length))

/** A code in the making: a spelling is written when it is known whether a vowel follows. */
interface Draft {
  readonly code: string
  /** What was written last, as a sound that comes twice running counts once; '' after one that is not heard. */
  readonly last: string
  readonly unwritten: Codes
}

/**
 * The six-digit codes of a name, sorted, one for each way to read it: for Slavic, Germanic, Yiddish and Hebrew names as clerks spell them.
 *
 * Empty for a text with no letter in the chart. Source: Mokotoff (1997), Soundexing and Genealogy, Avotaynu.
 */
export function daitchMokotoff(name: string): readonly string[] {
  const [first = [], ...rest] = spellingsIn(name.toLowerCase().replace(/[^a-ząęţț]/gu, ''))
  let drafts: readonly Draft[] = first.map(unwritten => ({ code: '', last: '', unwritten }))
  for (const [place, ways] of rest.entries()) {
    drafts = distinct(drafts.flatMap(draft => ways.map(next => ({ ...written(draft, place, next), unwritten: next }))))
  }
  const codes = drafts.map(draft => written(draft, rest.length).code.slice(0, CODE_LENGTH).padEnd(CODE_LENGTH, '0'))
  return [...new Set(codes)].toSorted()
}

/** The ways to read each spelling of a text, the longest spelling first. */
function spellingsIn(text: string): readonly (readonly Codes[])[] {
  const spellings: (readonly Codes[])[] = []
  for (let place = 0; place < text.length; ) {
    let length = LONGEST_SPELLING
    while (length > 1 && !READINGS.has(text.slice(place, place + length))) length--
    spellings.push(READINGS.get(text.slice(place, place + length)) ?? [])
    place += length
  }
  return spellings
}

/** A draft with its last spelling written, by whether it begins the name and what comes next. */
function written(draft: Draft, place: number, next?: Codes): Draft {
  const [start, beforeVowel, elsewhere] = draft.unwritten
  const heard = place === 0 ? start : next && isVowel(next) ? beforeVowel : elsewhere
  const again = heard !== '' && draft.last.endsWith(heard.charAt(0))
  return { ...draft, code: draft.code + (again ? heard.slice(1) : heard), last: heard }
}

/** What begins a name as a vowel or as y does. */
function isVowel([start]: Codes): boolean {
  return start === '0' || start === '1'
}

/** Drafts that go on alike are one, so that a long name has no more of them than it has codes. */
function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const keyed = drafts.map(
    draft => [`${draft.code.slice(0, CODE_LENGTH)} ${draft.last} ${draft.unwritten.join()}`, draft] as const,
  )
  return [...new Map(keyed).values()]
}

function readings(): ReadonlyMap<string, readonly Codes[]> {
  const found = new Map<string, Codes[]>()
  for (const [spellings, ...codes] of CHART) {
    for (const spelling of spellings.split(' ')) found.set(spelling, [...(found.get(spelling) ?? []), codes])
  }
  return found
}
