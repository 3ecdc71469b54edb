import { describe, expect, it } from 'vitest'
import type { PersonInput } from '../comparable.ts'
import { personV1 } from '../model.ts'
import { toComparable } from '../normalise/person.ts'
import { COMPARISON_SQL } from './level-sql.ts'
import { personSettings } from './person-settings.ts'
import { splinkScorer } from './score.ts'
import { readSplinkSettings, toSplinkSettings } from './settings.ts'

/** Clean values, as the exported conditions expect them. */
const VALUES: Record<string, readonly string[]> = {
  givenName: ['tyrell', 'tyrel', 't', 'tyrone', 'campbell', 'amina'],
  dateOfBirth: [
    ...['2010-03-14', '2010-03-15', '2010-03-41', '2010-05-04', '2010-04-05', '2010-01-01', '2011-01-01', '2012-01-01'],
    ...['2010-03-02', '2011-03-20', '2020-03-14', '2010-06-14', '2009-11-30', '2010-12-14', '1999-07-08'],
  ].filter(date => !Number.isNaN(Date.parse(date))),
  sex: ['f', 'm'],
  postcode: ['SE13 6LG', 'SE13 6LH', 'SE13 6AB', 'SE13 7LG', 'EN1 1AA'],
  address: ['12 mill road', '12 mill road'],
  city: ['leeds', 'leedes', 'hull'],
  phone: ['+447700900123', '+447700900124', '+447700900456'],
  email: ['ann.lee@example.org', 'ann.lee@example.net', 'ann.leex@example.org', 'bob@example.org', 'bob@example.com'],
}

const FIELDS: Record<string, keyof PersonInput> = {
  given_name: 'givenName',
  date_of_birth: 'dateOfBirth',
  sex: 'sex',
  postcode: 'postcode',
  address: 'address',
  city: 'city',
  phone: 'phone',
  email: 'email',
}

const ALL = new Map(Object.values(COMPARISON_SQL).map(({ field }) => [field, field]))

describe('a person model as settings for Splink', () => {
  it('comes back unchanged, with the levels, m and u that it has', () => {
    const { settings } = personSettings(personV1, ALL, 'ref')
    const model = readSplinkSettings(settings)
    expect(toSplinkSettings(model)).toEqual(settings)
    for (const { name, levels } of model.comparisons) {
      const own = personV1.comparisons.find(({ comparison }) => comparison.name === name)
      const figures = levels.filter(({ isNull }) => !isNull).map(({ m, u }) => ({ m, u }))
      expect(figures).toEqual(own?.levels.map(({ m, u }) => ({ m, u })))
    }
  })

  it('has only what the columns hold, under their names', () => {
    const columns = new Map([
      ['given_name', 'first "name"'],
      ['date_of_birth', 'dob'],
    ])
    const { settings, comparisons, withoutSql } = personSettings(personV1, columns, 'ref')
    expect(comparisons).toEqual(['given_name', 'date_of_birth'])
    expect(settings['blocking_rules_to_generate_predictions']).toEqual([
      {
        blocking_rule: 'l."dob" = r."dob" AND left(l."first ""name""", 1) = left(r."first ""name""", 1)'.replace(
          /^(.*) AND (.*)$/,
          '($1) AND ($2)',
        ),
        sql_dialect: 'duckdb',
      },
    ])
    expect(withoutSql).toContain('given_name: first and family names are the other way round')
    expect(readSplinkSettings(settings).prior).toBe(personV1.prior)
  })

  it('marks the levels that SQL cannot express, and never finds them', () => {
    const { settings, withoutSql } = personSettings(personV1, ALL, 'ref')
    expect(withoutSql).toContain('family_name: family names sound alike')
    const levels = readSplinkSettings(settings).comparisons.flatMap(comparison => comparison.levels)
    const never = levels.filter(({ source }) => source['sql_condition'] === 'FALSE')
    expect(never).toHaveLength(withoutSql.length)
    expect(never.every(({ label }) => label.endsWith('(no SQL equivalent, never found)'))).toBe(true)
  })

  it.each(Object.entries(FIELDS))('grades clean values of %s as we do, where SQL can', (name, property) => {
    const values = VALUES[property] ?? []
    const { settings } = personSettings(personV1, new Map([[name, name]]), 'ref')
    const model = readSplinkSettings(settings)
    const score = splinkScorer(model, { columns: [name], rows: values.map(value => [value]) })
    const own = personV1.comparisons.find(({ comparison }) => comparison.name === name)!.comparison
    const people = values.map(value => toComparable({ [property]: value }))
    for (const [left, a] of people.entries()) {
      for (const [right, b] of people.entries()) {
        const level = own.level(a, b)
        const condition = model.comparisons[0]?.levels[level + 1]?.source['sql_condition']
        if (condition === 'FALSE') continue
        const [theirs = 0] = score(left, right).levels
        expect(own.levels[theirs - 1]?.label, `${values[left]} ${values[right]}`).toBe(own.levels[level]?.label)
      }
    }
  })
})
