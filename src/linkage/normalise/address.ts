import { words } from './text.ts'

/** Usual short forms of the words that addresses repeat. */
const LONG_FORMS: Readonly<Record<string, string>> = {
  str: 'street',
  rd: 'road',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  cl: 'close',
  dr: 'drive',
  drv: 'drive',
  ct: 'court',
  crt: 'court',
  cres: 'crescent',
  crst: 'crescent',
  gdns: 'gardens',
  gdn: 'gardens',
  garden: 'gardens',
  gr: 'grove',
  gv: 'grove',
  ter: 'terrace',
  terr: 'terrace',
  pl: 'place',
  sq: 'square',
  hse: 'house',
  cct: 'circuit',
  pde: 'parade',
  apartment: 'flat',
  apt: 'flat',
  unit: 'flat',
}

const POSTCODE = /\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b/
const MOST_WORDS = 16

/** House number and street in folded words, short forms written out; a postcode inside is left out. */
export function toAddress(text: string): string | undefined {
  const folded = words(text).join(' ').replace(POSTCODE, ' ')
  const all = folded.split(' ').filter(word => word !== '')
  const written = all
    .slice(0, MOST_WORDS)
    .map((word, i) => (word === 'st' ? saintOrStreet(all[i - 1]) : (LONG_FORMS[word] ?? word)))
  return written.length > 0 ? written.join(' ') : undefined
}

/** The postcode written inside an address, if there is one. */
export function postcodeWithin(text: string): string | undefined {
  return POSTCODE.exec(text.slice(0, 400).toLowerCase())?.[0]
}

/** 'St' after a name is a street; first, or after a house number, it is a saint. */
function saintOrStreet(before: string | undefined): string {
  return before === undefined || /\d/.test(before) ? 'saint' : 'street'
}
