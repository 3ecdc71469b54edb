const DIGIT_OF: Readonly<Record<string, string>> = {
  ...digits('1', 'bfpv'),
  ...digits('2', 'cgjkqsxz'),
  ...digits('3', 'dt'),
  ...digits('4', 'l'),
  ...digits('5', 'mn'),
  ...digits('6', 'r'),
}

const LENGTH = 4

/**
 * The first letter and three digits for the consonants that follow; an empty text for an empty name.
 *
 * Letters of one digit count once, also across h and w but not across anything else. Source: US National Archives (2007), The Soundex
 * Indexing System.
 */
export function soundex(name: string): string {
  const [first = '', ...rest] = unmarked(name)
  if (first === '') return ''
  let code = first.toUpperCase()
  let before = DIGIT_OF[first]
  for (const letter of rest) {
    if (letter === 'h' || letter === 'w') continue
    const digit = DIGIT_OF[letter]
    if (digit !== undefined && digit !== before) code += digit
    before = digit
  }
  return code.slice(0, LENGTH).padEnd(LENGTH, '0')
}

/** The name in lower case, with letters instead of letters with marks. */
function unmarked(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
}

function digits(digit: string, letters: string): Record<string, string> {
  return Object.fromEntries([...letters].map(letter => [letter, digit]))
}
