/** For each letter the spellings that begin with it, tried in order at one place (so sticky), and what each stands for. */
export type SpellingRules<Code> = Readonly<Record<string, readonly (readonly [spelling: RegExp, code: Code])[]>>

/** What a text stands for, spelling by spelling from its start; a place at which no spelling fits is passed over. */
export function readBy<Code>(rules: SpellingRules<Code>, text: string): readonly Code[] {
  const codes: Code[] = []
  let place = 0
  while (place < text.length) {
    const start = place
    for (const [spelling, code] of rules[text.charAt(start)] ?? []) {
      spelling.lastIndex = start
      if (!spelling.test(text)) continue
      place = spelling.lastIndex
      codes.push(code)
      break
    }
    if (place === start) place++
  }
  return codes
}
