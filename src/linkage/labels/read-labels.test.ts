import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '#domain/values/time.ts'
import type { Label } from './label.ts'
import { LABEL_COLUMNS, labelCells, readLabels } from './read-labels.ts'

const GOOD = ['A1', 'B2', 'Anna', '2026-03-04T14:30:00Z', 'same', 'sure', '']

function read(...rows: readonly (readonly string[])[]) {
  return readLabels(
    LABEL_COLUMNS,
    rows.map((cells, at) => ({ line: at + 2, cells })),
  )
}

function withCell(column: (typeof LABEL_COLUMNS)[number], value: string): string[] {
  return GOOD.map((cell, at) => (LABEL_COLUMNS[at] === column ? value : cell))
}

const text = fc.string({ unit: 'grapheme' })
const label: fc.Arbitrary<Label> = fc
  .record({
    idLeft: fc.string({ minLength: 1 }).filter(id => id.trim() !== ''),
    idRight: fc.string({ minLength: 1 }).filter(id => id.trim() !== ''),
    judge: text.map(name => name.trim()).filter(name => name !== ''),
    judgedAt: fc.date({ min: new Date('1900-01-01'), max: new Date('2199-01-01'), noInvalidDate: true }).map(toInstant),
    said: fc.constantFrom(
      ...([
        ['same', 'sure'],
        ['same', 'fairly sure'],
        ['different', 'sure'],
        ['different', 'fairly sure'],
        ['cannot tell', undefined],
      ] as const),
    ),
    note: fc.oneof(
      text,
      text.map(rest => `=${rest}`),
      text.map(rest => `'=${rest}`),
    ),
  })
  .filter(({ idLeft, idRight }) => idLeft !== idRight)
  .map(({ said: [verdict, certainty], ...rest }) => ({ ...rest, verdict, certainty }))

describe('readLabels', () => {
  it('reads again whatever was written', () => {
    fc.assert(
      fc.property(fc.array(label), labels => {
        expect(read(...labels.map(labelCells))).toEqual({ labels, unjudged: 0, problems: [] })
      }),
    )
  })

  it('writes no judge or note that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(label, one => {
        const [, , judge, , , , note] = labelCells(one)
        expect(`${judge}\n${note}`).not.toMatch(/^\s*[=+\-@]/mu)
      }),
      { examples: [[{ ...reading(GOOD), note: '=1+1' }]] },
    )
  })

  it.each([
    ['id_left', '', 'line 2, id_left: it is empty; write the id of the record'],
    ['id_right', 'A1', "line 2, id_right: '••' is the record of id_left again; a pair has two records"],
    ['judge', ' ', 'line 2, judge: it is empty; write the name of the judge'],
    ['judged_at', '04/03/2026', "line 2, judged_at: '••/••/••••' is no moment; write it as 2026-03-04T14:30:00Z"],
    [
      'judged_at',
      '2026-02-30T10:00:00Z',
      "line 2, judged_at: '••••-••-•••••:••:•••' is no moment; write it as 2026-03-04T14:30:00Z",
    ],
    ['verdict', 'yes', "line 2, verdict: 'yes' is no verdict; write same, different or cannot tell"],
    ['verdict', 'Amina Yusuf', "line 2, verdict: '••••• •••••' is no verdict; write same, different or cannot tell"],
    ['certainty', '', 'line 2, certainty: nothing is no certainty; write sure or fairly sure'],
  ] as const)(
    'says what is wrong with %s %j, where and what to do, and shows nothing of a person',
    (column, value, problem) => {
      const { labels, problems } = read(withCell(column, value))
      expect(labels).toEqual([])
      expect(problems).toEqual([problem])
    },
  )

  it('takes verdicts in any case and spacing, and columns in any order among others', () => {
    const columns = ['note', 'given_name_left', ...LABEL_COLUMNS.slice(0, 6)]
    const row = ['a note', 'Amina', ...GOOD.slice(0, 4), 'Cannot_Tell', '']
    const { labels, problems } = readLabels(columns, [{ line: 2, cells: row }])
    expect(problems).toEqual([])
    expect(labels).toEqual([{ ...reading(GOOD), verdict: 'cannot tell', certainty: undefined, note: 'a note' }])
  })

  it('counts rows that nobody has judged, and does not lose a note without a verdict', () => {
    const blank = ['A1', 'B2', 'Anna', '', '', '', '']
    expect(read(blank, GOOD)).toMatchObject({ unjudged: 1, labels: [{ idLeft: 'A1' }], problems: [] })
    expect(read(['A1', 'B2', 'Anna', '2026-03-04T14:30:00Z', '', '', 'odd']).problems).toHaveLength(2)
  })

  it('does not cut a note in two that holds the separator', () => {
    expect(read([...GOOD.slice(0, 6), 'one', 'two']).problems).toEqual([
      'line 2: it has 8 cells and the first line 7 columns; put a note that holds the separator in quotation marks',
    ])
  })

  it('names the columns that are missing', () => {
    expect(readLabels(['id_left', 'id_right', 'judge'], []).problems).toEqual([
      'line 1: the column judged_at, verdict, certainty is missing; the columns must be id_left, id_right, judge, judged_at, verdict, certainty, note',
    ])
  })
})

function reading(cells: readonly string[]): Label {
  const [one] = read(cells).labels
  if (!one) throw new Error('the row is no label')
  return one
}
