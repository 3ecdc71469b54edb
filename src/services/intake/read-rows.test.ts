import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTable, type SourceRow } from './read-rows.ts'
import { inspect, type Source } from './source.ts'

function sourceOf(content: string | Uint8Array, pieceSize = 1 << 16): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return {
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
    },
  }
}

async function read(content: string | Uint8Array, pieceSize?: number) {
  const source = sourceOf(content, pieceSize)
  const inspection = await inspect(source)
  const table = await openTable(source, inspection)
  let rows: readonly SourceRow[] = []
  for await (const block of table.rows) rows = rows.concat(block)
  return { ...table, ...inspection, rows }
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return littleEndian ? bytes : bytes.swap16()
}

const ANN = { line: 2, cells: { id: '1', name: 'Ann' } }

describe('openTable', () => {
  it.each([
    ['commas', 'id,name\n1,Ann\n'],
    ['semicolons', 'id;name\n1;Ann\n'],
    ['tabs', 'id\tname\n1\tAnn\n'],
    ['bars', 'id|name\n1|Ann\n'],
    ['a byte order mark', '\ufeffid,name\n1,Ann\n'],
    ['Windows line ends', 'id,name\r\n1,Ann\r\n'],
    ['old Mac line ends', 'id,name\r1,Ann\r'],
    ['no last line end', 'id,name\n1,Ann'],
    ['quotes', '"id","name"\n"1","Ann"\n'],
    ['spaces after the separator', 'id, name\n1, "Ann"\n'],
    ['an empty column at the end', 'id,name,\n1,Ann,\n'],
    ['UTF-16, little end first', utf16('id,name\n1,Ann\n', true)],
    ['UTF-16, big end first', utf16('id,name\n1,Ann\n', false)],
    ['UTF-16 without its mark, little end first', utf16('id,name\n1,Ann\n', true).subarray(2)],
    ['UTF-16 without its mark, big end first', utf16('id,name\n1,Ann\n', false).subarray(2)],
  ])('reads a file with %s', async (_, content) => {
    expect((await read(content)).rows).toEqual([ANN])
  })

  it('reads the separator that Excel declares in a first line', async () => {
    expect((await read('sep=;\nid;name\n1;Ann\n')).rows).toEqual([{ ...ANN, line: 3 }])
  })

  it('reads NDJSON, lists and numbers included', async () => {
    const { format, rows, columns } = await read('{"id":1,"aka":["A","B"]}\n\n{"id":2,"note":null}\n')
    expect({ format, columns }).toEqual({ format: 'ndjson', columns: ['id', 'aka', 'note'] })
    expect(rows).toEqual([
      { line: 1, cells: { id: '1', aka: 'A; B' } },
      { line: 3, cells: { id: '2', note: '' } },
    ])
  })

  it('keeps separators, line ends and doubled quotes inside quotes', async () => {
    const { rows } = await read('id,name\n1,"Flat 2, ""The Oaks""\nHigh Street"\n2,Ben\n')
    expect(rows).toEqual([
      { line: 2, cells: { id: '1', name: 'Flat 2, "The Oaks"\nHigh Street' } },
      { line: 4, cells: { id: '2', name: 'Ben' } },
    ])
  })

  it.each([
    ['a CSV formula', '=cmd()'],
    ['an emoji', '😀 Ann'],
    ['a name in Arabic script', 'محمد'],
    ['a name of 5,000 characters', 'x'.repeat(5000)],
    ['a percent sign', '%'],
  ])('takes %s as it is', async (_, name) => {
    expect((await read(`id,name\n1,${name}\n`)).rows).toEqual([{ line: 2, cells: { id: '1', name } }])
  })

  it.each([
    ['too few cells', 'id,name\n1\n2,Ben\n', /in the row: 1, columns in the header: 2/],
    ['too many cells', 'id,name\n1,Ann,x\n2,Ben\n', /in the row: 3, columns in the header: 2/],
    ['a cell beyond 10,000 characters', `id,name\n1,${'x'.repeat(10_001)}\n2,Ben\n`, /more than 10,000/],
    ['text after a closing quote', 'id,name\n1,"An"n\n2,Ben\n', /follows a closing/],
    ['a quote that never closes', 'id,name\n1,"Ann\n2,Ben\n', /never closed/],
    ['a line that is no JSON object', '{"id":"1","name":"x"}\n[1]\n{"id":"2","name":"Ben"}\n', /not one JSON object/],
  ])('reports a row with %s, and reads the next one', async (_, content, reason) => {
    const { rows } = await read(content)
    expect(rows.find(row => 'wrong' in row)).toMatchObject({ line: 2, wrong: expect.stringMatching(reason) })
    expect(rows.at(-1)).toMatchObject({ line: 3, cells: { id: '2', name: 'Ben' } })
  })

  it('does not lose a million characters after a lost quote', async () => {
    const { rows } = await read(`id,name\n1,"Ann\n${'2,Ben\n'.repeat(300_000)}`)
    expect(rows.length).toBe(300_001)
  })

  it.each([
    ['is empty', '', /is empty/],
    ['has only blank lines', '\n\n \n', /only blank lines/],
    ['is a gzip archive', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), /gzip archive. Archives are not unpacked/],
    ['is a zip archive, maybe a bomb', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), /ZIP archive or an Excel workbook/],
    ['is UTF-32', Buffer.from('fffe000069000000640000000a000000', 'hex'), /UTF-32, which is not read here/],
    ['is a PDF', '%PDF-1.7\n', /This is a PDF/],
    ['is a web page', '<!DOCTYPE html><html>', /web page/],
    ['holds a zero byte', 'id,name\n1,A\0nn\n', /zero byte at position 12/],
    ['is a JSON list', '[{"id":1}]', /JSON list/],
    ['names a column twice', 'id,id\n1,2\n', /same name, 'id'/],
    ['has a header that cannot be read', 'id,"na"me\n1,2\n', /header cannot be read/],
  ])('refuses a file that %s', async (_, content, reason) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(reason) })
  })

  it('gives no rows for a header alone', async () => {
    expect(await read('id,name\n')).toMatchObject({ columns: ['id', 'name'], rows: [] })
  })

  it('reads Windows-1252 and says so', async () => {
    const { encoding, notes, rows } = await read(Buffer.from('id,name\n1,Zo\xeb \x93O\x92Hara\x94\n', 'latin1'))
    expect(encoding).toBe('windows-1252')
    expect(notes.join()).toMatch(/Windows-1252/)
    expect(rows).toMatchObject([{ cells: { name: 'Zoë “O’Hara”' } }])
  })

  it('stays with UTF-8 when only a few of many accented characters are damaged', async () => {
    const bytes = Buffer.concat([Buffer.from(`id,name\n1,${'é'.repeat(50)}\n2,`), Buffer.of(0xe9), Buffer.from('x\n')])
    const { encoding, notes } = await read(bytes)
    expect(encoding).toBe('utf-8')
    expect(notes.join()).toMatch(/Damaged characters.*: 1/)
  })

  it('once read a whole UTF-8 file as Windows-1252 because of one wrong character in it', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,Zoë Brontë\n2,Zo'), Buffer.of(0xeb), Buffer.from('\n')])
    const { encoding, notes, rows } = await read(bytes)
    expect(encoding).toBe('utf-8')
    expect(notes.join()).toMatch(/Damaged characters.*: 1/)
    expect(rows[0]).toMatchObject({ cells: { name: 'Zoë Brontë' } })
  })

  it.each([
    ['one line without end', 'x'.repeat(1 << 18), 1],
    ['blank lines', '\n'.repeat(1 << 18), 0],
  ])(
    'holds no more of a long stream of %s than a piece and a record',
    async (_, piece, leastRows) => {
      const pieces = Math.ceil(200_000_000 / piece.length)
      const source = {
        async *open() {
          yield Buffer.from('id,name\n')
          const bytes = Buffer.from(piece)
          for (let n = 0; n < pieces; n += 1) yield bytes
        },
      }
      const before = process.memoryUsage().rss
      let most = before
      let rows = 0
      const table = await openTable(source, await inspect(source))
      for await (const block of table.rows) {
        rows += block.length
        most = Math.max(most, process.memoryUsage().rss)
      }
      expect(rows).toBeGreaterThanOrEqual(leastRows)
      expect((most - before) / 1e6).toBeLessThan(200)
    },
    60_000,
  )

  it('counts lines past millions of blank ones in a moment', async () => {
    const { rows } = await read(`id,name\n${'\n'.repeat(3_000_000)}1,Ann\n`, 1 << 18)
    expect(rows).toEqual([{ line: 3_000_002, cells: { id: '1', name: 'Ann' } }])
  })

  it('took a replacement character that an earlier program wrote for bytes that are not UTF-8', async () => {
    for (const size of [1, 2, 3, 80]) {
      const { encoding, notes, rows } = await read('id,name\n1,Zo\ufffd\n', size)
      expect(encoding).toBe('utf-8')
      expect(notes.join()).toMatch(/Damaged characters.*: 1/)
      expect(rows).toMatchObject([{ cells: { name: 'Zo\ufffd' } }])
    }
  })

  it('reads the same rows however the bytes are cut', async () => {
    const content = 'id,name\r\n1,"Zoë, ""Z""\r\nB"\r\n2,محمد\r\n3,"bad" quote\r\n4,😀\r\n'
    const whole = (await read(content)).rows
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), async size => {
        expect((await read(content, size)).rows).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('reads back any table that is written with quotes', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map(text => text.replaceAll(/[\r\0]/g, '').trim())
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 })
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (rows, size) => {
        const filled = rows.map(([a, b], at) => [`${at}${a}`, b] as const)
        const content = `id,name\n${filled.map(row => `${row.map(quoted).join(',')}\n`).join('')}`
        const found = (await read(content, size)).rows.map(row => ('cells' in row ? row.cells : row))
        expect(found).toEqual(filled.map(([id, name]) => ({ id, name })))
      }),
      { numRuns: 60 },
    )
  })
})
