import { describe, expect, it } from 'vitest'
import { PURPOSES } from '#domain/actor.ts'
import { agenciesFor, dutyTeamOf, getAgency, loadReference } from './reference.ts'

const reference = loadReference()
const ofKind = (kind: string) => reference.agencies.filter(agency => agency.kind === kind)

describe('reference data', () => {
  it("has every territorial force, British Transport Police, the NCA and every council with children's services", () => {
    expect(ofKind('police').filter(agency => agency.gss !== null)).toHaveLength(43)
    expect(
      ofKind('police')
        .filter(agency => agency.gss === null)
        .map(agency => agency.code),
    ).toEqual(['btp'])
    expect(ofKind('national').map(agency => agency.code)).toEqual(['nca'])
    expect(ofKind('council').filter(agency => agency.gss?.startsWith('E'))).toHaveLength(153)
    expect(ofKind('council').filter(agency => agency.gss?.startsWith('W'))).toHaveLength(22)
  })

  it.each([
    ['met-police', 'Metropolitan Police Service', 'E23000001'],
    ['essex-police', 'Essex Police', 'E23000028'],
    ['enfield-council', 'London Borough of Enfield', 'E09000010'],
    ['essex-council', 'Essex County Council', 'E10000012'],
    ['swansea-council', 'Swansea Council', 'W06000011'],
  ])('%s is %s', (code, name, gss) => {
    expect(getAgency(reference, code)).toMatchObject({ name, gss })
  })

  it('gives each authority to one force and to one council', () => {
    for (const kind of ['police', 'council']) {
      const areas = ofKind(kind).flatMap(agency => agency.area)
      expect(new Set(areas).size).toBe(areas.length)
      expect(areas).toHaveLength(318)
    }
  })

  it('marks every invented agency, and uses telephone numbers and mail that reach nobody', () => {
    const invented = reference.agencies.filter(agency => !['police', 'national', 'council'].includes(agency.kind))
    expect(invented.length).toBeGreaterThan(8)
    expect(invented.every(agency => agency.demonstration)).toBe(true)
    const phones = reference.agencies.flatMap(({ phone, outOfHoursPhone, teams }) => [
      phone,
      outOfHoursPhone,
      ...teams.map(team => team.phone),
    ])
    for (const phone of phones) if (phone !== undefined) expect(phone).toMatch(/^(020 7946 0\d{3}|01632 960\d{3})$/)
    for (const { teams } of reference.agencies) for (const { email } of teams) expect(email).toMatch(/\.example$/)
  })

  it('has one team on duty in each agency, and the teams of the stories', () => {
    for (const agency of reference.agencies) expect(dutyTeamOf(agency).duty).toBe(true)
    expect(getAgency(reference, 'met-police').teams.map(team => team.code)).toEqual(
      expect.arrayContaining(['lewisham-missing', 'enfield-missing']),
    )
    expect(getAgency(reference, 'essex-police').teams.map(team => team.code)).toEqual(
      expect.arrayContaining(['custody-colchester', 'colchester-community']),
    )
  })

  it('tells the likely council and force of an outcode', () => {
    expect(agenciesFor(reference, 'se13', 'council').map(agency => agency.code)).toEqual(['lewisham-council'])
    expect(agenciesFor(reference, 'CO1', 'police').map(agency => agency.code)).toEqual(['essex-police'])
    expect(agenciesFor(reference, 'XX9', 'council')).toEqual([])
  })

  it('has words for every purpose, circumstances for every kind of agency, and a clock for every interest', () => {
    expect(reference.purposes.map(purpose => purpose.code).toSorted()).toEqual(PURPOSES.toSorted())
    for (const { kind } of reference.agencies) {
      expect(
        reference.circumstances.filter(circumstance => circumstance.kinds.includes(kind)).length,
        kind,
      ).toBeGreaterThan(1)
    }
    expect(reference.alertClocks.map(clock => clock.interest)).toEqual([
      'missing',
      'watch',
      'order',
      'allocated-worker',
      'open-case',
    ])
  })

  it('has bank holidays on working days only', () => {
    for (const { date } of reference.bankHolidays)
      expect([1, 2, 3, 4, 5], date).toContain(new Date(`${date}T12:00:00Z`).getUTCDay())
  })

  it('lets nobody change it', () => {
    expect(Object.isFrozen(reference.agencies[0])).toBe(true)
  })

  it('names the codes file when an agency is not known', () => {
    expect(() => getAgency(reference, 'nowhere')).toThrow('data/reference/agencies.json')
  })
})
