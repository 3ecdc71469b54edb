import type { DrawnPair } from '#linkage/labels/draw.ts'
import type { LinkRecord, LinkResult } from '#linkage/link-records.ts'
import { FIELDS } from '../link/fields.ts'
import { csvCell, csvText } from '../link/write-csv.ts'

/** A pair as a judge sees it: no weight, no stratum. */
export interface PairToJudge {
  readonly idLeft: string
  readonly idRight: string
  /** What at least one of the two says, in the order of the fields; an empty text where one says nothing. */
  readonly facts: readonly { readonly field: string; readonly left: string; readonly right: string }[]
}

/** The pairs that were drawn, side by side, in the order of drawing. */
export function pairsToJudge(
  drawn: readonly DrawnPair[],
  { ids, extras }: Pick<LinkResult, 'ids' | 'extras'>,
  records: readonly LinkRecord[],
): PairToJudge[] {
  const recordOf = new Map(records.map(record => [record.id, record]))
  return drawn.map(({ left, right }) => {
    const [idLeft = '', idRight = ''] = [ids[left], ids[right]]
    const sides = [recordOf.get(idLeft), recordOf.get(idRight)].map(record => factsOf(record, extras))
    const fields = [...new Set(sides.flatMap(side => [...side.keys()]))]
    const order = [...FIELD_NAMES, ...extras.map(({ name }) => name)]
    return {
      idLeft,
      idRight,
      facts: fields
        .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
        .map(field => ({ field, left: sides[0]?.get(field) ?? '', right: sides[1]?.get(field) ?? '' })),
    }
  })
}

/** Lines of the file to fill in. Rows are numbered as the page numbers them. */
export function* sheetLines(pairs: readonly PairToJudge[]): Generator<string> {
  const named = new Set(pairs.flatMap(({ facts }) => facts.map(({ field }) => field)))
  const fields = [...FIELD_NAMES.filter(field => named.has(field)), ...[...named].filter(field => !isField(field))]
  const sides = fields.flatMap(field => [`${field}_left`, `${field}_right`])
  yield ['pair', 'id_left', 'id_right', ...sides, 'judge', 'judged_at', 'verdict', 'certainty', 'note']
    .map(csvCell)
    .join(',')
  for (const [at, { idLeft, idRight, facts }] of pairs.entries()) {
    const factOf = new Map(facts.map(fact => [fact.field, fact]))
    const values = fields.flatMap(field => [factOf.get(field)?.left ?? '', factOf.get(field)?.right ?? ''])
    yield [at + 1, csvCell(idLeft), csvCell(idRight), ...values.map(csvText), '', '', '', '', ''].join(',')
  }
}

/** Lines of the file that judges must not see. */
export function* designLines(drawn: readonly DrawnPair[], ids: readonly string[]): Generator<string> {
  yield 'id_left,id_right,stratum,stratum_pairs,weight,together'
  for (const { left, right, stratum, stratumPairs, weight, together } of drawn) {
    const cells = [stratum, stratumPairs, weight.toFixed(3), together ? 'yes' : 'no']
    yield [csvCell(ids[left] ?? ''), csvCell(ids[right] ?? ''), ...cells].join(',')
  }
}

const NAME_OF = new Map<string, string>(Object.entries(FIELDS).map(([name, property]) => [property, name]))
const FIELD_NAMES = [...NAME_OF.values(), 'aliases', 'ageYears']

function isField(name: string): boolean {
  return FIELD_NAMES.includes(name)
}

function factsOf(record: LinkRecord | undefined, extras: LinkResult['extras']): ReadonlyMap<string, string> {
  const person = Object.entries(record?.person ?? {}).flatMap(([property, value]): [string, string][] => {
    if (property === 'asAt' || value === undefined) return []
    return [[NAME_OF.get(property) ?? property, [value].flat().join(', ')]]
  })
  const more = extras.map(({ name }, at): [string, string] => [name, record?.extras?.[at] ?? ''])
  return new Map([...person, ...more].filter(([, value]) => value !== ''))
}
