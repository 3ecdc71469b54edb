import bidiFactory from 'bidi-js'

interface Bidi {
  readonly getEmbeddingLevels: (text: string) => { readonly levels: Uint8Array }
}

/** The package gives a function that makes its functions; its own types say that it gives those at once. */
const bidi = (bidiFactory as unknown as () => Bidi)()

/** A piece of a line in one direction and one font, with its words in the order in which they are read. */
export interface Piece {
  readonly text: string
  readonly rightToLeft: boolean
}

/** Lines of a text no wider than `most`, broken between words; a word that is wider alone is broken where it must. */
export function wrapped(text: string, most: number, width: (text: string) => number): readonly string[] {
  return text.split('\n').flatMap(paragraph => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ').flatMap(one => broken(one, most, width))) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && width(longer) > most) {
        lines.push(line)
        line = word
      } else line = longer
    }
    return [...lines, line]
  })
}

function broken(word: string, most: number, width: (text: string) => number): readonly string[] {
  if (width(word) <= most) return [word]
  const parts: string[] = []
  let part = ''
  for (const letter of word) {
    if (part !== '' && width(part + letter) > most) {
      parts.push(part)
      part = letter
    } else part += letter
  }
  return [...parts, part]
}

/**
 * The pieces of one line from left to right as they are drawn (Unicode Standard Annex 9). Within a piece letters stay in the order in
 * which they are read, since the font turns them round.
 */
export function drawn(line: string): readonly Piece[] {
  const { levels } = bidi.getEmbeddingLevels(line)
  const runs: { text: string; level: number }[] = []
  for (let at = 0; at < line.length; at++) {
    const level = levels[at] ?? 0
    const last = runs.at(-1)
    if (last !== undefined && last.level === level) last.text += line.charAt(at)
    else runs.push({ text: line.charAt(at), level })
  }
  return reordered(runs).map(({ text, level }) => ({ text, rightToLeft: level % 2 === 1 }))
}

/** Rule L2: from the highest level down, each stretch of that level or higher is turned round. */
function reordered(runs: readonly { text: string; level: number }[]) {
  const order = [...runs]
  const highest = Math.max(0, ...runs.map(run => run.level))
  for (let level = highest; level >= 1; level--) {
    for (let from = 0; from < order.length; from++) {
      if ((order[from]?.level ?? 0) < level) continue
      let to = from
      while ((order[to + 1]?.level ?? -1) >= level) to++
      order.splice(from, to - from + 1, ...order.slice(from, to + 1).toReversed())
      from = to
    }
  }
  return order
}
