import { describe, expect, it } from 'vitest'
import { hashPassword, isOutdatedHash, passwordMatches } from './passwords.ts'

describe('passwords', () => {
  it('match their own hash and nothing else', async () => {
    const hash = await hashPassword('a long walk home')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwordMatches('a long walk home', hash)).toBe(true)
    expect(await passwordMatches('a long walk Home', hash)).toBe(false)
  })

  it('are salted: the same one twice gives two hashes', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
  })

  it('are measured at the cost that their hash names, and a hash at another cost is outdated', async () => {
    const hash = await hashPassword('password')
    const elsewhere = hash.replace('m=19456,t=2', 'm=19456,t=3')
    expect(await passwordMatches('password', elsewhere)).toBe(false)
    expect(isOutdatedHash(elsewhere)).toBe(true)
    expect(isOutdatedHash(hash)).toBe(false)
  })

  it('take about as long for someone unknown as for someone known', async () => {
    const hash = await hashPassword('x')
    const time = async (work: () => Promise<unknown>) => {
      const runs: number[] = []
      for (let run = 0; run < 5; run += 1) {
        const from = performance.now()
        await work()
        runs.push(performance.now() - from)
      }
      return runs.toSorted((a, b) => a - b)[2] ?? 0
    }
    const known = await time(() => passwordMatches('y', hash))
    const unknown = await time(() => passwordMatches('y', undefined))
    expect(unknown / known).toBeGreaterThan(0.3)
    expect(unknown / known).toBeLessThan(3)
  })

  it('do not match a hash that is not one', async () => {
    expect(await passwordMatches('', '')).toBe(false)
    expect(await passwordMatches('x', 'plain text')).toBe(false)
  })
})
