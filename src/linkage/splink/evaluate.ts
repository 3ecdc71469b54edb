import { CellError, SplinkError } from './error.ts'
import { type BinaryOperator, type CastTo, type Expression, onlySideOf, type Side, type Value } from './expression.ts'
import { print } from './print.ts'
import { functionFor } from './sql-functions.ts'
import { castValue, compareValues, numberOf, textOf } from './values.ts'

/** The cells of a record, in the order of its table's columns. */
export type Cells = readonly Value[]

/** An expression ready to be worked out for two records. */
export type Evaluate = (left: Cells, right: Cells) => Value

/**
 * Make an expression ready, with SQL's logic of three values: NULL is unknown, and what rests on something unknown is NULL.
 *
 * Working it out throws a SplinkError that names the part of the expression when a cell cannot be taken for what is asked of it.
 *
 * @param placeOf where a column is among the cells; throws when there is none
 */
export function compile(expression: Expression, placeOf: (column: string) => number): Evaluate {
  const of = (part: Expression) => compile(part, placeOf)
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression
      return () => value
    }
    case 'column': {
      const place = placeOf(expression.name)
      return expression.side === 'l' ? left => left[place] ?? null : (_, right) => right[place] ?? null
    }
    case 'not': {
      const operand = of(expression.operand)
      return guarded(expression, (left, right) => not(truth(operand(left, right))))
    }
    case 'minus':
      return strict(expression, of(expression.operand), value => -numberOf(value))
    case 'isNull': {
      const operand = of(expression.operand)
      return (left, right) => operand(left, right) === null
    }
    case 'binary':
      return binary(expression, expression.operator, of(expression.left), of(expression.right))
    case 'call': {
      const operands = expression.operands.map(of)
      const apply = functionFor(expression.name, operands.length)
      const call = guarded(expression, (left, right) => apply(operands.map(operand => operand(left, right))))
      return oncePerRecord(onlySideOf(expression), call)
    }
    case 'cast': {
      const convert = expression.lenient ? castOrNull : castValue
      return strict(expression, of(expression.operand), value => convert(value, expression.to))
    }
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => ({ when: of(when), then: of(then) }))
      const otherwise = of(expression.otherwise)
      return guarded(expression, (left, right) => {
        const branch = branches.find(({ when }) => truth(when(left, right)) === true)
        return (branch?.then ?? otherwise)(left, right)
      })
    }
  }
}

/** What depends on one record alone, such as the reading of a date, is worked out once however many pairs that record is in. */
function oncePerRecord(side: Side | undefined, evaluate: Evaluate): Evaluate {
  if (side === undefined) return evaluate
  const known = new WeakMap<Cells, Value>()
  return (left, right) => {
    const record = side === 'l' ? left : right
    const found = known.get(record)
    if (found !== undefined) return found
    const value = evaluate(left, right)
    known.set(record, value)
    return value
  }
}

function binary(whole: Expression, operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === 'and') return guarded(whole, (l, r) => and(truth(left(l, r)), () => truth(right(l, r))))
  if (operator === 'or') {
    return guarded(whole, (l, r) => not(and(not(truth(left(l, r))), () => not(truth(right(l, r))))))
  }
  const apply = OPERATORS[operator]
  return guarded(whole, (l, r) => {
    const a = left(l, r)
    const b = a === null ? null : right(l, r)
    return a === null || b === null ? null : apply(a, b)
  })
}

const OPERATORS: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or'>, (a: Value, b: Value) => Value>> = {
  '=': (a, b) => compareValues(a, b) === 0,
  '<>': (a, b) => compareValues(a, b) !== 0,
  '<': (a, b) => compareValues(a, b) < 0,
  '<=': (a, b) => compareValues(a, b) <= 0,
  '>': (a, b) => compareValues(a, b) > 0,
  '>=': (a, b) => compareValues(a, b) >= 0,
  '||': (a, b) => textOf(a) + textOf(b),
  '+': (a, b) => numberOf(a) + numberOf(b),
  '-': (a, b) => numberOf(a) - numberOf(b),
  '*': (a, b) => numberOf(a) * numberOf(b),
  '/': (a, b) => numberOf(a) / numberOf(b),
  '%': (a, b) => (numberOf(b) === 0 ? null : numberOf(a) % numberOf(b)),
}

function castOrNull(value: Value, to: CastTo): Value {
  try {
    return castValue(value, to)
  } catch (error) {
    if (error instanceof CellError) return null
    throw error
  }
}

function strict(whole: Expression, operand: Evaluate, apply: (value: Value) => Value): Evaluate {
  return guarded(whole, (left, right) => {
    const value = operand(left, right)
    return value === null ? null : apply(value)
  })
}

/** Says which part of an expression met a cell that it cannot use; the cell itself may be personal data. */
function guarded(whole: Expression, evaluate: Evaluate): Evaluate {
  return (left, right) => {
    try {
      return evaluate(left, right)
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      throw new SplinkError(`${print(whole)}: ${error.message}`)
    }
  }
}

type Truth = boolean | null

/** A value as true, false or unknown; only conditions have a truth. */
function truth(value: Value): Truth {
  if (typeof value === 'boolean' || value === null) return value
  throw new CellError('something that is neither true nor false is taken for a condition')
}

function not(value: Truth): Truth {
  return value === null ? null : !value
}

/** False if either is, whatever the other; else unknown if either is. */
function and(a: Truth, other: () => Truth): Truth {
  if (a === false) return false
  const b = other()
  return b === false ? false : a === null || b === null ? null : true
}
