import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { projectFolder } from '#config'
import { PURPOSES, ROLES } from '#domain/actor.ts'
import { GUEST_KINDS } from '#domain/family.ts'
import type { AgencyId, TeamId } from '#domain/values/ids.ts'
import type { NewUser } from '#services/users.ts'

const Text = Type.String({ minLength: 1 })

const Personas = Type.Object({
  about: Text,
  personas: Type.Array(
    Type.Object({
      email: Text,
      name: Text,
      agency: Type.Unsafe<AgencyId>(Text),
      team: Type.Unsafe<TeamId>(Text),
      roles: Type.Array(Type.Enum([...ROLES])),
      purpose: Type.Enum([...PURPOSES]),
      title: Text,
      sees: Text,
    }),
  ),
  guests: Type.Array(
    Type.Object({
      kind: Type.Enum([...GUEST_KINDS]),
      child: Text,
      name: Text,
      /** Eight times the same character. */
      number: Text,
      passphrase: Text,
      sees: Text,
    }),
  ),
})

/** Somebody of a family with a page of their own. */
export type DemoGuest = Type.Static<typeof Personas>['guests'][number]

/** The ready sign-ins of the demonstration, in the order in which they are offered. Throws when the file does not have the form. */
export function readPersonas(): readonly NewUser[] {
  return read().personas.map(({ email, name, agency, team, roles, purpose, title, sees }, order) => ({
    email,
    name,
    agency,
    team,
    roles,
    persona: { title, sees, purpose, order },
  }))
}

/** The family of the demonstration, whose page is open. Throws when the file does not have the form. */
export function readGuests(): readonly DemoGuest[] {
  return read().guests
}

function read(): Type.Static<typeof Personas> {
  const file: unknown = JSON.parse(readFileSync(join(projectFolder, 'data', 'demo', 'personas.json'), 'utf8'))
  return Value.Parse(Personas, file)
}
