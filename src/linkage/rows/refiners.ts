import type { Refiner } from '../blocks.ts'
import { CELL, FLAG, WIDTH } from './layout.ts'
import type { Rows } from './rows.ts'

/** By what a block of too many records is split: both names together, and each other thing by itself. */
export function rowRefiners({ cells: { numbers: cells } }: Rows): readonly Refiner[] {
  const value =
    (cell: number): Refiner =>
    record =>
      cells[record * WIDTH + cell] ?? -1
  return [
    record => {
      const given = cells[record * WIDTH + CELL.given] ?? -1
      const family = cells[record * WIDTH + CELL.family] ?? -1
      return given < 0 || family < 0 ? -1 : (Math.imul(given + 1, 0x9e3779b1) ^ family) >>> 1
    },
    value(CELL.secondGiven),
    // The date, or else the years in which it must lie.
    record => cells[record * WIDTH + CELL.digits] || -1,
    record => {
      const sex = (cells[record * WIDTH + CELL.flags] ?? 0) & (FLAG.female | FLAG.male)
      return sex === 0 ? -1 : sex
    },
    ...[CELL.postcode, CELL.address, CELL.city, CELL.phone, CELL.email, CELL.nhsNumber, CELL.upn, CELL.pncId].map(
      value,
    ),
  ]
}
