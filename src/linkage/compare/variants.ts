import source from '../../../data/names/variants.json' with { type: 'json' }
import { fold } from '../normalise/text.ts'
import { withinOneEdit } from './damerau-levenshtein.ts'

/** Which of a person's names a token comes from; a spelling group is of one of them. */
export type NameKind = 'given' | 'family'

type Groups = ReadonlyMap<string, readonly number[]>

const NO_GROUPS: readonly number[] = []
const GIVEN_FORMS = source.given.map(formsIn)
const FAMILY_FORMS = source.family.map(formsIn)
const GIVEN = indexed(GIVEN_FORMS)
const FAMILY = indexed(FAMILY_FORMS)
const PREFIXES = ['oluwa', 'chukwu', 'olu']
const SHORTEST_REST = 3
const SHORTEST_SLIP = 5

/** Numbers of the groups of spellings and nicknames that a folded token belongs to; empty when none is known. */
export function variantGroups(kind: NameKind, token: string): readonly number[] {
  return (kind === 'given' ? GIVEN : FAMILY).get(token) ?? NO_GROUPS
}

/**
 * Whether one token, itself no known name, is a slip of the pen away from a known form of the other: 'jcackie' and 'jacqueline'.
 * Names under five letters are too short to tell.
 */
export function nearVariants(kind: NameKind, a: string, b: string): boolean {
  return isNearForm(kind, a, b) || isNearForm(kind, b, a)
}

function isNearForm(kind: NameKind, slip: string, name: string): boolean {
  if (slip.length < SHORTEST_SLIP || variantGroups(kind, slip).length > 0) return false
  return variantGroups(kind, name).some(group =>
    (kind === 'given' ? GIVEN_FORMS : FAMILY_FORMS)[group]?.some(form => form.length >= 4 && withinOneEdit(slip, form)),
  )
}

/** The token without what its language adds: Mac for Mc, -ska for -ski, -ova for -ov, Oluwa- and Chukwu- before a given name. */
export function stemOf(kind: NameKind, token: string): string {
  if (kind === 'given') {
    const prefix = PREFIXES.find(start => token.startsWith(start) && token.length >= start.length + SHORTEST_REST)
    return prefix === undefined ? token : token.slice(prefix.length)
  }
  if (token.length > 5 && token.startsWith('mac')) return `mc${token.slice(3)}`
  if (token.length < 6) return token
  if (/(?:[scz]k)[iay]$/.test(token)) return token.slice(0, -1)
  if (/(?:ov|ev)a$/.test(token)) return token.slice(0, -1)
  return token
}

/** The names of one line; those in another script are folded as records are. */
function formsIn(line: string): readonly string[] {
  return [...new Set(line.split(' ').map(fold))].filter(name => name !== '')
}

function indexed(forms: readonly (readonly string[])[]): Groups {
  const index = new Map<string, number[]>()
  forms.forEach((names, group) => {
    for (const name of names) index.set(name, [...(index.get(name) ?? []), group])
  })
  return index
}
