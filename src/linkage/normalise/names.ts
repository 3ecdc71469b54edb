import { FLOOR, nameFrequency } from '../compare/frequencies.ts'
import { variantGroups } from '../compare/variants.ts'
import { words } from './text.ts'

/** The parts of a person's name in comparable form: folded tokens in the order given. */
export interface NameParts {
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly aliases: readonly string[]
}

const TITLES = new Set(
  'mr mrs miss ms mx dr prof professor sir dame lord lady rev revd reverend fr hon master mstr sheikh shaikh sheik imam hajji haji hajj alhaji jnr snr'.split(
    ' ',
  ),
)

/** Words that belong to a name but carry none of its identity; compared only when nothing else is there. */
const PARTICLES = new Set(
  'al el ul as ar an ad at az bin ben ibn bint binti abu de del della di da do dos das du la le van von der den ter ten y e i af ap ab st thi'.split(
    ' ',
  ),
)

/** First halves that some systems split off: Mac Donald, O Brien, Fitz Gerald, Abdul Rahman, Ud Din. */
const JOINING_FAMILY = new Set(['mac', 'mc', 'o', 'fitz', 'ud', 'ur', 'uz', 'us'])
const JOINING_ANY = new Set(['ud', 'abd', 'abdul', 'abdel', 'abdal', 'abdur', 'abdus', 'abdu'])

const MOST_TOKENS = 8
const MOST_LETTERS = 40
const MOST_ALIASES = 6

/** The name in comparable tokens, from parts or from a full name whose order is not assumed. */
export function toNameParts(input: {
  readonly givenName?: string
  readonly middleName?: string
  readonly familyName?: string
  readonly fullName?: string
  readonly aliases?: readonly string[]
}): NameParts {
  const named = withoutAsides(`${input.givenName ?? ''} ${input.middleName ?? ''}`)
  const surnamed = withoutAsides(input.familyName ?? '')
  const full = withoutAsides(input.fullName ?? '')
  const given = tokens(named.text, JOINING_ANY)
  const family = tokens(surnamed.text, JOINING_FAMILY)
  const known = [...named.asides, ...surnamed.asides, ...full.asides, ...(input.aliases ?? [])]
  const split = given.length + family.length === 0 ? splitFull(full.text) : { given, family }
  const aliases = [...new Set(known.slice(0, MOST_ALIASES).map(alias => tokens(alias, JOINING_ANY).join(' ')))]
  return { ...split, aliases: aliases.filter(alias => alias !== '') }
}

/** The tokens that tell people apart: particles left out unless the name has nothing else. */
export function coreTokens(name: readonly string[]): readonly string[] {
  if (name.length === 1 || !name.some(isParticle)) return name
  const core = name.filter(token => !isParticle(token))
  return core.length > 0 ? core : name
}

function isParticle(token: string): boolean {
  return PARTICLES.has(token)
}

/** 'Family, given' when there is a comma; else the last word, with the particles before it, is the family name. A word alone is what it mostly is. */
function splitFull(text: string): Pick<NameParts, 'given' | 'family'> {
  const comma = text.indexOf(',')
  if (comma > 0) {
    const family = tokens(text.slice(0, comma), JOINING_FAMILY)
    return { given: tokens(text.slice(comma + 1), JOINING_ANY), family }
  }
  const all = tokens(text, new Set([...JOINING_ANY, 'mac', 'mc', 'fitz']))
  const [only = ''] = all
  if (all.length < 2) return isFamilyName(only) ? { given: [], family: all } : { given: all, family: [] }
  const before = all.slice(0, -1)
  const start = before.findLastIndex(token => !isParticle(token)) + 1
  const cut = start === 0 ? all.length - 1 : start
  return { given: all.slice(0, cut), family: all.slice(cut) }
}

/** Of a name that stands alone: known as a family name and not as a first name. What is both, as Ali and James, stays a first name. */
function isFamilyName(token: string): boolean {
  if (nameFrequency('given', token) > FLOOR.given || variantGroups('given', token).length > 0) return false
  return nameFrequency('family', token) > FLOOR.family || variantGroups('family', token).length > 0
}

/** Takes nicknames out of 'Robert (Bob) Smith', 'Robert "Bob" Smith' and 'Robert aka Bob'. */
function withoutAsides(text: string): { readonly text: string; readonly asides: readonly string[] } {
  if (!/[("“]|\b(?:aka|a\.k\.a|known as)\b/i.test(text)) return { text, asides: [] }
  const asides: string[] = []
  const keep = (_: string, aside: string): string => {
    asides.push(aside)
    return ' '
  }
  const rest = text
    .slice(0, 400)
    .replace(/[(]([^()]{1,60})[)]/g, keep)
    .replace(/["“]([^"“”]{1,60})["”]/g, keep)
    .replace(/\b(?:aka|a\.k\.a\.?|also known as|known as)\s+(.{1,60})$/i, keep)
  return rest.trim() === '' ? { text, asides: [] } : { text: rest, asides }
}

function tokens(text: string, joining: ReadonlySet<string>): readonly string[] {
  const all = words(text).filter(word => word !== 'nee')
  const untitled = all.filter(word => !TITLES.has(word))
  const kept = untitled.length > 0 ? untitled : all
  const joined: string[] = []
  for (let i = 0; i < kept.length && joined.length < MOST_TOKENS; i++) {
    const token = kept[i] ?? ''
    const next = kept[i + 1]
    const joins = next !== undefined && next.length > 2 && joining.has(token)
    joined.push(shorten(joins ? token + next : token))
    if (joins) i++
  }
  return joined
}

function shorten(token: string): string {
  return token.length <= MOST_LETTERS ? token : [...token].slice(0, MOST_LETTERS).join('')
}
