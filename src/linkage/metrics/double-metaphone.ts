import { readBy, type SpellingRules } from './spelling-rules.ts'

/**
 * What is heard for a spelling and, after a stroke, what else may be: X is sh or ch, 0 is th, A any vowel that a name begins with.
 *
 * The first spelling that fits where its letter stands counts, and a letter without one is silent. A name ends with '+' when a w, k
 * or cz makes it Slavic or Germanic, else with '-'.
 */
const RULES: SpellingRules<string> = {
  a: [[/^a/uy, 'A']],
  e: [[/^e/uy, 'A']],
  i: [[/^i/uy, 'A']],
  o: [[/^o/uy, 'A']],
  u: [[/^u/uy, 'A']],
  y: [[/^y/uy, 'A']],
  b: [[/bb?/uy, 'P']],
  ç: [[/ç/uy, 'S']],
  c: [
    [/(?<=[^aeiouy]a)ch(?!i)(?:(?!e)|(?<=[bm]ach)(?=er))/uy, 'K'],
    [/^ca(?=esar)/uy, 'S'],
    [/ch(?=ia)/uy, 'K'],
    [/(?<=.)ch(?=ae)/uy, 'K/X'],
    [/^ch(?!ore)(?=arac|aris|or|ym|ia|em)/uy, 'K'],
    [/(?<=^(?:v[ao]n |sch).*)ch/uy, 'K'],
    [/(?<=or)ch(?=es|id)|(?<=ar)ch(?=it)|ch(?=[ts])/uy, 'K'],
    [/(?:^|(?<=[aoue]))ch(?=[lrnmbhfvw ]|.$)/uy, 'K'],
    [/(?<=^m(?:c.*)?)ch/uy, 'K'],
    [/^ch/uy, 'X'],
    [/ch/uy, 'X/K'],
    [/(?<!wi)cz/uy, 'S/X'],
    [/cci(?=a)/uy, 'X'],
    [/(?<=^a)cc(?!hu)[ieh]|(?<=u)cce(?=[es])/uy, 'KS'],
    [/(?<!^m)cc(?!hu)[ieh]/uy, 'X'],
    [/(?<!^m)cc|c[kgq]/uy, 'K'],
    [/ci(?=[oea])/uy, 'S/X'],
    [/c[iey]/uy, 'S'],
    [/c(?: [cqg]|(?!c[ei])[ckq])?/uy, 'K'],
  ],
  d: [
    [/dg[iey]/uy, 'J'],
    [/dg/uy, 'TK'],
    [/d[td]?/uy, 'T'],
  ],
  f: [[/ff?/uy, 'F']],
  g: [
    [/^g(?=n)/uy, ''],
    [/(?<=[^aeiouy])gh/uy, 'K'],
    [/^gh(?=i)/uy, 'J'],
    [/^gh/uy, 'K'],
    [/(?<=[bhd].|[bhd]..|[bh]...)gh/uy, ''],
    [/(?<=[cglrt].u)gh/uy, 'F'],
    [/(?<=[^i])gh/uy, 'K'],
    [/gh/uy, ''],
    [/(?<=^[aeiouy])gn(?=.*-$)/uy, 'KN/N'],
    [/gn(?!ey)(?=.*-$)/uy, 'N/KN'],
    [/gn/uy, 'KN'],
    [/gl(?=i.*-$)/uy, 'KL/L'],
    [/^g(?:y|e(?=[spblyir])|i(?=[blne]))/uy, 'K/J'],
    [/(?<![ei])(?<!^[drm]an(?=ger))g(?:e(?=r)|(?<![ro]g)y)/uy, 'K/J'],
    [/(?<=^(?:v[ao]n |sch).*)(?:g[eiy]|(?<=[ao])gg(?=i))|ge(?=t)/uy, 'K'],
    [/gi(?=er(?: |.$))/uy, 'J'],
    [/g[eiy]|(?<=[ao])gg(?=i)/uy, 'J/K'],
    [/gg?/uy, 'K'],
  ],
  h: [[/(?:^|(?<=[aeiouy]))h[aeiouy]/uy, 'H']],
  j: [
    [/^j(?=ose(?: |.$))|(?<=^san .*)j/uy, 'H'],
    [/j(?=ose)/uy, 'J/H'],
    [/^jj?/uy, 'J/A'],
    [/(?<=[aeiouy])j(?=[ao].*-$)/uy, 'J/H'],
    [/j(?=.$)/uy, 'J/'],
    [/(?<![skl])j(?![ltksnmbz])j?/uy, 'J'],
  ],
  k: [
    [/^k(?=n)/uy, ''],
    [/kk?/uy, 'K'],
  ],
  l: [
    [/(?<=i)ll(?=[oa].$)|(?<=a)ll(?=e(?:.*[ao]s?)?.$)/uy, 'L/'],
    [/ll?/uy, 'L'],
  ],
  m: [[/(?<=u)mb(?=.$|er)|mm?/uy, 'M']],
  n: [[/nn?/uy, 'N']],
  ñ: [[/ñ/uy, 'N']],
  p: [
    [/^p(?=[ns])/uy, ''],
    [/ph/uy, 'F'],
    [/p[pb]?/uy, 'P'],
  ],
  q: [[/qq?/uy, 'K']],
  r: [
    [/(?<=(?<!m[ea])ie)r(?=-$)/uy, '/R'],
    [/rr?/uy, 'R'],
  ],
  s: [
    [/(?<=[iy])s(?=l)/uy, ''],
    [/^s(?=ugar)/uy, 'X/S'],
    [/sh(?=eim|oek|ol[mz])/uy, 'S'],
    [/sh/uy, 'X'],
    [/si[oa](?=.*-$)/uy, 'S/X'],
    [/si[oa]/uy, 'S'],
    [/^s(?=[mnlw])|sz/uy, 'S/X'],
    [/sch(?=e[rn])/uy, 'X/SK'],
    [/sch(?=oo|uy|e[dm])/uy, 'SK'],
    [/^sch(?=[^aeiouyw])/uy, 'X/S'],
    [/sch/uy, 'X'],
    [/sc[iey]/uy, 'S'],
    // As published: the letter after it is passed over, be it the r of Scrope.
    [/sc./uy, 'SK'],
    [/(?<=[ao]i)s(?=.$)/uy, '/S'],
    [/s[sz]?/uy, 'S'],
  ],
  t: [
    [/tio(?=n)|tia|tch/uy, 'X'],
    [/th(?=[oa]m)|(?<=^(?:v[ao]n |sch).*)(?:th|tt(?=h))/uy, 'T'],
    [/th|tt(?=h)/uy, '0/T'],
    [/t[td]?/uy, 'T'],
  ],
  v: [[/vv?/uy, 'F']],
  w: [
    [/^w(?=r)/uy, ''],
    [/wr/uy, 'R'],
    [/^wi[ct]z/uy, 'ATS/FFX'],
    [/^w(?=[aeiouy])/uy, 'A/F'],
    [/^w(?=h)/uy, 'A'],
    [/(?<=[aeiouy])w(?=.$)|(?<=[eo])w(?=sk[iy])|(?<=^sch.*)w/uy, '/F'],
    [/wi[ct]z/uy, 'TS/FX'],
  ],
  x: [
    [/^x/uy, 'S'],
    [/(?<=[ao]u)x(?=.$)/uy, ''],
    [/x[cx]?/uy, 'KS'],
  ],
  z: [
    [/zh/uy, 'J'],
    [/zz(?=[oia])|(?<=[^t])zz?(?=.*\+$)/uy, 'S/TS'],
    [/zz?/uy, 'S'],
  ],
}

/**
 * The two ways in which a name of English, Germanic, Slavic, Romance or Greek spelling may sound; the same twice when there is but one.
 *
 * Codes are as long as the name wants: the classic ones are their first four letters. Source: Philips (2000), The Double Metaphone
 * Search Algorithm, C/C++ Users Journal 18(6).
 */
export function doubleMetaphone(name: string): readonly [string, string] {
  const text = name.toLowerCase()
  const heard = readBy(RULES, `${text}${/[wk]|cz/u.test(text) ? '+' : '-'}`).map(code => code.split('/'))
  return [heard.map(([first]) => first).join(''), heard.map(([first, second = first]) => second).join('')]
}
