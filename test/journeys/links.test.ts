import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

const FEBRL = join(projectFolder, '..', 'shared', 'data', 'linkage', 'febrl3.csv')
const AGENCIES = ['kent-police', 'kent-council'] as const

describe.each(WAYS)('whether two records are one person, $way', ({ scripts }) => {
  const { as, sql } = journey(scripts)

  /** Who is whom among some records, by their agencies' own ids. */
  const together = async (...ids: string[]) => {
    const rows = await sql<{ id: string; person: string }>(
      `select r.source_id as id, m.person_id as person from record r join member m using (agency_id, record_id)
        where r.source_id = any($1) order by 1`,
      [ids],
    )
    return groupsOf(rows)
  }

  /** Who is whom in the whole world: what an answer that was taken back leaves as it was. */
  const everything = async () => {
    const rows = await sql<{ id: string; person: string }>(
      `select agency_id || ' ' || record_id as id, person_id as person from member`,
    )
    return groupsOf(rows)
  }

  const answer = async (page: Page, key: string, button: string) => {
    if (scripts) await page.keyboard.press(key)
    else await page.getByRole('button', { name: button, exact: true }).click()
  }

  it('the twins are two people to the machine, each one with himself', async () => {
    expect(await together('CS-ENF-KM0', 'CS-ENF-KM1', 'MP-MPS-KM0', 'MP-MPS-KM1')).toEqual([
      ['CS-ENF-KM0', 'MP-MPS-KM0'],
      ['CS-ENF-KM1', 'MP-MPS-KM1'],
    ])
  })

  it('a pair answered "same" by one key is one person or a proposal, and by another key is as before', async () => {
    const before = await everything()
    const worker = await as('enfield', '/links/review')
    const pair = () => worker.getByRole('heading', { level: 2, name: / and / }).first().innerText()
    const first = await pair()
    await answer(worker, 's', 'Same person')
    await worker.getByText(/Linked as the same person|Proposed\. The agency/).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    await answer(worker, 'z', 'Undo')
    await worker.getByText('Taken back. The records are as they were.').waitFor()
    expect(await everything()).toEqual(before)
    expect(await pair()).toBe(first)
  })

  it('a key typed into the note is a letter, and answers nothing', async () => {
    const worker = await as('enfield', '/links/review')
    const decided = () => sql(`select 1 from link_decision where by_kind = 'person' and current`)
    const before = (await decided()).length
    await worker.getByLabel('What decided it for you').pressSequentially('sdnz')
    expect(await worker.getByLabel('What decided it for you').inputValue()).toBe('sdnz')
    expect(await decided()).toHaveLength(before)
  })

  it('a pair of two agencies is proposed by one and answered by the other', async () => {
    const before = await everything()
    const worker = await as('enfield', '/links/review')
    const proposes = worker.getByText('You may not see both records. Your answer is a proposal')
    for (let pairs = 0; pairs < 50 && (await proposes.count()) === 0; pairs += 1) {
      const next = worker
        .getByRole('heading', { name: 'After this' })
        .locator('xpath=following-sibling::ol[1]')
        .getByRole('link')
        .nth(pairs)
      if ((await next.count()) === 0) break
      await next.click()
      if ((await proposes.count()) === 0) await worker.goto('/links/review')
    }
    await proposes.waitFor()
    await worker.getByRole('button', { name: 'Different people' }).click()
    await worker
      .getByText(/Proposed/)
      .first()
      .waitFor()
    expect(await everything()).toEqual(before)
  })

  it('"something is wrong here" makes two people of one, and undo makes one of the two, with nothing else moved', async () => {
    const before = await everything()
    const detective = await as('lewisham', '/people?q=Albana Hoxha')
    await detective.locator('.tl-results').getByRole('link').first().click()
    await detective
      .getByRole('link', { name: /^Something is wrong here/ })
      .first()
      .click()
    await detective.getByText('These records are taken for one person now.').waitFor()
    await detective.getByLabel('What decided it for you').fill('Ours was at home with her aunt at that hour')
    await detective.getByRole('button', { name: 'Different people' }).click()
    await detective.getByText('These records are taken for two people now.').waitFor()
    expect(await pageFaults(detective)).toEqual([])
    const apart = await everything()
    expect(apart).toHaveLength(before.length + 1)
    // All others are with whom they were.
    const others = before.filter(group => !apart.some(one => one.join() === group.join()))
    expect(others).toHaveLength(1)
    await detective.getByRole('button', { name: 'Undo' }).click()
    await detective.getByText('Taken back. The records are as they were.').waitFor()
    expect(await everything()).toEqual(before)
  })
})

describe('a public set of 5,000 records, split between two agencies', () => {
  const { addUser, signIn, sql } = journey()

  it.skipIf(!existsSync(FEBRL))(
    'comes to the same people by two uploads as by the shell tool (needs ../shared/data/linkage/febrl3.csv)',
    async () => {
      const [header = '', ...rows] = readFileSync(FEBRL, 'utf8').trim().split('\n')
      const folder = await mkdtemp(join(tmpdir(), 'throughline-halves-'))
      try {
        const halves = AGENCIES.map((agency, n) => ({
          agency,
          file: join(folder, `${agency}.csv`),
          text: [header, ...rows.filter((_, at) => at % 2 === n)].join('\n'),
        }))
        await Promise.all(halves.map(({ file, text }) => writeFile(file, text)))
        for (const { agency, text } of halves) {
          await addUser({ agency, email: `steward@${agency}.example`, name: 'Sam Steward', roles: 'data-steward' })
          const page = await signIn(`steward@${agency}.example`, 'Bring records in')
          await upload(page, `${agency}.csv`, text)
        }
        const hub = await sql<{ id: string; person: string }>(
          `select r.source_id as id, m.person_id as person from record r join member m using (agency_id, record_id)
            where r.agency_id = any($1)`,
          [AGENCIES],
        )
        const shell = await linked(
          halves.map(({ file }) => file),
          join(folder, 'clusters.csv'),
        )
        const truth = hub.map(({ id }) => ({ id, person: /^rec-\d+/.exec(id)?.[0] ?? id }))
        const [hubF1, shellF1] = [pairwiseF1(hub, truth), pairwiseF1(shell, truth)]
        console.info(`febrl3 in two halves, F1: hub ${hubF1.toFixed(4)}, shell tool ${shellF1.toFixed(4)}`)
        expect(hub).toHaveLength(rows.length)
        expect(difference(hub, shell)).toEqual({ onlyHub: [], onlyShell: [] })
        expect(hubF1).toBeGreaterThanOrEqual(0.99)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    120_000,
  )
})

interface Placed {
  readonly id: string
  readonly person: string
}

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.goto('/records-in/new')
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByRole('button', { name: 'Bring in 2,500 rows' }).click({ timeout: 90_000 })
  await page.getByText('2,500 rows went in').waitFor({ timeout: 90_000 })
}

/** What `throughline link` makes of files, by the model as the hub has it. */
async function linked(files: readonly string[], clusters: string): Promise<readonly Placed[]> {
  const args = ['bin/throughline', 'link', ...files, '--id', 'rec_id', '--no-train', '--clusters', clusters]
  await promisify(execFile)(process.execPath, args, { cwd: projectFolder })
  const [, ...lines] = readFileSync(clusters, 'utf8').trim().split(/\r?\n/)
  return lines.map(line => {
    const [id = '', person = ''] = line.split(',')
    return { id: id.trim(), person }
  })
}

/** Ids by person: sorted lists, sorted. */
function groupsOf(rows: readonly Placed[]): string[][] {
  const byPerson = Map.groupBy(rows, row => row.person)
  return [...byPerson.values()]
    .map(group => group.map(({ id }) => id.trim()).toSorted())
    .toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
}

function pairsOf(rows: readonly Placed[]): Set<string> {
  return new Set(
    groupsOf(rows).flatMap(ids => ids.flatMap((one, at) => ids.slice(at + 1).map(other => `${one} ${other}`))),
  )
}

/** Pairs that one of the two puts together and the other does not. */
function difference(hub: readonly Placed[], shell: readonly Placed[]) {
  const [ofHub, ofShell] = [pairsOf(hub), pairsOf(shell)]
  return { onlyHub: [...ofHub.difference(ofShell)], onlyShell: [...ofShell.difference(ofHub)] }
}

function pairwiseF1(found: readonly Placed[], truth: readonly Placed[]): number {
  const [put, wanted] = [pairsOf(found), pairsOf(truth)]
  return (2 * put.intersection(wanted).size) / (put.size + wanted.size)
}
