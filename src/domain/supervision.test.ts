import { describe, expect, it } from 'vitest'
import type { Role } from './actor.ts'
import { followedBy, type SupervisionGiven, supervisionProblems } from './supervision.ts'
import type { UserId } from './values/ids.ts'
import type { PlainDate } from './values/time.ts'

const day = (text: string) => text as PlainDate
const id = (text: string) => text as UserId
const someone = (name: string, ...roles: readonly Role[]) => ({ id: id(name), name, roles })

const rules = {
  today: day('2026-03-04'),
  writer: id('boss'),
  colleagues: [
    someone('boss', 'manager'),
    someone('worker', 'practitioner'),
    someone('other', 'practitioner'),
    someone('second', 'manager'),
  ],
}
const GIVEN: SupervisionGiven = {
  heldOn: day('2026-03-04'),
  worker: id('worker'),
  supervisor: id('boss'),
  reflection: 'Why he does not open the door',
  agreed: 'Go with the school nurse',
}

describe('a note of supervision', () => {
  it.each<[string, Partial<SupervisionGiven>, string, string[]]>([
    ['is right as it is', {}, 'boss', []],
    ['may be written by the practitioner', {}, 'worker', []],
    ['may be between two managers', { worker: id('second') }, 'boss', []],
    ['is not of tomorrow', { heldOn: day('2026-03-05') }, 'boss', ['heldOn']],
    ['is written by one of the two', {}, 'other', ['worker']],
    ['has a manager as supervisor', { supervisor: id('other'), worker: id('boss') }, 'boss', ['supervisor']],
    ['is not with oneself', { worker: id('boss') }, 'boss', ['supervisor']],
    ['is with somebody who works there', { worker: id('gone') }, 'boss', ['worker']],
    ['says what was thought', { reflection: ' ' }, 'boss', ['reflection']],
    ['says what was agreed', { agreed: '' }, 'boss', ['agreed']],
    ['agrees on nothing that is past', { agreedBy: day('2026-03-03') }, 'boss', ['agreedBy']],
    ['may be done the same day', { agreedBy: day('2026-03-04') }, 'boss', []],
    ['has its next day after it', { nextOn: day('2026-03-04') }, 'boss', ['nextOn']],
    ['may have a next day', { nextOn: day('2026-03-05') }, 'boss', []],
  ])('%s', (_, change, writer, fields) => {
    const problems = supervisionProblems({ ...GIVEN, ...change }, { ...rules, writer: id(writer) })
    expect(problems.map(one => one.field)).toEqual(fields)
  })

  it('takes over the next day of the practitioner’s notes that no other has, and of the one that it corrects', () => {
    const note = (noteId: string, workerUser: string, ...follows: readonly string[]) => ({
      noteId,
      workerUser,
      follows,
    })
    const notes = [note('c', 'worker', 'a'), note('b', 'other'), note('a', 'worker')]
    expect(followedBy(notes, { worker: id('worker') })).toEqual(['c'])
    expect(followedBy(notes, { worker: id('worker'), corrects: 'a' })).toEqual(['c', 'a'])
    expect(followedBy(notes, { worker: id('second') })).toEqual([])
  })
})
