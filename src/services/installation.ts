import type { Database } from '#store/database.ts'
import { installationKind, type InstallationKind, keepAgencies, markInstallation } from '#store/installation.ts'
import type { Reference } from '#store/reference.ts'
import { DatabaseRefusal } from '#store/refusal.ts'

/**
 * Make the database ready for what this process was started as, and bring agencies and teams up to date.
 *
 * The first start marks the database as a demonstration or as live, for ever: ready sign-ins can never be switched on over
 * live data, and a demonstration never becomes live. Throws DatabaseRefusal with what to do.
 */
export async function prepareInstallation(
  database: Database,
  reference: Reference,
  wanted: InstallationKind,
): Promise<void> {
  await database.transaction('', async tx => {
    await markInstallation(tx, wanted)
    const kind = await installationKind(tx)
    if (kind !== wanted) throw new DatabaseRefusal(wanted === 'demonstration' ? OVER_LIVE : OVER_DEMONSTRATION)
    await keepAgencies(tx, reference, wanted)
  })
}

const OVER_LIVE =
  'This database holds live data, so the demonstration, with its sign-ins without a password, cannot be switched on over it. Leave THROUGHLINE_DEMO unset or set it to false; or give the demonstration a database of its own.'

const OVER_DEMONSTRATION =
  'This database holds the demonstration world, and invented people must not mix with real ones. Give live data a database of its own by DATABASE_URL, or an empty THROUGHLINE_DATA folder.'
