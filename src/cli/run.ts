import { type Command, type Io, JobFailed, WrongUse } from './command.ts'

/** One row of the table of commands: known by name and line, loaded when called. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** Run the command line `args` (without program name) and give the exit code. */
export async function runCommandLine(
  commands: readonly CommandEntry[],
  args: readonly string[],
  io: Io,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout(overview(commands))
    return name === undefined ? 2 : 0
  }
  const entry = commands.find(command => command.name === name)
  if (!entry) {
    io.stderr(`There is no command '${name}'. Commands: ${commands.map(command => command.name).join(', ')}.\n`)
    return 2
  }
  const command = await entry.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(`${command.help.trimEnd()}\n`)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (error) {
    const wrongUse = isWrongUse(error)
    if (!wrongUse && !(error instanceof JobFailed)) throw error
    io.stderr(`throughline ${name}: ${error.message}\n`)
    if (wrongUse) io.stderr(`See: throughline ${name} --help\n`)
    return wrongUse ? 2 : 1
  }
}

/** Wrong use, found by the command or by node's own reading of the options. */
function isWrongUse(error: unknown): error is Error {
  if (error instanceof WrongUse) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function overview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(command => command.name.length))
  const lines = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`)
  return [
    'throughline COMMAND [options]',
    '',
    ...lines,
    '',
    'throughline COMMAND --help tells more. Exit codes: 0 done, 1 the job failed, 2 wrong use.',
    '',
  ].join('\n')
}
