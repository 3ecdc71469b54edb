import { SplinkError } from './error.ts'
import { type Cells, compile, type Evaluate } from './evaluate.ts'
import { type Expression, onlySideOf, type Side, type Value } from './expression.ts'
import { placeIn, type SplinkTable } from './score.ts'
import type { SplinkModel, SplinkRule } from './settings.ts'
import { isList, textOf } from './values.ts'

/** A rule taken apart: what must be the same for two records to meet, and what else must hold. */
interface Meeting {
  readonly keys: Readonly<Record<Side, readonly Evaluate[]>>
  readonly filters: readonly Evaluate[]
}

/**
 * Every pair of records that meets the condition of a blocking rule, once, the earlier record left.
 *
 * Throws a SplinkError for a rule in which nothing of the left record must equal something of the right one: it would ask for all pairs.
 */
export function* splinkCandidates(
  model: SplinkModel,
  table: SplinkTable,
  sourceOf: (record: number) => number,
): Generator<readonly [left: number, right: number]> {
  if (model.blockingRules.length === 0) throw new SplinkError('the model has no blocking rules to find pairs by')
  const rules = model.blockingRules.map(rule => meetingOf(rule, table))
  const met = rules.map(({ keys }) => blocksOf(table.rows, keys.l))
  const seenBy = new Int32Array(table.rows.length).fill(-1)
  for (const [right, row] of table.rows.entries()) {
    for (const [at, { keys, filters }] of rules.entries()) {
      for (const left of met[at]?.get(keyOf(keys.r, [], row) ?? '') ?? []) {
        if (left >= right) break
        if (seenBy[left] === right || (model.linkType === 'link_only' && sourceOf(left) === sourceOf(right))) continue
        const one = table.rows[left] ?? []
        if (!filters.every(filter => filter(one, row) === true)) continue
        seenBy[left] = right
        yield [left, right]
      }
    }
  }
}

function meetingOf({ sql, condition }: SplinkRule, table: SplinkTable): Meeting {
  const placeOf = placeIn(table)
  const left: Evaluate[] = []
  const right: Evaluate[] = []
  const filters: Evaluate[] = []
  for (const part of conjunctsOf(condition)) {
    const ends = endsOf(part)
    if (ends === undefined) {
      filters.push(compile(part, placeOf))
      continue
    }
    left.push(compile(ends.l, placeOf))
    right.push(compile(ends.r, placeOf))
  }
  if (left.length > 0) return { keys: { l: left, r: right }, filters }
  throw new SplinkError(
    `the blocking rule ${sql} asks for no equality of the two records, such as l.name = r.name, so it would compare all pairs`,
  )
}

function conjunctsOf(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'binary' || condition.operator !== 'and') return [condition]
  return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)]
}

/** The two ends of an equality of something of the left record with something of the right one. */
function endsOf(part: Expression): Readonly<Record<Side, Expression>> | undefined {
  if (part.kind !== 'binary' || part.operator !== '=') return undefined
  const [left, right] = [onlySideOf(part.left), onlySideOf(part.right)]
  if (left === 'l' && right === 'r') return { l: part.left, r: part.right }
  return left === 'r' && right === 'l' ? { l: part.right, r: part.left } : undefined
}

/** The records with each key, ascending. */
function blocksOf(rows: readonly Cells[], keys: readonly Evaluate[]): ReadonlyMap<string, readonly number[]> {
  const blocks = new Map<string, number[]>()
  for (const [record, row] of rows.entries()) {
    const key = keyOf(keys, row, [])
    if (key === undefined) continue
    const block = blocks.get(key)
    if (block) block.push(record)
    else blocks.set(key, [record])
  }
  return blocks
}

/** Undefined when a part is NULL: that equals nothing. */
function keyOf(keys: readonly Evaluate[], left: Cells, right: Cells): string | undefined {
  const values = keys.map(key => key(left, right))
  return values.includes(null) ? undefined : JSON.stringify(values.map(keyText))
}

function keyText(value: Value): string {
  return isList(value) ? JSON.stringify(value) : textOf(value)
}
