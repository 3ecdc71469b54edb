import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectFolder } from '#config'
import { rounded } from './figures.ts'
import type { World } from './world.ts'

/** The real service in a process of its own, reached over HTTP. */
export interface Service {
  readonly address: string
  /** From the start of the process to its line that says it is ready, in milliseconds. */
  readonly readyAfter: number
  /** Sign in; gives a client with that session. Throws when refused. */
  signIn(email: string, password: string): Promise<Client>
  /** Wait until the service has read all people into memory; gives how many seconds it took since it was ready. */
  remembers(): Promise<number>
  stop(): Promise<void>
}

/** What came back, and after how many milliseconds the last byte of it. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly took: number
}

export interface Client {
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

const LOOK_EVERY_MS = 200

/** Start the service on a world, as a live service with its jobs. */
export function startOn(world: Pick<World, 'url'>): Promise<Service> {
  const env = { DATABASE_URL: world.url, THROUGHLINE_DEMO: 'false', PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error' }
  return startService(process.execPath, [join(projectFolder, 'src', 'main.ts')], env)
}

/** Start a program that prints the ready line. What it says on standard error is shown when it fails. */
export async function startService(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Service> {
  const begun = performance.now()
  const child = spawn(program, args, {
    cwd: projectFolder,
    env: { ...process.env, ...env },
    // A group of its own, so that a stop reaches what a starter such as npm started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const address = await readyLine(child)
  const readyAfter = rounded(performance.now() - begun)
  const agent = new Agent({ keepAlive: true })
  return {
    address,
    readyAfter,
    signIn: async (email, password) => {
      const answer = await ask(agent, `${address}/api/v1/sessions`, {}, { email, password, purpose: 'safeguarding' })
      if (answer.status !== 201) throw new Error(`Signing in answered ${answer.status}: ${answer.body}`)
      const { token }: { readonly token: string } = JSON.parse(answer.body)
      // Pages know the cookie, the API knows the bearer; a request has one of them.
      const as = (path: string) =>
        path.startsWith('/api/') ? { authorization: `Bearer ${token}` } : { cookie: `throughline_session=${token}` }
      return {
        get: path => ask(agent, `${address}${path}`, as(path)),
        post: (path, body, headers = {}) => ask(agent, `${address}${path}`, { ...as(path), ...headers }, body),
      }
    },
    remembers: async () => {
      for (;;) {
        const { body } = await ask(agent, `${address}/health`, {})
        if (JSON.parse(body).peopleInMemory === true) return rounded((performance.now() - begun - readyAfter) / 1000)
        await sleep(LOOK_EVERY_MS)
      }
    },
    stop: async () => {
      agent.destroy()
      await stopped(child)
    },
  }
}

async function readyLine(child: ChildProcess): Promise<string> {
  let said = ''
  // What goes wrong in the service is shown as it comes, and again should it never be ready.
  child.stderr?.on('data', chunk => {
    process.stderr.write(chunk)
    said = `${said}${chunk}`.slice(-4000)
  })
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /ready at (\S+)/.exec(line)?.[1]
      if (address !== undefined) {
        child.stdout.resume()
        return address
      }
    }
  }
  throw new Error(`The service ended before it was ready: ${said}`)
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGTERM')
  await ended
}

function ask(agent: Agent, url: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const begun = performance.now()
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const type = sent === undefined ? {} : { 'content-type': 'application/json' }
  const outgoing = request(
    url,
    { agent, method: sent === undefined ? 'GET' : 'POST', headers: { ...type, ...headers } },
    response => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          took: performance.now() - begun,
        }),
      )
    },
  )
  outgoing.on('error', reject)
  outgoing.end(sent)
  return promise
}
