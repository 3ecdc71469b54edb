import type { CastTo, Expression } from './expression.ts'

type Column = Extract<Expression, { kind: 'column' }>

const TYPE: Readonly<Record<CastTo, string>> = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  date: 'TIMESTAMP',
}

const WHOLE: readonly Expression['kind'][] = ['literal', 'column', 'call', 'cast', 'case']

/**
 * An expression as SQL that parses to the same tree. Operands that are made of others are in brackets, so nothing rests on precedence.
 *
 * @param columnSql how a column is written: `"name_l"`, as in the conditions of levels, unless given
 */
export function print(expression: Expression, columnSql: (column: Column) => string = asInLevels): string {
  const whole = (part: Expression) => print(part, columnSql)
  const operand = (part: Expression) => (WHOLE.includes(part.kind) ? whole(part) : `(${whole(part)})`)
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression.value)
    case 'column':
      return columnSql(expression)
    case 'not':
      return `NOT ${operand(expression.operand)}`
    case 'minus':
      return `-${operand(expression.operand)}`
    case 'isNull':
      return `${operand(expression.operand)} IS NULL`
    case 'binary':
      return `${operand(expression.left)} ${expression.operator.toUpperCase()} ${operand(expression.right)}`
    case 'call':
      return `${expression.name}(${expression.operands.map(whole).join(', ')})`
    case 'cast':
      return `${expression.lenient ? 'TRY_CAST' : 'CAST'}(${whole(expression.operand)} AS ${TYPE[expression.to]})`
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${whole(when)} THEN ${whole(then)}`)
      return `CASE ${branches.join(' ')} ELSE ${whole(expression.otherwise)} END`
    }
  }
}

/** A column as the conditions of levels name it: `"name_l"`. */
export function asInLevels({ name, side }: Column): string {
  return quoted(`${name}_${side}`)
}

/** A column as blocking rules name it: `l."name"`. */
export function asInRules({ name, side }: Column): string {
  return `${side}.${quoted(name)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return value === null ? 'NULL' : String(value).toUpperCase()
}
