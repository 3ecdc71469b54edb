/** Sex as a source recorded it. 'not-known' says nothing, and so never differs from anything. */
export type Sex = 'female' | 'male' | 'other' | 'not-known'

/**
 * Every code and word for it that is in use: letters, words, ISO 5218 (0, 1, 2, 9) and the NHS's two-digit form of that.
 *
 * X, 0, 9 and U mean "not known", "not applicable" or "not specified", differently from one system to the next: none says what
 * somebody's sex is.
 */
const CODES: Readonly<Record<Sex, readonly string[]>> = {
  female: ['f', 'female', 'girl', 'woman', 'fem', '2', '02'],
  male: ['m', 'male', 'boy', 'man', '1', '01'],
  other: ['i', 'indeterminate', 'intersex', 'other', 'non binary', 'nonbinary'],
  'not-known': [
    ...['u', 'x', '0', '00', '9', '09', 'n k', 'nk', 'n a', 'unknown', 'not known', 'unk', 'unspecified', 'unclear'],
    ...['not specified', 'not stated', 'not recorded', 'not given', 'not applicable', 'prefer not to say', 'not sure'],
  ],
}

const BY_CODE = new Map(
  (['female', 'male', 'other', 'not-known'] as const).flatMap(sex => CODES[sex].map(code => [code, sex] as const)),
)

/** What a code or word for sex stands for, whatever its case and punctuation; undefined when it is none. */
export function sexOf(text: string): Sex | undefined {
  const words = text.slice(0, 60).toLowerCase()
  return BY_CODE.get(words) ?? BY_CODE.get(plain(words))
}

function plain(words: string): string {
  return words
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
