import { words } from './text.ts'

/** Long and short forms of the words that addresses repeat. */
const SHORT: Readonly<Record<string, string>> = {
  street: 'st',
  str: 'st',
  road: 'rd',
  avenue: 'ave',
  av: 'ave',
  lane: 'ln',
  close: 'cl',
  drive: 'dr',
  drv: 'dr',
  court: 'ct',
  crt: 'ct',
  crescent: 'cres',
  crst: 'cres',
  gardens: 'gdns',
  garden: 'gdns',
  grove: 'gr',
  terrace: 'ter',
  place: 'pl',
  square: 'sq',
  house: 'hse',
  apartment: 'flat',
  apt: 'flat',
  unit: 'flat',
  saint: 'st',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  circuit: 'cct',
  parade: 'pde',
}

const POSTCODE = /\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b/
const MOST_WORDS = 16

/** House number and street in folded words with usual abbreviations; a postcode inside is left out. */
export function toAddress(text: string): string | undefined {
  const joined = words(text.replace(/(\d)\s*[-/]\s*(\d)/g, '$1 $2')).join(' ').replace(POSTCODE, ' ')
  const kept = joined.split(' ').filter(word => word !== '').slice(0, MOST_WORDS)
  return kept.length > 0 ? kept.map(word => SHORT[word] ?? word).join(' ') : undefined
}

/** The postcode written inside an address, if there is one. */
export function postcodeWithin(text: string): string | undefined {
  return POSTCODE.exec(text.slice(0, 400).toLowerCase())?.[0]
}
