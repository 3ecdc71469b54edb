import { parseInstant } from '#domain/values/time.ts'
import { CERTAINTIES, type Label, VERDICTS } from './label.ts'

/** The columns of a file of labels, in the order in which they are written. Others may stand between them. */
export const LABEL_COLUMNS = ['id_left', 'id_right', 'judge', 'judged_at', 'verdict', 'certainty', 'note'] as const
type Column = (typeof LABEL_COLUMNS)[number]

/** A row of a table with the line of the file that it begins on. */
export interface LabelRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** The judgements of a file, and what of it could not be read. */
export interface ReadLabels {
  readonly labels: readonly Label[]
  /** Rows that nobody has judged yet: no verdict, certainty or note. */
  readonly unjudged: number
  /** In words: line, column, value (masked where it may be of a person) and what to do. */
  readonly problems: readonly string[]
}

/** Read rows of labels; every row becomes a label, counts as not judged, or is a problem that is told. */
export function readLabels(columns: readonly string[], rows: Iterable<LabelRow>): ReadLabels {
  const missing = LABEL_COLUMNS.filter(column => column !== 'note' && !columns.includes(column))
  if (missing.length > 0) {
    const problem = `line 1: the column ${missing.join(', ')} is missing; the columns must be ${LABEL_COLUMNS.join(', ')}`
    return { labels: [], unjudged: 0, problems: [problem] }
  }
  const labels: Label[] = []
  const problems: string[] = []
  let unjudged = 0
  for (const { line, cells } of rows) {
    const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
    if (cell('verdict').trim() === '' && cell('certainty').trim() === '' && cell('note').trim() === '') {
      unjudged++
      continue
    }
    if (cells.length > columns.length) {
      const more = `it has ${cells.length} cells and the first line ${columns.length} columns`
      problems.push(`line ${line}: ${more}; put a note that holds the separator in quotation marks`)
      continue
    }
    const read = readRow(cell)
    if (Array.isArray(read)) problems.push(...read.map(problem => `line ${line}, ${problem}`))
    else labels.push(read)
  }
  return { labels, unjudged, problems }
}

/** The cells of a label, in the order of `LABEL_COLUMNS`, safe to open in a spreadsheet; `readLabels` reads the same label again. */
export function labelCells(label: Label): readonly string[] {
  const { idLeft, idRight, judge, judgedAt, verdict, certainty = '', note } = label
  return [idLeft, idRight, guarded(judge), judgedAt, verdict, certainty, guarded(note)]
}

function readRow(cell: (column: Column) => string): Label | string[] {
  const idLeft = cell('id_left')
  const idRight = cell('id_right')
  const judge = unguarded(cell('judge')).trim()
  const judgedAt = parseInstant(cell('judged_at').trim())
  const verdict = wordOf(VERDICTS, cell('verdict'))
  const certainty = wordOf(CERTAINTIES, cell('certainty'))
  const problems = [
    ...(['id_left', 'id_right', 'judge'] as const)
      .filter(column => cell(column).trim() === '')
      .map(
        column =>
          `${column}: it is empty; write ${column === 'judge' ? 'the name of the judge' : 'the id of the record'}`,
      ),
    ...(idLeft !== '' && idLeft === idRight
      ? [`id_right: ${masked(idRight)} is the record of id_left again; a pair has two records`]
      : []),
    ...(judgedAt.ok ? [] : [`judged_at: ${shown(cell('judged_at'))} is no moment; write it as 2026-03-04T14:30:00Z`]),
    ...(verdict === undefined
      ? [`verdict: ${shown(cell('verdict'))} is no verdict; write same, different or cannot tell`]
      : []),
    ...(certainty === undefined && (cell('certainty').trim() !== '' || verdict !== 'cannot tell')
      ? [`certainty: ${shown(cell('certainty'))} is no certainty; write sure or fairly sure`]
      : []),
  ]
  if (problems.length > 0 || !judgedAt.ok || verdict === undefined) return problems
  return {
    idLeft,
    idRight,
    judge,
    judgedAt: judgedAt.value,
    verdict,
    certainty: verdict === 'cannot tell' ? undefined : certainty,
    note: unguarded(cell('note')),
  }
}

/** The word that a cell holds, whatever its case and spacing. */
function wordOf<T extends string>(words: readonly T[], cell: string): T | undefined {
  const plain = cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
  return words.find(word => word === plain)
}

/** What people write instead of a verdict; anything else in its place may be of a person, and is masked. */
const HARMLESS =
  /^(?:yes|no|y|n|true|false|0|1|maybe|unsure|not sure|unknown|match|no match|certain|high|medium|low|\?)$/i

function shown(value: string): string {
  if (value.trim() === '') return 'nothing'
  return HARMLESS.test(value.trim()) ? `'${value.trim()}'` : masked(value)
}

function masked(value: string): string {
  return `'${value.replaceAll(/[\p{L}\p{N}\p{M}]/gu, '•')}'`
}

/** What a spreadsheet takes for a formula, after any apostrophes that stand there already. */
const FORMULA = /^'*\s*[=+\-@\t\r＝＋－＠]/u

function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
