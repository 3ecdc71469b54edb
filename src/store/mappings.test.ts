import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyMapping } from '#domain/apply-mapping.ts'
import type { Mapping } from '#domain/mapping.ts'
import { headerProblem, suggestMapping } from '#domain/mapping-header.ts'
import { findMapping, loadMappings } from './mappings.ts'
import { loadReference } from './reference.ts'

function mapping(name: string): Mapping {
  const found = findMapping(name)
  if (!found) throw new Error(`no mapping ${name}`)
  return found
}

const SHARED = '../shared/data/linkage'

describe('data/mappings', () => {
  it('has every feed', () => {
    expect(loadMappings().map(each => each.name)).toEqual([
      'housing-concern',
      'nhs-attendance',
      'nrm-referral',
      'person-list',
      'police-custody',
      'police-encounter',
      'police-missing',
      'school-attendance',
      'ssda903-header',
      'ssda903-missing',
      'watch-cohort',
    ])
  })

  it.each(loadMappings())('$name fits a header of its own columns best', own => {
    const header = Object.keys(own.columns)
    expect(headerProblem(own, header, loadMappings())).toBeUndefined()
    expect(suggestMapping(loadMappings(), header)[0]).toMatchObject({ name: own.name, score: 1 })
  })

  it.each(loadMappings())('$name gives no two of its columns one name', own => {
    const keys = Object.keys(own.columns).map(name => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('takes the SSDA903 files as they are uploaded', () => {
    const missing = mapping('ssda903-missing')
    expect(suggestMapping(loadMappings(), 'CHILD,DOB,MISSING,MIS_START,MIS_END'.split(','))[0]?.name).toBe(
      'ssda903-missing',
    )
    expect(suggestMapping(loadMappings(), 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB'.split(','))[0]?.name).toBe(
      'ssda903-header',
    )
    const open = applyMapping(missing, {
      CHILD: '101',
      DOB: '04/03/2010',
      MISSING: 'M',
      MIS_START: '10/07/2026',
      MIS_END: '',
    })
    expect(open).toMatchObject({
      sourceId: '101/10/07/2026',
      subjectRef: '101',
      person: { dateOfBirth: '04/03/2010' },
      event: { kind: 'missing', startsAt: '2026-07-09T23:00:00.000Z', facts: { status: 'missing', dateOnly: true } },
      errors: [],
    })
    expect(open.event).not.toHaveProperty('endsAt')
    const away = applyMapping(missing, {
      CHILD: '101',
      DOB: '04/03/2010',
      MISSING: 'A',
      MIS_START: '10/07/2026',
      MIS_END: '11/07/2026',
    })
    expect(away.event).toMatchObject({
      endsAt: '2026-07-11T22:59:00.000Z',
      facts: { status: 'away-without-authorisation' },
    })
  })

  it.each(['1', '2', 'M', 'F', 'U', 'I', '0', '9'])(
    'takes the sex code %s and a code for why there is no UPN as given',
    SEX => {
      const row = { CHILD: '101', SEX, DOB: '04/03/2010', ETHNIC: 'WBRI', UPN: 'UN3', MOTHER: '', MC_DOB: '' }
      expect(applyMapping(mapping('ssda903-header'), row)).toMatchObject({
        person: { sex: SEX, upn: 'UN3' },
        errors: [],
        marks: [],
      })
    },
  )

  it.each([
    [{ DOB: '29/02/2011' }, 'DOB', 'There was no 29 February in 2011'],
    [{ MISSING: 'X' }, 'MISSING', 'This code is not known'],
    [{ MIS_START: '' }, 'MIS_START', 'empty'],
    [{ MIS_END: '01/07/2026' }, 'MIS_END', 'ends before it starts'],
  ])('refuses an SSDA903 row with %o', (wrong, column, words) => {
    const row = { CHILD: '101', DOB: '04/03/2010', MISSING: 'M', MIS_START: '10/07/2026', MIS_END: '', ...wrong }
    const { errors } = applyMapping(mapping('ssda903-missing'), row)
    expect(errors.map(error => error.column)).toContain(column)
    expect(errors.map(error => error.reason).join(' ')).toContain(words)
  })

  it('keeps a child recorded absent, or at no apparent risk, among the missing', () => {
    const row = {
      reference: 'M1',
      nominal: 'N1',
      forename: 'Test',
      surname: 'Child',
      'Reported at': '10/07/2026 22:00',
    }
    const absent = applyMapping(mapping('police-missing'), {
      ...row,
      status: 'Absent',
      risk: 'No apparent risk (absent)',
    })
    expect(absent).toMatchObject({
      event: { kind: 'missing', grade: 'very-low', facts: { status: 'absent', riskLevel: 'very-low' } },
      errors: [],
      marks: [],
    })
  })

  it('knows every risk level of the reference data by all its words', () => {
    const field = mapping('police-missing').fields.find(each => each.to === 'facts.riskLevel')
    for (const level of loadReference().riskLevels)
      for (const word of level.aliases) if (word !== 'standard') expect(field?.codes?.[word], word).toBe(level.code)
  })

  it('asks a watch for its reason, basis, review and expiry, in words or codes of the reference data', () => {
    const reference = loadReference()
    const row = {
      id: 'W1',
      surname: 'Child',
      added_on: '01/07/2026',
      review_on: '01/10/2026',
      expires_on: '01/07/2027',
      reason: 'missing',
      basis: 's.115',
    }
    const watch = applyMapping(mapping('watch-cohort'), row)
    expect(watch.errors).toEqual([])
    expect(reference.watchReasonByCode.has(String(watch.event?.facts.reason))).toBe(true)
    expect(reference.legalBasisByCode.has(String(watch.event?.facts.legalBasis))).toBe(true)
    expect(
      applyMapping(mapping('watch-cohort'), { ...row, reason: 'because', expires_on: '' }).errors.map(
        error => error.column,
      ),
    ).toEqual(['expires_on', 'reason', 'expires_on'])
  })

  it('tells a suspension from an absence', () => {
    const row = { id: '1', upn: 'B801200005001', start_date: '01/07/2026' }
    expect(applyMapping(mapping('school-attendance'), { ...row, category: 'SUSP' }).event).toMatchObject({
      kind: 'exclusion',
      facts: { category: 'suspension' },
    })
    expect(applyMapping(mapping('school-attendance'), { ...row, code: 'O' }).event).toMatchObject({
      kind: 'absence',
      facts: { code: 'O' },
    })
  })

  it.skipIf(!existsSync(SHARED)).each([
    ['febrl3.csv', 'rec_id', ['state', 'soc_sec_id']],
    ['fake_1000.csv', 'unique_id', ['cluster']],
  ])('takes %s of the shared test data as it is (skipped when ../shared/data is absent)', (file, id, unread) => {
    const [head = '', ...lines] = readFileSync(`${SHARED}/${file}`, 'utf8').trim().split('\n')
    const header = head.split(',')
    expect(suggestMapping(loadMappings(), header)[0]?.name).toBe('person-list')
    expect(header.map(name => name.trim())).toEqual(expect.arrayContaining([id, ...unread]))
    for (const line of lines) {
      const cells = line.split(',')
      const row = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']))
      expect(applyMapping(mapping('person-list'), row).errors).toEqual([])
    }
  })
})
