import { isAscii } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Problem } from '#domain/problem.ts'

/** Bytes that can be read more than once: a file, or a post that was written to one. */
export interface Source {
  open(): AsyncIterable<Uint8Array>
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** What the bytes tell before a row is read. */
export interface Inspection {
  readonly sizeBytes: number
  readonly sha256: string
  readonly encoding: Encoding
  /** What the sender should know of how it was read, in sentences. */
  readonly notes: readonly string[]
}

interface Signature {
  readonly bytes: readonly number[]
  readonly says: string
}

/** Bytes that tell what a file is. */
const FIRST_BYTES = 64

/** U+FFFD in UTF-8. */
const REPLACEMENT_MARK = Buffer.of(0xef, 0xbf, 0xbd)

const ARCHIVE = 'Archives are not unpacked here: send the CSV or NDJSON file that is in it.'

const UTF_32 = 'This is text in UTF-32, which is not read here: save it as UTF-8 and send it again.'

/** First bytes of what people send by mistake. */
const SIGNATURES: readonly Signature[] = [
  { bytes: [0xff, 0xfe, 0, 0], says: UTF_32 },
  { bytes: [0, 0, 0xfe, 0xff], says: UTF_32 },
  { bytes: [0x1f, 0x8b], says: `This is a gzip archive. ${ARCHIVE}` },
  {
    bytes: [0x50, 0x4b],
    says: `This is a ZIP archive or an Excel workbook. ${ARCHIVE} In Excel, choose Save As, CSV UTF-8.`,
  },
  { bytes: [0x42, 0x5a, 0x68], says: `This is a bzip2 archive. ${ARCHIVE}` },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], says: `This is an xz archive. ${ARCHIVE}` },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], says: `This is a zstd archive. ${ARCHIVE}` },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], says: `This is a 7-Zip archive. ${ARCHIVE}` },
  { bytes: [0x52, 0x61, 0x72, 0x21], says: `This is a RAR archive. ${ARCHIVE}` },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    says: 'This is an old Excel or Word file. Choose Save As, CSV UTF-8, and send that.',
  },
  { bytes: [0x25, 0x50, 0x44, 0x46], says: 'This is a PDF. Send the table as CSV or NDJSON.' },
]

/**
 * Read all bytes once: their fingerprint, their encoding, and whether they can be a table of text at all.
 *
 * Text is UTF-8, UTF-16 when a byte order mark or every other byte says so, or else Windows-1252. Damaged characters in a file that
 * has as many good ones leave it UTF-8, since good UTF-8 comes about by no accident, and so does a replacement character that an
 * earlier program wrote. Throws Problem 'bad-file' for an empty file, an archive and binary data.
 */
export async function inspect(source: Source): Promise<Inspection> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8')
  let sizeBytes = 0
  let encoding: Encoding = 'utf-8'
  let pending = false
  let damaged = 0
  let writtenDamage = 0
  let accented = 0
  let tail: Buffer = Buffer.alloc(0)
  const count = (text: string) => {
    const marks = text.match(/\P{ASCII}/gu) ?? []
    const lost = marks.filter(mark => mark === '\ufffd').length
    damaged += lost
    accented += marks.length - lost
  }
  for await (const bytes of atLeast(source.open(), FIRST_BYTES)) {
    if (sizeBytes === 0) {
      refuseKnown(bytes)
      encoding = widthOf(bytes)
    }
    hash.update(bytes)
    if (encoding === 'utf-8') {
      if (bytes.includes(0)) throw binary(sizeBytes + bytes.indexOf(0))
      if (pending || !isAscii(bytes)) {
        count(utf8.decode(bytes, { stream: true }))
        writtenDamage += replacementMarksIn(Buffer.concat([tail, bytes]))
      }
      tail = Buffer.concat([tail, bytes.subarray(-2)]).subarray(-2)
      pending = !isAscii(bytes.subarray(-4))
    }
    sizeBytes += bytes.length
  }
  if (sizeBytes === 0) throw new Problem('bad-file', 'The file is empty. Its first line should name the columns.')
  count(utf8.decode())
  const broken = damaged - writtenDamage
  if (broken > accented) encoding = 'windows-1252'
  return { sizeBytes, sha256: hash.digest('hex'), encoding, notes: notesOn(encoding, damaged) }
}

/** Text of a source, without byte order mark. */
export async function* decoded(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const bytes of source.open()) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

/** How often the bytes spell U+FFFD itself: an earlier program's mark for a lost character, and good UTF-8. */
function replacementMarksIn(bytes: Buffer): number {
  let marks = 0
  for (let at = bytes.indexOf(REPLACEMENT_MARK); at >= 0; at = bytes.indexOf(REPLACEMENT_MARK, at + 3)) marks++
  return marks
}

function refuseKnown(bytes: Uint8Array): void {
  const known = SIGNATURES.find(signature => signature.bytes.every((byte, at) => bytes[at] === byte))
  if (known !== undefined) throw new Problem('bad-file', known.says)
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().toLowerCase()
  if (start.startsWith('<!doctype') || start.startsWith('<html')) {
    throw new Problem('bad-file', 'This is a web page, not a table. Send a CSV or NDJSON file.')
  }
  if (start.startsWith('<?xml')) throw new Problem('bad-file', 'This is XML. Send a CSV or NDJSON file.')
}

/** UTF-16 by its byte order mark, or because every other byte of the first ones is zero, as in Latin text; else UTF-8 for now. */
function widthOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const start = [...bytes.subarray(0, FIRST_BYTES & ~1)]
  const zeros = (odd: 0 | 1) => start.filter((byte, at) => at % 2 === odd && byte === 0).length
  const [first, second] = [zeros(0), zeros(1)]
  const most = start.length * 0.4
  if (second >= most && first === 0) return 'utf-16le'
  return first >= most && second === 0 ? 'utf-16be' : 'utf-8'
}

function binary(at: number): Problem {
  return new Problem(
    'bad-file',
    `This is not text: there is a zero byte at position ${at + 1}. Send a CSV or NDJSON file, saved as UTF-8.`,
  )
}

function notesOn(encoding: Encoding, damaged: number): readonly string[] {
  if (encoding === 'windows-1252') {
    return [
      'It is not UTF-8, so it was read as Windows-1252, which Excel writes. Check that accented names look right.',
    ]
  }
  if (encoding !== 'utf-8') return ['It was read as UTF-16.']
  if (damaged === 0) return []
  return [`Damaged characters in it, which show as \ufffd: ${damaged}. Check how the file was made.`]
}

/** The same bytes, the first piece at least `size` long when there is as much. */
async function* atLeast(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let first: Uint8Array | undefined = new Uint8Array(0)
  for await (const piece of pieces) {
    if (first === undefined) {
      yield piece
      continue
    }
    first = first.length === 0 ? piece : Buffer.concat([first, piece])
    if (first.length < size) continue
    yield first
    first = undefined
  }
  if (first !== undefined && first.length > 0) yield first
}
