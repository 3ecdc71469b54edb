import { expect, it } from 'vitest'
import { during, letOthersWork } from './during.ts'

it('gives the answer of the work when what was begun has ended too', async () => {
  const ended: string[] = []
  const begun = letOthersWork().then(() => ended.push('begun'))
  expect(await during(begun, async () => 'answer')).toBe('answer')
  expect(ended).toEqual(['begun'])
})

it('waits for the work to end before it tells that what was begun failed', async () => {
  const ended: string[] = []
  const failing = during(Promise.reject(new Error('first')), async () => {
    await letOthersWork()
    ended.push('work')
    throw new Error('follows from it')
  })
  await expect(failing).rejects.toThrow('first')
  expect(ended).toEqual(['work'])
})
