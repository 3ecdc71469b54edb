/**
 * Spellings of one language that the rest would hear otherwise, each only where hardly any other language has it: the Somali c and x,
 * the Polish rz and -cki, the Albanian xh, the French Di- of Diallo and Ndiaye, who are Jallow and Njie too, Nguyen, and the
 * Ghanaian and Vietnamese qua.
 */
const OF_ONE_LANGUAGE: readonly (readonly [RegExp, string])[] = [
  [/^c(?=aa|ii|abd[iu]|[iu]sm)|(?<=^sa)c(?=d)|(?<=aa)c(?=ii)|(?<=aama)c$/g, ''],
  [/^x(?=a[abdfjlmrs]|uu?s|[ei]rs)|(?<=^a)x(?=m)|(?<=ma)x(?=am)|(?<=ra)x(?=m)|(?<=aa(?:.a)?|uu)x$/g, ''],
  [/(?<=[bdgkpt])rz/g, 'sz'],
  [/ts(?=k[aiy]$)/, ''],
  [/xh(?=[aeiu])(?!a(?:ll|m)|ill|ead)/g, 'j'],
  [/^(n?)di(?=a(?:ll|rr|tt|b|kh|w|ye)|eng$)/, '$1j'],
  [/^ng(?=u?y)/, 'nk'],
  [/(?<!^ma?c)qu(?=a)/g, 'kw'],
]

/** Spellings of one sound, longest first, to one letter; X is the whole family of sh, ch, cz and sz. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  ...OF_ONE_LANGUAGE,
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^x/, 's'],
  [/^mac(?=[^aeiou])/, 'mc'],
  [/^(?:oluwa|chukwu)(?=...)/, ''],
  [/(?:ewicz|owicz)$/, 'vix'],
  [/(?<=[scz]k|ov|ev)[aiy]$/, ''],
  [/aigh|eigh|igh|ough|augh/g, 'a'],
  [/tsch|tch|sch|sz|cz|sh|ch|zh|tj/g, 'x'],
  [/(?:dj|dzh|gj|dg(?=[eiy]))/g, 'j'],
  [/g(?=[eiy])/g, 'j'],
  [/ph|v|w(?=[aeiouy])/g, 'f'],
  [/th|dh/g, 't'],
  [/kh|gh/g, 'k'],
  [/c(?=[eiy])|z/g, 's'],
  [/x(?=$)/g, 'x'],
  [/ck|q|c|g/g, 'k'],
  [/d/g, 't'],
  [/b/g, 'p'],
  [/(?<=.)[aeiouyhw]/g, ''],
  [/^[aeiouyhw]/, 'a'],
  [/(.)\1+/g, '$1'],
]

const MOST_SOUNDS = 6
const MOST_REMEMBERED = 200_000
const remembered = new Map<string, string>()

/**
 * Up to six letters for how a folded name sounds: an opening vowel or h as 'a', then its consonants by family.
 *
 * Not Double Metaphone, whose rules assume English, Romance and Germanic spelling and keep the h of Mohammed but not of
 * Muhmmad, nor Daitch-Mokotoff, which is for Eastern Europe. Names here come from many languages through many clerks, so what clerks vary is dropped (vowels, h, y, doubled
 * letters) and what they confuse is merged (b-p, d-t-th-dh, g-k-q-kh-gh, s-z, f-v-ph, sh-ch-cz-sz). It errs towards the
 * same code: comparison then tells the names apart. Words in another script are their own code.
 */
export function phonetic(name: string): string {
  const known = remembered.get(name)
  if (known !== undefined) return known
  const code = /^[a-z0-9]+$/.test(name) ? soundOf(name) : name
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(name, code)
  return code
}

function soundOf(name: string): string {
  const code = SOUNDS.reduce((sound, [spelling, letter]) => sound.replace(spelling, letter), name)
  return (code === '' ? name : code).slice(0, MOST_SOUNDS)
}
