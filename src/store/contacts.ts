import { sql } from 'kysely'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Tx } from './database.ts'

/** An agency and the team that looks after something; the team on duty when none is named or it is gone. */
export interface Holder {
  readonly holder: AgencyId
  readonly team: string | undefined
}

/** Names and numbers as the agency keeps them here. */
export interface ContactRow {
  readonly agency: AgencyId
  /** The team that was asked for, not the one that was found. */
  readonly asked: string | null
  readonly name: string
  readonly team: string | null
  readonly phone: string | null
  readonly outOfHours: string | null
}

/** Whom to ring at each of these, in no order. Reference data: no grant is needed. */
export async function listContacts(tx: Tx, holders: readonly Holder[]): Promise<readonly ContactRow[]> {
  if (holders.length === 0) return []
  const { rows } = await sql<ContactRow>`
    select a.agency_id as agency, h.team as asked, a.name, t.name as team, coalesce(t.phone, a.phone) as phone,
           a.out_of_hours_phone as "outOfHours"
      from (select distinct * from unnest(${holders.map(one => one.holder)}::text[], ${holders.map(one => one.team ?? null)}::text[]) u (agency, team)) h
      join agency a on a.agency_id = h.agency
      left join lateral (
        select x.name, x.phone from team x
         where x.agency_id = a.agency_id and (x.team_id = h.team or x.on_duty)
         order by x.team_id = h.team desc nulls last, x.team_id
         limit 1) t on true`.execute(tx)
  return rows
}
