import { type Action, RULES } from '#domain/access.ts'
import { type Purpose, type Role, ROLES } from '#domain/actor.ts'
import { purposesOf } from '#services/sign-in.ts'
import { STANDING } from './cases.ts'
import { type Place, PLACES } from './secrets.ts'
import type { Session } from './world.ts'

/** Somebody who asks: of which agency, in which role, for which purpose. */
export type Asker = Pick<Session, 'place' | 'role' | 'purpose'>

/** The three agencies of the world. */
export const places = Object.keys(PLACES) as readonly Place[]

/** What the table of policy says, read by eyes of the tests' own. */
export function mayDo(action: Action, about: keyof typeof STANDING, { place, role, purpose }: Asker): boolean {
  const { roles, purposes, reach } = RULES[action]
  const has = (list: readonly string[], one: string) => list.some(item => item === one)
  return has(roles, role) && has(purposes, purpose) && has(reach, STANDING[about][place])
}

/**
 * Who asks. At the holder: each role that the action is for, for every purpose that it may sign in with. Everybody else, and at the
 * other agencies: each role for one purpose, that of the action where there is one.
 */
export function askersOf(action: Action): readonly Asker[] {
  const { roles, purposes } = RULES[action]
  return places.flatMap(place =>
    ROLES.flatMap((role: Role) => {
      const all = purposesOf([role])
      const fitting = all.find((purpose: Purpose) => purposes.some(one => one === purpose)) ?? all[0]
      const isFor = place === 'holder' && roles.some(one => one === role)
      const asked = isFor ? all : all.filter(purpose => purpose === fitting)
      return asked.map(purpose => ({ place, role, purpose }))
    }),
  )
}
