import { sql } from 'kysely'
import type { Tx } from './database.ts'
import type { Reference } from './reference.ts'

export type InstallationKind = 'demonstration' | 'live'

/** How far the demonstration world has come, and what it was made from, so that it can be finished after a crash. */
export interface WorldState {
  readonly seed?: number
  readonly people?: number
  /** The instant from which its twelve months count back. */
  readonly now?: string
  readonly done?: boolean
}

/** What the database was marked for when its first data came in; undefined while it is empty. */
export async function installationKind(tx: Tx): Promise<InstallationKind | undefined> {
  const row = await tx.selectFrom('installation').select('kind').executeTakeFirst()
  return row?.kind === 'demonstration' || row?.kind === 'live' ? row.kind : undefined
}

/** Mark an unmarked database; a marked one keeps its mark for ever. Two starts at once make one mark. */
export async function markInstallation(tx: Tx, kind: InstallationKind): Promise<void> {
  await tx
    .insertInto('installation')
    .values({ kind })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** What the demonstration world was made from, and whether it is complete. */
export async function getWorldState(tx: Tx): Promise<WorldState> {
  const row = await tx.selectFrom('installation').select('world').executeTakeFirst()
  return typeof row?.world === 'object' && row.world !== null ? (row.world as WorldState) : {}
}

/** Note how far the demonstration world has come. */
export async function setWorldState(tx: Tx, world: WorldState): Promise<void> {
  await tx
    .updateTable('installation')
    .set({ world: JSON.stringify(world) })
    .execute()
}

/**
 * Bring the agencies and teams of the reference data up to date.
 *
 * The numbers and addresses in the reference data are invented, as are some agencies: live databases get neither, and keep what was entered there.
 */
export async function keepAgencies(tx: Tx, reference: Reference, kind: InstallationKind): Promise<void> {
  const agencies = reference.agencies.filter(agency => kind === 'demonstration' || !agency.demonstration)
  const invented = (value: string | undefined) => (kind === 'demonstration' ? (value ?? null) : null)
  const teams = agencies.flatMap(agency => agency.teams.map(team => ({ ...team, agency: agency.code })))
  await sql`
    insert into agency (agency_id, name, kind, regime, gss, phone, out_of_hours_phone, demonstration)
    select * from jsonb_to_recordset(${JSON.stringify(
      agencies.map(agency => ({
        agency_id: agency.code,
        name: agency.name,
        kind: agency.kind,
        regime: agency.regime,
        gss: agency.gss ?? null,
        phone: invented(agency.phone),
        out_of_hours_phone: invented(agency.outOfHoursPhone),
        demonstration: agency.demonstration ?? false,
      })),
    )}::jsonb) as a(agency_id text, name text, kind text, regime text, gss text, phone text, out_of_hours_phone text, demonstration boolean)
    on conflict (agency_id) do update set name = excluded.name, kind = excluded.kind, regime = excluded.regime, gss = excluded.gss,
      phone = coalesce(excluded.phone, agency.phone), out_of_hours_phone = coalesce(excluded.out_of_hours_phone, agency.out_of_hours_phone), demonstration = excluded.demonstration
  `.execute(tx)
  await sql`
    insert into team (agency_id, team_id, name, on_duty, email, phone)
    select * from jsonb_to_recordset(${JSON.stringify(
      teams.map(team => ({
        agency_id: team.agency,
        team_id: team.code,
        name: team.name,
        on_duty: team.duty,
        email: invented(team.email),
        phone: invented(team.phone),
      })),
    )}::jsonb) as t(agency_id text, team_id text, name text, on_duty boolean, email text, phone text)
    on conflict (agency_id, team_id) do update set name = excluded.name, on_duty = excluded.on_duty, email = coalesce(excluded.email, team.email), phone = coalesce(excluded.phone, team.phone)
  `.execute(tx)
}
