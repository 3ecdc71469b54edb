import { expect, it } from 'vitest'
import { errorForLog } from './logging.ts'

it('an error of the database goes into the log without the values that it quotes', () => {
  const error = Object.assign(new Error('invalid input for "Amal Haddad": Key (email)=(a@b.example) exists'), {
    severity: 'ERROR',
    code: '23505',
    detail: 'Key (email)=(a@b.example) already exists.',
  })
  const line = JSON.stringify(errorForLog(error))
  expect(line).not.toMatch(/Amal|a@b/)
  expect(line).toContain('23505')
})
