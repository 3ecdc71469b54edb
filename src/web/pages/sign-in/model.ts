import type { FastifyInstance } from 'fastify'
import { personaChoices } from '#services/sign-in.ts'
import { signInPage, type SignInPage, type SignInView } from './view.ts'

/** The sign-in page of this server, with the ready users of a demonstration. */
export async function signInModel(
  { database, pageSetting: { demonstration, purposes } }: FastifyInstance,
  view: Omit<SignInView, 'purposes' | 'personas'>,
): Promise<SignInPage> {
  const personas = demonstration ? await personaChoices(database) : []
  return signInPage({ ...view, purposes, personas })
}
