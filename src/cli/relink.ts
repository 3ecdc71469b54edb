import { parseArgs } from 'node:util'
import type { AgencyId } from '#domain/values/ids.ts'
import { toInstant } from '#domain/values/time.ts'
import { operatorOf } from '#services/operators.ts'
import { agencyCodes } from '#services/contacts.ts'
import { redecideAll } from '#services/redecide.ts'
import { relinkAgency, type Relinked } from '#services/relink.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { agencyOf, type Hub, operatorName, withHub } from './hub.ts'

const help = `throughline relink --agency CODE | --all [options]

Links records again, from match keys to people, as after a change of the linkage model. The same records end with the same people;
what people decided stands. May run beside the service, and be stopped and started again at any time.

  --agency CODE    the records of one agency, such as essex-police
  --all            the records of every agency
  --operator NAME  who is at the keyboard, for the audit; default: the login of the machine
  --json           one JSON object on standard output

Progress is on standard error. Exit codes: 0 done, 1 the hub cannot be opened, 2 wrong use.
`

/** `throughline relink`: link records again. */
export const relink: Command = {
  name: 'relink',
  summary: 'link records again, with the same result unless the model changed',
  help,
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      agency: { type: 'string' },
      all: { type: 'boolean', default: false },
      operator: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.all === (values.agency !== undefined)) throw new WrongUse('say either --agency CODE or --all')
  return withHub(io, async hub => {
    const agencies = values.all ? [...hub.reference.agencyByCode.keys()] : [agencyOf(hub.reference, values.agency)]
    const clock = () => toInstant(new Date())
    await redecideAll(hub.database, agencyCodes(), clock, { count: true })
    const total = await relinkAll(hub, agencies.map(String), operatorName(values.operator), io)
    io.stdout(values.json ? `${JSON.stringify(total)}\n` : inWords(total))
    return 0
  })
}

async function relinkAll(hub: Hub, agencies: readonly string[], name: string, io: Io): Promise<Relinked> {
  let total: Relinked = { records: 0, changedPersons: 0, crowdedKeys: 0 }
  for (const code of agencies) {
    const agency: AgencyId = agencyOf(hub.reference, code)
    const who = () => operatorOf(agency, name, toInstant(new Date()))
    const done = await relinkAgency(hub.database, who, soFar =>
      io.stderr(`${code}: ${number(soFar.records)} records\n`),
    )
    total = {
      records: total.records + done.records,
      changedPersons: total.changedPersons + done.changedPersons,
      crowdedKeys: total.crowdedKeys + done.crowdedKeys,
    }
  }
  return total
}

function inWords(total: Relinked): string {
  const crowded = `${number(total.crowdedKeys)} match keys are shared by more than 200 records; of those only the first 200 were looked at.\n`
  return `${number(total.records)} records linked again; ${number(total.changedPersons)} people changed.\n${total.crowdedKeys > 0 ? crowded : ''}`
}

function number(value: number): string {
  return value.toLocaleString('en-GB')
}
