import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'

/** The project's own folder, absolute. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Everything the environment may say, checked once at start. */
export interface Config {
  /** Address to listen on. */
  readonly host: string
  /** Port to listen on; 0 takes any free one. */
  readonly port: number
  /** Absolute folder of everything the service keeps itself, the embedded database included. */
  readonly dataDir: string
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined
  /** Whether the demonstration world and its personas are offered. */
  readonly demo: boolean
  readonly demoPeople: number
  /** Address that people type, without a slash at the end; links in e-mails start with it. */
  readonly publicUrl: string
  /** Hours after which a session ends, whatever its use. */
  readonly sessionHours: number
  /** Where e-mail goes; without it none is sent. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Whether cookies are sent over https only. */
  readonly secureCookies: boolean
}

/** The environment cannot be used; the message names the variable and says what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Names of every variable that {@link loadConfig} reads, in the order of `.env.example`. */
export const CONFIG_VARIABLES = [
  'HOST',
  'PORT',
  'PUBLIC_URL',
  'THROUGHLINE_DATA',
  'DATABASE_URL',
  'THROUGHLINE_DEMO',
  'THROUGHLINE_DEMO_PEOPLE',
  'SESSION_HOURS',
  'SECURE_COOKIES',
  'SMTP_URL',
  'MAIL_FROM',
  'LOG_LEVEL',
] as const

type Variable = (typeof CONFIG_VARIABLES)[number]

/** The process's environment over what the project's `.env` file says, if there is one. */
export function environment(processEnv: NodeJS.ProcessEnv, folder: string = projectFolder): NodeJS.ProcessEnv {
  const file = join(folder, '.env')
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...processEnv } : processEnv
}

/** Check the environment and give a frozen configuration. Throws {@link ConfigError} naming the variable. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const text = (name: Variable) => env[name]?.trim() || undefined
  const host = text('HOST') ?? '127.0.0.1'
  const port = wholeNumber('PORT', text('PORT'), 3000, 0, 65_535)
  const databaseUrl = url('DATABASE_URL', text('DATABASE_URL'), ['postgres:', 'postgresql:'])
  const publicUrl = url('PUBLIC_URL', text('PUBLIC_URL'), ['http:', 'https:']) ?? defaultPublicUrl(host, port)
  return Object.freeze({
    host,
    port,
    dataDir: resolve(projectFolder, text('THROUGHLINE_DATA') ?? 'var'),
    databaseUrl,
    demo: flag('THROUGHLINE_DEMO', text('THROUGHLINE_DEMO'), databaseUrl === undefined),
    demoPeople: wholeNumber('THROUGHLINE_DEMO_PEOPLE', text('THROUGHLINE_DEMO_PEOPLE'), 6000, 1, 2_000_000),
    publicUrl: publicUrl.replace(/\/+$/u, ''),
    sessionHours: wholeNumber('SESSION_HOURS', text('SESSION_HOURS'), 10, 1, 24),
    smtpUrl: url('SMTP_URL', text('SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: text('MAIL_FROM') ?? 'Throughline <no-reply@localhost>',
    logLevel: oneOf('LOG_LEVEL', text('LOG_LEVEL'), LOG_LEVELS, 'info'),
    secureCookies: flag('SECURE_COOKIES', text('SECURE_COOKIES'), publicUrl.startsWith('https:')),
  })
}

function defaultPublicUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function wholeNumber(name: Variable, text: string | undefined, standard: number, least: number, most: number): number {
  if (text === undefined) return standard
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new ConfigError(`${name} is '${text}': write a whole number from ${least} to ${most}, or leave it out`)
}

function flag(name: Variable, text: string | undefined, standard: boolean): boolean {
  if (text === undefined) return standard
  if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no', 'off'].includes(text.toLowerCase())) return false
  throw new ConfigError(`${name} is '${text}': write true or false, or leave it out`)
}

function oneOf<T extends string>(name: Variable, text: string | undefined, known: readonly T[], standard: T): T {
  if (text === undefined) return standard
  const found = known.find(value => value === text.toLowerCase())
  if (found !== undefined) return found
  throw new ConfigError(`${name} is '${text}': write one of ${known.join(', ')}, or leave it out`)
}

/** Never repeats the value: it may hold a password. */
function url(name: Variable, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text
  throw new ConfigError(`${name} is no address: it starts with ${protocols.map(p => `${p}//`).join(' or ')}`)
}
