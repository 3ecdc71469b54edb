import type { CastTo, Expression } from './expression.ts'

const TYPE: Readonly<Record<CastTo, string>> = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  date: 'TIMESTAMP',
}

/** An expression as SQL that parses to the same tree. Operands that are made of others are in brackets, so nothing rests on precedence. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression.value)
    case 'column':
      return `"${expression.name.replaceAll('"', '""')}_${expression.side}"`
    case 'not':
      return `NOT ${operand(expression.operand)}`
    case 'minus':
      return `-${operand(expression.operand)}`
    case 'isNull':
      return `${operand(expression.operand)} IS NULL`
    case 'binary':
      return `${operand(expression.left)} ${expression.operator.toUpperCase()} ${operand(expression.right)}`
    case 'call':
      return `${expression.name}(${expression.operands.map(print).join(', ')})`
    case 'cast':
      return `${expression.lenient ? 'TRY_CAST' : 'CAST'}(${print(expression.operand)} AS ${TYPE[expression.to]})`
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${print(when)} THEN ${print(then)}`)
      return `CASE ${branches.join(' ')} ELSE ${print(expression.otherwise)} END`
    }
  }
}

function operand(expression: Expression): string {
  const whole = ['literal', 'column', 'call', 'cast', 'case'].includes(expression.kind)
  return whole ? print(expression) : `(${print(expression)})`
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return value === null ? 'NULL' : String(value).toUpperCase()
}
