import { sharedInts } from './ints.ts'
import { CELL, RARITY, rarityOf, WIDTH } from './layout.ts'
import type { Rows } from './rows.ts'

/** How common the values of a file's rows are: names by the place of the word, as given and as family names, and towns. */
export interface Shares {
  /** As in `Words`: for each word its share as a given name, then as a family name. */
  readonly words: Float64Array<SharedArrayBuffer>
  readonly cities: Float64Array
}

/** Rows with other shares; the rarity among their flags follows. */
export function withShares(rows: Rows, { words, cities }: Shares): Rows {
  const numbers = sharedInts(rows.cells.numbers.length)
  numbers.set(rows.cells.numbers)
  const rarityAt = (at: number): number => rarityOf(at < 0 ? 1 : (words[at] ?? 1))
  for (let record = 0; record < rows.records; record++) {
    const row = record * WIDTH
    const given = (numbers[row + CELL.given] ?? -1) * 2
    const family = (numbers[row + CELL.family] ?? -1) * 2
    const rarity = (rarityAt(given) << RARITY.given) | (rarityAt(family < 0 ? -1 : family + 1) << RARITY.family)
    numbers[row + CELL.flags] = ((numbers[row + CELL.flags] ?? 0) & ((1 << RARITY.given) - 1)) | rarity
  }
  return { ...rows, cells: { numbers }, words: { ...rows.words, shares: words }, cityShares: cities }
}
