import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONFIG_VARIABLES, environment, loadConfig, projectFolder } from './config.ts'

describe('loadConfig', () => {
  it('needs no variable at all', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      dataDir: join(projectFolder, 'var'),
      databaseUrl: undefined,
      demo: true,
      demoPeople: 6000,
      secureCookies: false,
    })
  })

  it('takes no demonstration for granted over a database that was given', () => {
    expect(loadConfig({ DATABASE_URL: 'postgresql://db/live' }).demo).toBe(false)
    expect(loadConfig({ DATABASE_URL: 'postgresql://db/trial', THROUGHLINE_DEMO: 'true' }).demo).toBe(true)
  })

  it('sends cookies over https only when people come by https', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://hub.example.org/' })).toMatchObject({
      publicUrl: 'https://hub.example.org',
      secureCookies: true,
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', SMTP_URL: ' ' })).toMatchObject({ port: 3000, smtpUrl: undefined })
  })

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true)
  })

  it.each([
    [{ PORT: '70000' }, /PORT is '70000'/u],
    [{ PORT: '3000x' }, /PORT/u],
    [{ THROUGHLINE_DEMO: 'perhaps' }, /THROUGHLINE_DEMO is 'perhaps'/u],
    [{ THROUGHLINE_DEMO_PEOPLE: '-1' }, /THROUGHLINE_DEMO_PEOPLE/u],
    [{ SESSION_HOURS: '48' }, /SESSION_HOURS/u],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/u],
    [{ SMTP_URL: 'localhost:25' }, /SMTP_URL/u],
    [{ DATABASE_URL: 'mysql://u:hunter2@db/x' }, /^(?!.*hunter2).*DATABASE_URL/u],
  ])('refuses %j by the name of the variable', (env, message) => {
    expect(() => loadConfig(env)).toThrow(message)
  })
})

describe('.env', () => {
  it('is read when it is there, and the real environment wins', () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-config-'))
    writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST=0.0.0.0\n')
    expect(loadConfig(environment({ PORT: '5000' }, folder))).toMatchObject({ port: 5000, host: '0.0.0.0' })
    expect(environment({ PORT: '1' }, tmpdir())).toEqual({ PORT: '1' })
  })

  it('has an example that names every variable once, with nothing switched on', () => {
    const lines = readFileSync(join(projectFolder, '.env.example'), 'utf8').split('\n')
    const named = lines.flatMap(line => /^#([A-Z_]+)=/u.exec(line)?.[1] ?? [])
    expect(named.toSorted()).toEqual([...CONFIG_VARIABLES].toSorted())
    expect(lines.filter(line => line !== '' && !line.startsWith('#'))).toEqual([])
  })
})
