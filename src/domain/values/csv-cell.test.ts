import { describe, expect, it } from 'vitest'
import { csvCell, csvSafeCell } from './csv-cell.ts'

describe('csvSafeCell', () => {
  it.each([
    ['=cmd()', "'=cmd()"],
    ['+44', "'+44"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    [' =1+1', "' =1+1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['=a,"b"', '"\'=a,""b"""'],
    ['Ann', 'Ann'],
    ['a=b', 'a=b'],
    ['', ''],
  ])('writes %j as %j', (text, cell) => {
    expect(csvSafeCell(text)).toBe(cell)
  })
})

describe('csvCell', () => {
  it.each([
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    [7, '7'],
    ['=1', '=1'],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})
