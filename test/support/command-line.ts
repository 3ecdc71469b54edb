import { commands } from '#cli/commands.ts'
import { runCommandLine } from '#cli/run.ts'

/** Run `throughline` in this process: its exit code, and all that it wrote to standard output and standard error. */
export async function commandLine(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const io = {
    stdout: (text: string) => {
      out += text
    },
    stderr: (text: string) => {
      err += text
    },
  }
  const code = await runCommandLine(commands, args, io)
  return { code, out, err }
}
