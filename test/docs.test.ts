import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#config'

const documents = globSync(['*.md', 'docs/**/*.md', 'data/**/*.md'], { cwd: projectFolder }).toSorted()
const decisions = globSync('docs/decisions/*.md', { cwd: projectFolder }).map(path =>
  path.replace('docs/decisions/', ''),
)

function read(name: string): string {
  return readFileSync(join(projectFolder, name), 'utf8')
}

describe('the documents', () => {
  it.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'LICENSE',
    'docs/glossary.md',
  ])('include %s', name => {
    expect(existsSync(join(projectFolder, name))).toBe(true)
  })

  it('introduce the project in at most 120 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120)
  })

  it.each(documents)('lead somewhere with every link in %s', name => {
    const text = read(name).replaceAll(/```[\s\S]*?```/gu, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(match => match[1] ?? '')
    const local = targets.filter(target => !/^(?:[a-z]+:|#)/u.test(target)).map(target => target.replace(/#.*$/u, ''))
    expect(
      local.filter(target => !existsSync(resolve(projectFolder, dirname(name), decodeURIComponent(target)))),
    ).toEqual([])
  })

  it('number each decision once, without a gap', () => {
    expect(decisions.filter(name => !/^\d{4}-[a-z0-9-]+\.md$/u.test(name))).toEqual([])
    const numbers = decisions.map(name => Number(name.slice(0, 4))).toSorted((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
  })

  it.each(decisions)('say in %s what was decided, why and what follows', name => {
    const text = read(join('docs', 'decisions', name))
    for (const heading of ['Context', 'Decision', 'Consequence']) expect(text).toContain(`**${heading}.**`)
  })

  it('name a source and a licence for every folder of data', () => {
    const folders = globSync('data/*/', { cwd: projectFolder }).filter(
      folder => globSync(`${folder}/**/*.{csv,json,txt}`, { cwd: projectFolder }).length > 0,
    )
    const unsourced = folders.filter(folder => {
      const readme = join(folder, 'README.md')
      return !existsSync(join(projectFolder, readme)) || !/licen[cs]e/iu.test(read(readme))
    })
    expect(unsourced).toEqual([])
  })
})
