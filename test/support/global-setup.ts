import type { TestProject } from 'vitest/node'
import { openTestServer, type TestServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    server: TestServer
  }
}

/** One database server for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await openTestServer(text => process.stderr.write(`${text}\n`))
  project.provide('server', server)
  return stop
}
