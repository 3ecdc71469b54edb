import type { UserId } from '#domain/values/ids.ts'
import type { Database } from '#store/database.ts'
import { findUserByEmail, insertUser, type NewUser, type User } from '#store/users.ts'
import { hashPassword } from './passwords.ts'

export type { NewUser, User }

/** Add somebody who may sign in with a password. Undefined when the address is taken. */
export async function addUser(database: Database, user: NewUser, password: string): Promise<UserId | undefined> {
  const passwordHash = await hashPassword(password)
  return database.transaction('', async tx => {
    if (await findUserByEmail(tx, user.email)) return undefined
    return insertUser(tx, { ...user, passwordHash })
  })
}

/** Add the ready users of a demonstration that are not there yet. */
export async function keepPersonas(database: Database, personas: readonly NewUser[]): Promise<void> {
  await database.transaction('', async tx => {
    for (const persona of personas) if (!(await findUserByEmail(tx, persona.email))) await insertUser(tx, persona)
  })
}

/** Somebody who may sign in, by address. */
export function userByEmail(database: Database, email: string): Promise<User | undefined> {
  return database.transaction('', tx => findUserByEmail(tx, email))
}
