import { parseArgs } from 'node:util'
import { toInstant } from '#domain/values/time.ts'
import { verifyAll } from '#services/audit.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { agencyOf, operatorName, withHub } from './hub.ts'

const help = `throughline audit verify [--agency CODE] [--operator NAME] [--json]

Reads the audit trail of every agency, or of one, and checks that each entry follows from the one before it: that none was
changed, taken out or put in. The check is itself written to the trail.

  --agency    only this agency
  --operator  who is checking, for the trail; the login of this machine when not given
  --json      one JSON object: {"whole": true, "broken": [{"agency", "seq", "problem"}], "agencies": 233}

Exit codes: 0 every trail is whole, 1 one is not, 2 wrong use.
`

/** `throughline audit verify`: whether the audit trails are whole. */
export const audit: Command = { name: 'audit', summary: 'verify the audit trails', help, run }

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { agency: { type: 'string' }, operator: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new WrongUse("Say what to do: 'audit verify'.")
  const verified = await withHub(io, hub => {
    const only = values.agency === undefined ? undefined : agencyOf(hub.reference, values.agency)
    return verifyAll(hub.database, operatorName(values.operator), () => toInstant(new Date()), only)
  })
  const broken = verified.flatMap(one => (one.break === undefined ? [] : [{ agency: one.agency, ...one.break }]))
  if (values.json) io.stdout(`${JSON.stringify({ whole: broken.length === 0, broken, agencies: verified.length })}\n`)
  else {
    for (const { agency, seq, problem } of broken) io.stdout(`${agency}: broken at entry ${seq}: ${problem}\n`)
    if (broken.length === 0)
      io.stdout(`${verified.length} ${verified.length === 1 ? 'trail is' : 'trails are'} whole.\n`)
  }
  return broken.length === 0 ? 0 : 1
}
