/** Where a command writes: answers on stdout, progress and errors on stderr. */
export interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

/** One word of the command line. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints. */
  readonly help: string
  /** Exit code: 0 done, 1 the job failed, 2 wrong use. A `WrongUse` or `JobFailed` that is thrown becomes 2 or 1. */
  run(args: readonly string[], io: Io): Promise<number>
}

/** The command was called wrongly; the message says what, where and what to do. Exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** The command was called rightly and could not do its job; the message says why. Exit code 1. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
}
