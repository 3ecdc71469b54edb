import source from '../../../data/names/variants.json' with { type: 'json' }
import { fold } from '../normalise/text.ts'
import { withinOneEdit } from '../metrics/damerau-levenshtein.ts'

/** Which of a person's names a token comes from; a spelling group is of one of them. */
export type NameKind = 'given' | 'family'

type Groups = ReadonlyMap<string, readonly number[]>

const NO_GROUPS: readonly number[] = []
const NO_FORMS: readonly string[] = []
const GIVEN_FORMS = source.given.map(formsIn)
const FAMILY_FORMS = source.family.map(formsIn)
const GIVEN = indexed(GIVEN_FORMS)
const FAMILY = indexed(FAMILY_FORMS)
const PREFIXES = ['oluwa', 'chukwu', 'olu']
const SHORTEST_REST = 3
const SHORTEST_SLIP = 5
const SHORTEST_FORM = 4
const FACTOR = 0x01000193
const GIVEN_SLIPS = indexedBySlip(GIVEN_FORMS)
const FAMILY_SLIPS = indexedBySlip(FAMILY_FORMS)

/** Numbers of the groups of spellings and nicknames that a folded token belongs to; empty when none is known. */
export function variantGroups(kind: NameKind, token: string): readonly number[] {
  return (kind === 'given' ? GIVEN : FAMILY).get(token) ?? NO_GROUPS
}

/**
 * Numbers of the groups of which a form is a slip of the pen away from a token that is itself no known name: of 'jcackie' that of
 * Jacqueline. None for a token under five letters, which is too short to tell.
 */
export function nearGroups(kind: NameKind, token: string): readonly number[] {
  if (token.length < SHORTEST_SLIP || variantGroups(kind, token).length > 0) return NO_GROUPS
  const index = kind === 'given' ? GIVEN_SLIPS : FAMILY_SLIPS
  const near: number[] = []
  eachSlip(token, slip => {
    for (const form of index.get(slip) ?? NO_FORMS) {
      if (!withinOneEdit(token, form)) continue
      for (const group of variantGroups(kind, form)) if (!near.includes(group)) near.push(group)
    }
  })
  return near.length === 0 ? NO_GROUPS : near
}

/**
 * Calls back with a number of 32 bits for a text, and for it without each of its letters. Two texts within one edit have one of these in
 * common; so may others, by chance.
 */
function eachSlip(text: string, visit: (slip: number) => void): void {
  for (let without = -1; without < text.length; without++) {
    let slip = 0
    for (let at = 0; at < text.length; at++) {
      if (at !== without) slip = Math.imul(slip ^ text.charCodeAt(at), FACTOR)
    }
    visit(slip)
  }
}

function indexedBySlip(forms: readonly (readonly string[])[]): ReadonlyMap<number, readonly string[]> {
  const index = new Map<number, string[]>()
  for (const form of new Set(forms.flat())) {
    if (form.length < SHORTEST_FORM) continue
    eachSlip(form, slip => {
      const list = index.get(slip)
      if (list === undefined) index.set(slip, [form])
      else if (list.at(-1) !== form) list.push(form)
    })
  }
  return index
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
