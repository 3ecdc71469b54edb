import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '#test/command-line.ts'
import { makePersons } from '../../bench/persons.ts'

const people = makePersons(1500, 3)
const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))
const FIELDS = ['givenName', 'familyName', 'dateOfBirth', 'sex', 'address', 'postcode', 'phone'] as const
const MAP = ['given_name', 'family_name', 'date_of_birth', 'sex', 'address', 'postcode', 'phone']

let folder = ''
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-labels-'))
  const rows = people.map(({ id, truth, person }) =>
    [id, truth, ...FIELDS.map(field => person[field] ?? '')].map(cell => `"${cell.replaceAll('"', '""')}"`).join(','),
  )
  await writeFile(at('people.csv'), [`id,truth,${MAP.join(',')}`, ...rows].join('\n'))
  expect((await draw('pairs', '--page', at('page.html'))).code).toBe(0)
  await judge('anna')
})
afterAll(() => rm(folder, { recursive: true }))

function draw(name: string, ...more: string[]) {
  return commandLine(
    'label',
    'draw',
    at('people.csv'),
    '--id',
    'id',
    '--count',
    '80',
    '--out',
    at(`${name}.csv`),
    ...more,
  )
}

/** Fill in the drawn pairs as somebody who knows the truth, but for every n-th. */
async function judge(name: string, wrongEvery = Infinity) {
  const [, ...rows] = (await readFile(at('pairs.csv'), 'utf8')).trim().split('\n')
  const lines = rows.map((row, number) => {
    const [, left = '', right = ''] = row.split(',')
    const same = (truthOf.get(left) === truthOf.get(right)) !== (number % wrongEvery === wrongEvery - 1)
    return `${left},${right},${name},2026-03-04T14:30:00Z,${same ? 'same' : 'different'},sure,`
  })
  await writeFile(at(`${name}.csv`), ['id_left,id_right,judge,judged_at,verdict,certainty,note', ...lines].join('\n'))
}

function json(text: string): unknown {
  return JSON.parse(text)
}

describe('throughline label', () => {
  it('draws the same pairs with the same seed, and shows a judge neither weight nor stratum', async () => {
    await draw('again')
    const [pairs, again] = [await readFile(at('pairs.csv'), 'utf8'), await readFile(at('again.csv'), 'utf8')]
    expect(again).toBe(pairs)
    expect(pairs.split('\n')).toHaveLength(82)
    expect(pairs).not.toMatch(/weight|stratum|together/)
    expect(await readFile(at('pairs.design.csv'), 'utf8')).toMatch(
      /^id_left,id_right,stratum,stratum_pairs,weight,together\n/,
    )
  })

  it('does not write over what judges may have written in, unless told to', async () => {
    await writeFile(at('kept.csv'), 'what somebody judged')
    const refused = await draw('kept')
    expect([refused.code, await readFile(at('kept.csv'), 'utf8')]).toEqual([2, 'what somebody judged'])
    expect(refused.err).toMatch(/kept\.csv is there already.*--force/)
    const page = await draw('new', '--page', at('kept.csv'))
    expect([page.code, page.err.includes('--force')]).toEqual([2, true])
    expect((await draw('kept', '--force')).code).toBe(0)
    expect(await readFile(at('kept.csv'), 'utf8')).toMatch(/^pair,/)
  })

  it('writes a page that gets nothing from elsewhere and may send nothing', async () => {
    const page = await readFile(at('page.html'), 'utf8')
    expect(page.match(/<section /g)).toHaveLength(80)
    expect(page).toContain('First name')
    expect(page).not.toMatch(/given name/i)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/(?:src|href|action)="|https?:|localStorage|indexedDB|fetch\(/)
  })

  it('takes the sheet itself for labels, of which none is judged yet', async () => {
    const { code, err } = await commandLine('label', 'agree', at('pairs.csv'))
    expect({ code, err }).toEqual({ code: 1, err: 'throughline label: nobody has judged a pair yet\n' })
  })

  it('tells how far judges agree and which pairs need another opinion', async () => {
    await judge('ben', 10)
    const { code, out } = await commandLine('label', 'agree', at('anna.csv'), at('ben.csv'), '--json')
    expect(code).toBe(0)
    expect(json(out)).toMatchObject({ pairs: 80, judgedTwice: 80, alike: 0.9, unjudged: 0 })
    const text = await commandLine('label', 'agree', at('anna.csv'), at('ben.csv'))
    expect(text.out).toMatch(/anna and ben: 80 pairs, alike 90\.0%, Cohen's kappa 0\.\d{3}/)
    expect(text.out).toContain('8 pairs need another opinion:')
  })

  it('measures a run to within its interval, and by threshold', async () => {
    await commandLine(
      'link',
      at('people.csv'),
      '--id',
      'id',
      '--clusters',
      at('clusters.csv'),
      '--pairs',
      at('run.csv'),
    )
    const truth = ['--truth', at('people.csv'), '--id', 'id', '--cluster', 'truth']
    const known = await commandLine('evaluate', '--clusters', at('clusters.csv'), ...truth, '--json')
    const { precision = 0 } = Object(json(known.out))
    const run = ['--clusters', at('clusters.csv'), '--pairs', at('run.csv')]
    const measured = await commandLine(
      'label',
      'measure',
      '--design',
      at('pairs.design.csv'),
      '--labels',
      at('anna.csv'),
      ...run,
      '--json',
    )
    const found = Object(json(measured.out))
    expect(found).toMatchObject({ judged: 80, open: 0, notDrawn: 0 })
    expect(found.precision.low).toBeLessThanOrEqual(precision)
    expect(found.precision.high).toBeGreaterThanOrEqual(precision)
    const recalls = found.thresholds.map((one: { recall: { value: number } }) => one.recall.value)
    expect(recalls.length).toBeGreaterThan(3)
    expect(recalls).toEqual(recalls.toSorted((a: number, b: number) => b - a))
  })

  it('links with labels: the model learns, and only with --labels-decide is a verdict followed whatever the weight', async () => {
    const rows = (await readFile(at('run.csv'), 'utf8')).split('\n').map(row => row.split(','))
    const [left = '', right = ''] = rows.find(row => row[4] === 'join' && Number(row[2]) > 30) ?? []
    await writeFile(
      at('odd.csv'),
      `id_left,id_right,judge,judged_at,verdict,certainty,note\n${right},${left},cleo,2026-03-04T14:30:00Z,different,sure,\n`,
    )
    const decisionWith = async (...more: string[]) => {
      const { code, err } = await commandLine(
        'link',
        at('people.csv'),
        '--id',
        'id',
        '--pairs',
        at('odd-run.csv'),
        '--labels',
        at('odd.csv'),
        ...more,
      )
      expect({ code, learned: err.includes('1 judged pairs learned from') }).toEqual({ code: 0, learned: true })
      const line = (await readFile(at('odd-run.csv'), 'utf8'))
        .split('\n')
        .find(row => row.startsWith(`${left},${right},`))
      return line?.split(',')[4]
    }
    expect(await decisionWith()).toBe('join')
    expect(await decisionWith('--labels-decide')).toBe('apart')
  })

  it.each([
    ['no part', [], 2, 'label takes draw, agree or measure'],
    ['an unknown part', ['draws'], 2, "not 'draws'"],
    ['nothing to draw from', ['draw', '--id', 'id', '--out', 'x.csv'], 2, 'no file to draw from'],
    ['no place to write to', ['draw', 'people.csv', '--id', 'id'], 2, '--out FILE is missing'],
    [
      'a count that is none',
      ['draw', 'people.csv', '--id', 'id', '--out', 'x.csv', '--count', 'many'],
      2,
      "not 'many'",
    ],
    ['labels that are not there', ['agree', 'nowhere.csv'], 2, 'there is no file nowhere.csv'],
    ['no design', ['measure', '--labels', 'x.csv'], 2, '--design FILE is missing'],
  ])('says what is wrong with %s', async (_, args, code, words) => {
    const found = await commandLine('label', ...args)
    expect(found.code).toBe(code)
    expect(found.err).toContain(words)
  })

  it('names the line of a label that it cannot read, past a note of several lines', async () => {
    await writeFile(
      at('wrong.csv'),
      'id_left;id_right;judge;judged_at;verdict;certainty;note\na;b;x;2026-03-04T14:30:00Z;same;sure;"one\ntwo"\nc;d;x;today;maybe;sure;\n',
    )
    const { code, err } = await commandLine('label', 'agree', at('wrong.csv'))
    expect(code).toBe(1)
    expect(err).toContain("line 4, judged_at: '•••••' is no moment")
    expect(err).toContain("line 4, verdict: 'maybe' is no verdict; write same, different or cannot tell")
  })

  it('needs labels for --labels-decide', async () => {
    const { code, err } = await commandLine(
      'link',
      at('people.csv'),
      '--id',
      'id',
      '--clusters',
      at('x.csv'),
      '--labels-decide',
    )
    expect(code).toBe(2)
    expect(err).toContain('--labels-decide goes with --labels FILE')
  })
})
