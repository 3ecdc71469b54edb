import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { projectFolder } from '#config'
import { PURPOSES, ROLES } from '#domain/actor.ts'
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
})

/** The ready sign-ins of the demonstration, in the order in which they are offered. Throws when the file does not have the form. */
export function readPersonas(): readonly NewUser[] {
  const file: unknown = JSON.parse(readFileSync(join(projectFolder, 'data', 'demo', 'personas.json'), 'utf8'))
  const { personas } = Value.Parse(Personas, file)
  return personas.map(({ email, name, agency, team, roles, purpose, title, sees }, order) => ({
    email,
    name,
    agency,
    team,
    roles,
    persona: { title, sees, purpose, order },
  }))
}
