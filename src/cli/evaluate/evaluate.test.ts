import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'

let folder = ''
let args: readonly string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-evaluate-'))
  // 120 people of two records in each of two groups; all of the one are found, nine in ten of the other.
  const rows = ['f', 'm'].flatMap(sex =>
    Array.from({ length: 120 }, (_, at) =>
      [0, 1].map(copy => {
        const person = `${sex}${at}`
        const cluster = sex === 'm' && at < 12 ? `${person}/${copy}` : person
        return {
          id: `${person}-${copy}`,
          person,
          cluster,
          sex,
          dob: sex === 'f' ? '2012-05-06' : '',
          phone: copy === 0 ? '1' : '',
        }
      }),
    ).flat(),
  )
  const [found, truth] = [join(folder, 'found.csv'), join(folder, 'truth.csv')]
  await writeFile(found, ['id,cluster', ...rows.map(({ id, cluster }) => `${id},${cluster}`)].join('\n'))
  const lines = rows.map(({ id, person, sex, dob, phone }) => [id, person, sex, dob, phone].join(','))
  await writeFile(truth, ['id,who,sex,dob,phone', ...lines].join('\n'))
  args = ['evaluate', '--clusters', found, '--truth', truth, '--id', 'id', '--cluster', 'who']
})
afterAll(() => rm(folder, { recursive: true }))

describe('throughline evaluate --group', () => {
  it('gives figures by several columns, by what is missing and by age, each with the gap in recall', async () => {
    const groups = ['sex', 'missing:phone', 'age:dob'].flatMap(group => ['--group', group])
    const { code, out } = await call(...args, ...groups, '--as-at', '2026-11-26', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      recall: 0.95,
      groupings: [
        {
          by: 'sex',
          groups: { f: { recall: 1 }, m: { recall: 0.9 } },
          gap: { best: { group: 'f', recall: 1 }, worst: { group: 'm', recall: 0.9 }, gap: expect.closeTo(0.1, 9) },
        },
        { by: 'missing:phone', groups: { given: { recall: 0.95 }, missing: { recall: 0.95 } } },
        { by: 'age:dob', groups: { '10-14': { recall: 1 }, unknown: { recall: 0.9 } } },
      ],
    })
    const [{ gap }] = JSON.parse(out).groupings
    expect(gap.interval[0]).toBeGreaterThan(0.03)
    expect(gap.interval[1]).toBeLessThan(0.18)
  })

  it('prints them for people to read', async () => {
    const { out } = await call(...args, '--group', 'sex', '--group', 'missing:dob')
    expect(out).toMatch(/^all: precision 1\.0000 {2}recall 0\.9500/)
    expect(out).toMatch(/\nsex m: precision 1\.0000 {2}recall 0\.9000/)
    expect(out).toMatch(
      /\ngap in recall by sex: 10\.00 points \(\d+\.\d\d to \d+\.\d\d\), from f 1\.0000 to m 0\.9000\n/,
    )
    expect(out).toContain('missing:dob missing: ')
  })

  it('says so when groups are too small to tell', async () => {
    expect((await call(...args, '--group', 'id')).out).toContain('there are not two groups with 100 true pairs')
  })

  it.each([
    ['a day that is none', ['--group', 'age:dob', '--as-at', 'yesterday'], /--as-at takes a day, not 'yesterday'/],
    ['a column that there is not', ['--group', 'missing:shoe'], /no column 'shoe'/],
    ['an empty group', ['--group', ''], /--group takes a column/],
  ])('says what is wrong with %s', async (_, more, message) => {
    const { code, err } = await call(...args, ...more)
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })
})
