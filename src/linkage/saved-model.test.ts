import { describe, expect, it } from 'vitest'
import { linkRecords } from './link-records.ts'
import { personV1 } from './model.ts'
import { readSavedModel, savedModelJson } from './saved-model.ts'

const EYES = { name: 'eyes', kind: 'category' } as const

const people = Array.from({ length: 300 }, (_, at) => {
  const who = Math.floor(at / 2)
  const person = {
    givenName: ['Amina', 'Piotr', 'Grace', 'Tyrell', 'Linh'][who % 5] ?? '',
    familyName: `${['Yus', 'Now', 'Oka', 'Camp', 'Ngu'][Math.floor(who / 5) % 5] ?? ''}${String.fromCharCode(97 + (who % 23))}f`,
    dateOfBirth: `20${10 + (who % 8)}-0${1 + (who % 9)}-${10 + (who % 18)}`,
  }
  return { id: String(at).padStart(4, '0'), person, extras: [who % 3 === 0 ? 'brown' : 'blue'] }
})

describe('a saved model', () => {
  it('is the same model when it is read again, after a journey as text', () => {
    const { model, extras } = linkRecords(people, { train: true, extras: [EYES] })
    expect(model.name).toBe('person-v1-trained')
    expect(extras).toHaveLength(1)
    const text = JSON.stringify(savedModelJson({ model, extras }))
    const again = readSavedModel(JSON.parse(text))
    expect(again.extras).toEqual(extras)
    expect(savedModelJson(again)).toEqual(savedModelJson({ model, extras }))
    expect(readSavedModel(JSON.parse(JSON.stringify(savedModelJson({ model: personV1, extras: [] }))))).toEqual({
      model: personV1,
      extras: [],
    })
  })

  it('scores other files as the file it was learned from, without learning again', () => {
    const first = linkRecords(people, { train: true, extras: [EYES] })
    const again = linkRecords(people, { model: first.model, extraModels: first.extras })
    expect(again.pairs).toEqual(first.pairs)
    expect(again.clusterOf).toEqual(first.clusterOf)
  })

  it.each<[string, object, string]>([
    ['no list', { extras: 'eyes' }, 'Model: extras must be a list'],
    ['no kind', { extras: [{ name: 'eyes' }] }, 'Model: extras[0] must have a name, and a kind'],
    [
      'a level missing',
      { extras: [{ ...EYES, levels: { same: { m: 0.9, u: 0.1 } } }] },
      'Model: extras[0].levels.differs.m must be above 0',
    ],
  ])('is refused with its fault named: %s', (_, fault, message) => {
    const json = savedModelJson({ model: personV1, extras: [] })
    expect(() => readSavedModel({ ...Object(json), ...fault })).toThrow(message)
  })
})
