import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { type Role, ROLES } from '#domain/actor.ts'
import type { TeamId } from '#domain/values/ids.ts'
import { addUser } from '#services/users.ts'
import { type Command, type Io, JobFailed, WrongUse } from './command.ts'
import { agencyOf, withHub } from './hub.ts'

const help = `throughline user add --agency CODE --email ADDRESS --name NAME --roles ROLE[,ROLE…] [--team CODE]

Adds somebody who may sign in. The password is read from standard input, its first line, at least 12 characters.

  --roles  of: ${ROLES.filter(role => role !== 'system' && role !== 'operator' && role !== 'guest').join(', ')}
  --team   code of one of the agency's teams

Exit codes: 0 added, 1 the address is taken or the password too short, 2 wrong use.
`

const SHORTEST = 12

/** `throughline user add`: let somebody sign in. */
export const user: Command = { name: 'user', summary: 'add somebody who may sign in', help, run }

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      agency: { type: 'string' },
      email: { type: 'string' },
      name: { type: 'string' },
      roles: { type: 'string' },
      team: { type: 'string' },
    },
  })
  if (positionals.length !== 1 || positionals[0] !== 'add') throw new WrongUse("Say what to do: 'user add'.")
  const { email, name } = values
  if (email === undefined || !/^\S+@\S+\.\S+$/.test(email)) throw new WrongUse('Say the address: --email ADDRESS.')
  if (name === undefined || name.trim() === '') throw new WrongUse('Say the name: --name NAME.')
  const roles = rolesOf(values.roles)
  const added = await withHub(io, async ({ reference, database }) => {
    const agency = agencyOf(reference, values.agency)
    const team = teamOf(reference.agencyByCode.get(agency)?.teams ?? [], values.team)
    const password = await readPassword(io)
    return addUser(database, { agency, email, name, roles, ...(team === undefined ? {} : { team }) }, password)
  })
  if (added === undefined) throw new JobFailed('Somebody signs in with this address already.')
  io.stdout(`Added ${email}.\n`)
  return 0
}

function rolesOf(given: string | undefined): Role[] {
  const asked = (given ?? '').split(',').map(role => role.trim())
  const roles = ROLES.filter(
    role => asked.includes(role) && role !== 'system' && role !== 'operator' && role !== 'guest',
  )
  if (roles.length === 0 || roles.length !== asked.length)
    throw new WrongUse('Say the roles: --roles ROLE[,ROLE…]. --help lists them.')
  return roles
}

function teamOf(teams: readonly { readonly code: string }[], given: string | undefined): TeamId | undefined {
  if (given === undefined) return undefined
  if (!teams.some(team => team.code === given)) {
    throw new WrongUse(
      `That agency has no team '${given.slice(0, 60)}'. It has: ${teams.map(team => team.code).join(', ')}.`,
    )
  }
  return given as TeamId
}

async function readPassword(io: Io): Promise<string> {
  if (process.stdin.isTTY) io.stderr('Password: ')
  const [password = ''] = (await text(process.stdin)).split('\n')
  if (password.length < SHORTEST) throw new JobFailed(`The password has fewer than ${SHORTEST} characters.`)
  return password
}
