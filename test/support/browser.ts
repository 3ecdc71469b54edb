import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/** Quiet on a machine without network: no look-ups of the browser's own. As root there is no sandbox to be had. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** A new headless Chromium. Close it in `afterAll`. */
export async function browser(): Promise<Browser> {
  const { path, env } = await findChromium()
  return chromium.launch({ executablePath: path, args: ARGUMENTS, env: { ...process.env, ...env } })
}
