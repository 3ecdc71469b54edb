/** What a cell or an expression may hold; null is SQL's NULL, which also stands for "unknown". */
export type Value = string | number | boolean | Date | null | readonly Value[]

/** Which of the two records a column is of: `"name_l"` and `l."name"` are the left one's. */
export type Side = 'l' | 'r'

/** The kinds to which a value can be cast. */
export type CastTo = 'text' | 'number' | 'integer' | 'date'

/** Operators between two operands, loosest first; those of one row bind alike. */
export const BINARY = [['or'], ['and'], ['=', '<>', '<', '<=', '>', '>='], ['||'], ['+', '-'], ['*', '/', '%']] as const

/** An operator between two operands. */
export type BinaryOperator = (typeof BINARY)[number][number]

/** A condition on two records as a tree. IN, BETWEEN, IS NOT NULL and CASE with an operand are written out in these. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'column'; readonly side: Side; readonly name: string }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'minus'; readonly operand: Expression }
  | { readonly kind: 'isNull'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly to: CastTo; readonly lenient: boolean }
  | { readonly kind: 'case'; readonly branches: readonly Branch[]; readonly otherwise: Expression }

/** One WHEN … THEN … of a CASE. */
export interface Branch {
  readonly when: Expression
  readonly then: Expression
}

/** An expression and all that it is made of. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression
  for (const part of directParts(expression)) yield* partsOf(part)
}

/** The record that all columns of an expression are of; undefined when it has none, or columns of both. */
export function onlySideOf(expression: Expression): Side | undefined {
  const sides = new Set([...partsOf(expression)].flatMap(part => (part.kind === 'column' ? [part.side] : [])))
  const [side] = sides
  return sides.size === 1 ? side : undefined
}

function directParts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'column':
      return []
    case 'not':
    case 'minus':
    case 'isNull':
    case 'cast':
      return [expression.operand]
    case 'binary':
      return [expression.left, expression.right]
    case 'call':
      return expression.operands
    case 'case':
      return [...expression.branches.flatMap(({ when, then }) => [when, then]), expression.otherwise]
  }
}
