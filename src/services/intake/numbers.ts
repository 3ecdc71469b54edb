import { sourceSystemOf } from '#domain/mapping-header.ts'
import type { Comparable } from '#linkage/index.ts'
import { type Context, authorise, ownSubject } from '#services/context.ts'
import { type HeldNumber, listHeldNumbers, listSourceSystems, type SourceSystem } from '#store/held-numbers.ts'
import type { GoodRow, Plan } from './map-rows.ts'

export type { SourceSystem }

/** How the numbers of people in a file fit those that the agency holds from one of its systems. */
export interface NumbersHeld extends SourceSystem {
  /** Numbers of the file that are held there. */
  readonly known: number
  /** Held there for somebody with the same details: date of birth or a national number, else the name. */
  readonly same: number
  /** Held there for somebody else. */
  readonly other: number
}

/** Whose numbers the people of a file have: rows of one system with the same number are one person, by the agency's own word. */
export interface Numbering {
  readonly system: string
  /** The sender said so; the numbers were found there; files of the kind came from there; the usual system of the kind. */
  readonly because: 'said' | 'found' | 'before' | 'usual'
  /** The numbers are other people's there, so that the sender must say which system it is. */
  readonly mustAsk: boolean
  /** What the numbers tell apart: rows where the file has no numbers of people. */
  readonly of: 'people' | 'rows'
  /** Different numbers that were looked up. */
  readonly looked: number
  /** Systems that files came from, the last one first, and the one that was taken. */
  readonly systems: readonly NumbersHeld[]
}

/** Numbers that are looked up: enough to tell one system from another. */
const MOST_NUMBERS = 500

/** Of a hundred numbers that are the same, this many may look like somebody else's: dates of birth are mistyped. */
const MISTYPED_OF_100 = 5
/** From so many on, one may. */
const FEW = 3

/**
 * Work out whose numbers the people of a file have, from its first rows and from what the agency holds.
 *
 * What the sender says is taken. Otherwise the system where the numbers are those of the same people, else where files of
 * this kind came from before, else the usual one; never, without asking, one where they are somebody else's.
 */
export async function whoseNumbers(
  ctx: Context,
  plan: Pick<Plan, 'mapping' | 'fit' | 'sourceSystem'>,
  rows: readonly GoodRow[],
  said: string | undefined,
): Promise<Numbering> {
  const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'new'))
  const usual = sourceSystemOf(plan.mapping, plan.fit)
  const before = await listSourceSystems(ctx.tx, grant)
  const taken = said ?? usual
  const systems = before.some(one => one.system === taken) ? before : [{ system: taken, mappings: [] }, ...before]
  const people = byNumber(rows, 'subjectRef')
  // A list without numbers of people has numbers of rows, which mean anything within one kind of file only.
  const numbers = people.size > 0 ? people : byNumber(rows, 'sourceId')
  const held = await listHeldNumbers(
    ctx.tx,
    grant,
    systems.map(one => one.system),
    [...numbers.keys()],
    people.size > 0 ? undefined : plan.mapping.name,
  )
  const found = systems.map(one => ({
    ...one,
    ...fitOf(
      numbers,
      held.filter(each => each.system === one.system),
    ),
  }))
  const of = people.size > 0 ? 'people' : 'rows'
  return { ...choose(found, plan, usual, said), of, looked: numbers.size, systems: found }
}

function choose(
  systems: readonly NumbersHeld[],
  { mapping }: Pick<Plan, 'mapping'>,
  usual: string,
  said: string | undefined,
): Pick<Numbering, 'system' | 'because' | 'mustAsk'> {
  if (said !== undefined) return { system: said, because: 'said', mustAsk: false }
  // The header may say whose numbers they are; then where other files of the kind came from says nothing.
  const before = usual === mapping.sourceSystem ? lastOf(systems, mapping.name) : undefined
  const likely = [before, systems.find(one => one.system === usual)].filter(one => one !== undefined)
  const best = systems.filter(fits).toSorted((a, b) => b.same - a.same)[0]
  const found = likely.find(fits) ?? best
  if (found !== undefined) return { system: found.system, because: 'found', mustAsk: false }
  const free = likely.find(one => !clashes(one))
  if (free === undefined) return { system: usual, because: 'usual', mustAsk: true }
  return { system: free.system, because: free === before ? 'before' : 'usual', mustAsk: false }
}

/** The numbers are those of the same people there. */
function fits({ same, other }: NumbersHeld): boolean {
  const mistyped = Math.max(same >= FEW ? 1 : 0, (same * MISTYPED_OF_100) / 100)
  return same > 0 && other <= mistyped
}

/** Numbers are somebody else's there. */
export function clashes(held: NumbersHeld): boolean {
  return held.other > 0 && !fits(held)
}

/** The system that the last file of this kind came from. */
function lastOf(systems: readonly NumbersHeld[], mapping: string): NumbersHeld | undefined {
  const lastAt = (one: SourceSystem) => one.mappings.find(each => each.name === mapping)?.lastAt ?? ''
  return systems.filter(one => lastAt(one) !== '').toSorted((a, b) => (lastAt(a) < lastAt(b) ? 1 : -1))[0]
}

function byNumber(rows: readonly GoodRow[], by: 'subjectRef' | 'sourceId'): ReadonlyMap<string, readonly Comparable[]> {
  const numbers = new Map<string, Comparable[]>()
  for (const { record } of rows) {
    const number = record[by]
    if (number === undefined || record.withdraws) continue
    const said = numbers.get(number)
    if (said !== undefined) said.push(record.comparable)
    else if (numbers.size < MOST_NUMBERS) numbers.set(number, [record.comparable])
  }
  return numbers
}

function fitOf(numbers: ReadonlyMap<string, readonly Comparable[]>, held: readonly HeldNumber[]) {
  const there = Map.groupBy(held, one => one.number)
  const verdicts = [...there].map(([number, records]) =>
    verdictOn(
      numbers.get(number) ?? [],
      records.map(one => one.comparable),
    ),
  )
  return {
    known: there.size,
    same: verdicts.filter(one => one === true).length,
    other: verdicts.filter(one => one === false).length,
  }
}

/** Whether two sides speak of one person; undefined when they say too little. */
function verdictOn(ours: readonly Comparable[], theirs: readonly Comparable[]): boolean | undefined {
  const pairs = ours.flatMap(one => theirs.map(other => isSame(one, other)))
  if (pairs.includes(true)) return true
  return pairs.includes(false) ? false : undefined
}

function isSame(a: Comparable, b: Comparable): boolean | undefined {
  const numbers = (['nhsNumber', 'upn', 'pncId'] as const).filter(
    name => a[name] !== undefined && b[name] !== undefined,
  )
  if (numbers.some(name => a[name] === b[name])) return true
  if (a.born !== undefined && b.born !== undefined)
    return a.born.year === b.born.year && a.born.month === b.born.month && a.born.day === b.born.day
  if (numbers.length > 0) return false
  const [names, others] = [
    [...a.given, ...a.family],
    [...b.given, ...b.family],
  ]
  if (names.length === 0 || others.length === 0) return undefined
  return names.some(name => others.includes(name))
}
