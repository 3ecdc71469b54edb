import { describe, expect, it } from 'vitest'
import { crewOf, type Job } from './crew.ts'

/** A job that the other threads do not know. */
const squares: Job<number, number> = { name: 'squares', begin: factor => part => part * part * factor }

describe('a crew', () => {
  it('gives the results of all parts in order', () => {
    expect(crewOf(1).run(squares, 2, 5)).toEqual([0, 2, 8, 18, 32])
  })

  it('does itself what others cannot', () => {
    const crew = crewOf(3)
    expect(crew.run(squares, 1, 1000)).toEqual(Array.from({ length: 1000 }, (_, part) => part * part))
    crew.close()
  })

  it('does nothing where there are no parts', () => {
    expect(crewOf(1).run(squares, 1, 0)).toEqual([])
  })
})
