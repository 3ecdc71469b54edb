import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from './evaluate.ts'
import { BINARY, type Expression, type Value } from './expression.ts'
import { parse } from './parse.ts'
import { asInLevels, asInRules, print } from './print.ts'

/** What SQL gives for a record with these cells and another, by the names of columns. */
function evaluate(sql: string, left: Record<string, Value> = {}, right: Record<string, Value> = {}): Value {
  const names = Object.keys({ ...left, ...right })
  const cells = (record: Record<string, Value>) => names.map(name => record[name] ?? null)
  return compile(parse(sql), name => names.indexOf(name))(cells(left), cells(right))
}

const { expression } = fc.letrec<{ expression: Expression }>(tie => {
  const part = tie('expression')
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({
        kind: fc.constant('literal' as const),
        value: fc.oneof(
          fc.string(),
          fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
          fc.constant(null),
        ),
      }),
      fc.record({
        kind: fc.constant('column' as const),
        side: fc.constantFrom('l', 'r'),
        name: fc.string({ minLength: 1 }),
      }),
      fc.record({ kind: fc.constantFrom('not', 'minus', 'isNull'), operand: part }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...BINARY.flat()),
        left: part,
        right: part,
      }),
      fc.record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom('lower', 'levenshtein', 'coalesce'),
        operands: fc.array(part, { maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('cast' as const),
        operand: part,
        to: fc.constantFrom('text', 'number', 'integer', 'date'),
        lenient: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('case' as const),
        branches: fc.array(fc.record({ when: part, then: part }), { minLength: 1, maxLength: 2 }),
        otherwise: part,
      }),
    ),
  }
})

describe('the parser', () => {
  it.each([asInLevels, asInRules])('gives the tree again that was printed', columnSql => {
    fc.assert(
      fc.property(expression, tree => {
        expect(parse(print(tree, columnSql))).toEqual(tree)
      }),
    )
  })

  it.each([
    [`"a_l" = "a_r" AND b_l = b_r OR c_l > 1`, `(("a_l" = "a_r") AND ("b_l" = "b_r")) OR ("c_l" > 1)`],
    ['NOT a_l = 1 AND b_l = 2', '(NOT ("a_l" = 1)) AND ("b_l" = 2)'],
    ['1 + 2 * 3 - -4', '(1 + (2 * 3)) - (-4)'],
    ['a_l || b_l <> c_l', '("a_l" || "b_l") <> "c_l"'],
    ['a_l IS NOT NULL', 'NOT ("a_l" IS NULL)'],
    ['a_l IN (1, 2)', '("a_l" = 1) OR ("a_l" = 2)'],
    ['a_l NOT IN (1)', 'NOT ("a_l" = 1)'],
    ['a_l BETWEEN 1 AND 2 AND TRUE', '(("a_l" >= 1) AND ("a_l" <= 2)) AND TRUE'],
    ['CASE a_l WHEN 1 THEN 2 END', 'CASE WHEN "a_l" = 1 THEN 2 ELSE NULL END'],
    [`l."a b" = r."a b"`, `"a b_l" = "a b_r"`],
    [`"it's"" it_l" != 'it''s'`, `"it's"" it_l" <> 'it''s'`],
    ['a_l::double <= 1e-3', 'CAST("a_l" AS DOUBLE) <= 0.001'],
    ['a_l[1] = 2', 'array_extract("a_l", 1) = 2'],
    ['JARO_SIMILARITY(a_l, a_r)', 'jaro_similarity("a_l", "a_r")'],
  ])('reads %s', (sql, printed) => {
    expect(print(parse(sql))).toBe(printed)
  })

  it.each([
    ['', 'expected a value at character 1, not the end'],
    ['a_l = ', 'expected a value at character 7, not the end'],
    ['a_l = 1 1', 'expected the end at character 9, not 1'],
    ['(a_l = 1', 'expected ) at character 9'],
    ['a_l ~ 1', 'cannot be read at character 5: ~ 1'],
    ["a_l = 'x", "cannot be read at character 7: 'x"],
    ['soundex(a_l) = 1', 'unknown function soundex at character 1'],
    ['name = 1', 'name at character 1 is of neither record: a column ends in _l or _r'],
    ['x.name = 1', 'x.name at character 1 is no column: write l.name or r.name'],
    ['a_l NOT 1', 'expected IN or BETWEEN at character 9, not 1'],
    ['a_l IS 1', 'expected NULL at character 8, not 1'],
    ['CAST(a_l AS BLOB)', 'expected one of the types VARCHAR'],
    ['list_transform(a_l, x -> x)', 'unknown function list_transform'],
  ])('says what is wrong with %j', (sql, message) => {
    expect(() => parse(sql)).toThrow(message)
  })
})

describe('the logic of three values', () => {
  const TRUTHS = ['TRUE', 'FALSE', 'NULL'] as const

  it.each([
    ['AND', [true, false, null, false, false, false, null, false, null]],
    ['OR', [true, true, true, true, false, null, true, null, null]],
  ])('has the table of %s', (operator, expected) => {
    const table = TRUTHS.flatMap(a => TRUTHS.map(b => evaluate(`${a} ${operator} ${b}`)))
    expect(table).toEqual(expected)
  })

  it.each([
    ['NOT TRUE', false],
    ['NOT NULL', null],
    ['NULL = NULL', null],
    ['NULL IS NULL', true],
    ['1 IN (2, NULL)', null],
    ['1 IN (1, NULL)', true],
    ['1 NOT IN (2, NULL)', null],
    ["levenshtein('a', NULL) <= 1", null],
    ['1 % 0', null],
    ['CASE WHEN NULL THEN 1 ELSE 2 END', 2],
    ["coalesce(NULL, 'a')", 'a'],
    ["nullif('a', 'a')", null],
    ["nullif(NULL, 'a')", null],
    ["concat('a', NULL, 'b')", 'ab'],
    ["'a' || NULL", null],
    ['greatest(1, NULL, 3)', 3],
  ])('makes of %s', (sql, expected) => {
    expect(evaluate(sql)).toBe(expected)
  })
})

describe('what a condition gives', () => {
  it('tells the left record from the right one', () => {
    expect(evaluate("\"name_l\" = 'a' AND r.name = 'b'", { name: 'a' }, { name: 'b' })).toBe(true)
  })

  it('takes a cell for a number or a date where it meets one', () => {
    expect(evaluate('abs(age_l - age_r) <= 2', { age: '11' }, { age: '9' })).toBe(true)
    expect(evaluate("dob_l >= strptime('01/02/2010', '%d/%m/%Y')", { dob: '2010-02-01' })).toBe(true)
  })

  it('reads a list in a cell', () => {
    const sql = 'array_length(list_intersect(phones_l, phones_r)) >= 1'
    expect(evaluate(sql, { phones: '["1", "2"]' }, { phones: ['2'] })).toBe(true)
    expect(evaluate(sql, { phones: '["1"]' }, { phones: ['2'] })).toBe(false)
    expect(evaluate(sql, { phones: '["1"]' })).toBe(null)
  })

  it.each([
    [`ABS("a_l" - "a_r") / (CASE WHEN "a_r" > "a_l" THEN "a_r" ELSE "a_l" END) < 0.1`, { a: '100' }, { a: '95' }, true],
    [`("a_l" = "b_r") AND (NOT ("a_l" = 'x'))`, { a: 'y' }, { b: 'y' }, true],
    [`"a_l" = CAST('2010-01-02' AS DATE) AND "a_r" = CAST(3 AS INT)`, { a: '2010-01-02' }, { a: '3' }, true],
    [`a_l[1] = a_r[-1]`, { a: ['p', 'q'] }, { a: ['q', 'p'] }, true],
    [
      `LEAST(ARRAY_LENGTH(a_l), ARRAY_LENGTH(a_r)) <> 0 AND
         ARRAY_LENGTH(ARRAY_INTERSECT(a_l, a_r)) = LEAST(ARRAY_LENGTH(a_l), ARRAY_LENGTH(a_r))`,
      { a: ['p', 'q'] },
      { a: ['q'] },
      true,
    ],
    ['array_cosine_similarity(a_l, a_r) >= 0.99', { a: '[1, 2]' }, { a: [2, 4] }, true],
    [
      `("y_r" is not null) AND cast(acos(case when (sin(radians("y_l")) * sin(radians("y_r")) + cos(radians("y_l"))
         * cos(radians("y_r")) * cos(radians("x_r" - "x_l"))) > 1 then 1 else (sin(radians("y_l")) * sin(radians("y_r")) +
         cos(radians("y_l")) * cos(radians("y_r")) * cos(radians("x_r" - "x_l"))) end) * 6371 as float) <= 350`,
      { y: '51.5074', x: '-0.1278' },
      { y: '48.8566', x: '2.3522' },
      true,
    ],
  ])('is what the level library of Splink means by %s', (sql, left, right, expected) => {
    expect(evaluate(sql, left, right)).toBe(expected)
  })

  it.each([
    ['age_l + 1 > 2', 'age_l" + 1: something that is no number is taken for one'],
    ['CAST(age_l AS TIMESTAMP) IS NULL', 'CAST("age_l" AS TIMESTAMP): something that is no date'],
    ['array_length(age_l) > 1', 'array_length("age_l"): something that is no list'],
    ["strptime(age_l, '%Y') IS NULL", 'strptime met a text that is not of the form %Y'],
    ["regexp_extract(age_l, '(') = ''", 'the regular expression ( cannot be read'],
    ['age_l AND TRUE', 'something that is neither true nor false is taken for a condition'],
  ])('says which part of %s met a cell that it cannot use, without the cell', (sql, message) => {
    const work = () => evaluate(sql, { age: 'Secret' })
    expect(work).toThrow(message)
    expect(work).not.toThrow('Secret')
  })
})
