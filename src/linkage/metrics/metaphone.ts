import { readBy, type SpellingRules } from './spelling-rules.ts'

/** What is heard for a spelling; the first that fits where the letter stands counts, and a letter without one is silent. */
const RULES: SpellingRules<string> = {
  a: [[/(?<=^| )a(?!a)/uy, 'A']],
  e: [[/(?<=^| )e(?!e)/uy, 'E']],
  i: [[/(?<=^| )i(?!i)/uy, 'I']],
  o: [[/(?<=^| )o(?!o)/uy, 'O']],
  u: [[/(?<=^| )u(?!u)/uy, 'U']],
  b: [
    [/(?<=m)b$/uy, ''],
    [/b/uy, 'B'],
  ],
  c: [
    [/ch|ci(?=a)/uy, 'X'],
    [/c[eiy]/uy, 'S'],
    [/c/uy, 'K'],
  ],
  d: [
    [/dg[eiy]/uy, 'J'],
    [/d/uy, 'T'],
  ],
  f: [[/f/uy, 'F']],
  g: [
    [/gh(?![aeiou])|gn$/uy, ''],
    [/g(?=[eiy])/uy, 'J'],
    [/g/uy, 'K'],
  ],
  h: [[/^h|h(?=[aeiou])/uy, 'H']],
  j: [[/j/uy, 'J']],
  k: [[/(?<!c)k/uy, 'K']],
  l: [[/l/uy, 'L']],
  m: [[/m/uy, 'M']],
  n: [[/n/uy, 'N']],
  p: [
    [/ph/uy, 'F'],
    [/p/uy, 'P'],
  ],
  q: [[/q/uy, 'K']],
  r: [[/r/uy, 'R']],
  s: [
    [/sh|si[oa]/uy, 'X'],
    [/s/uy, 'S'],
  ],
  t: [
    [/t(?=i[oa])/uy, 'X'],
    [/th/uy, '0'],
    [/t(?!ch)/uy, 'T'],
  ],
  v: [[/v/uy, 'F']],
  w: [
    [/^wh/uy, 'W'],
    [/w(?=[aeiou])/uy, 'W'],
  ],
  x: [
    [/^x(?=h|i[oa])/uy, 'X'],
    [/^x/uy, 'S'],
    [/x/uy, 'KS'],
  ],
  y: [[/y(?=[aeiou])/uy, 'Y']],
  z: [[/z/uy, 'S']],
  ' ': [[/ +/uy, ' ']],
}

/**
 * How English words sound, in letters: 0 is th and X is sh; words stay apart.
 *
 * Source: Philips (1990), Hanging on the Metaphone, Computer Language 7:12.
 */
export function metaphone(name: string): string {
  const text = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/^(?:kn|gn|pn|wr|ae)/u, start => start.slice(1))
    .replace(/([^aeiouc])\1+/gu, '$1')
  return readBy(RULES, text).join('').trim()
}
