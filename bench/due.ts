import type pg from 'pg'
import { type ClockRule, dueAt } from '#domain/clock.ts'
import { type Instant, toInstant } from '#domain/values/time.ts'
import { sayWhatIsLate } from '#services/cases.ts'
import { forAgenciesWithDue } from '#services/due-work.ts'
import { openDatabase } from '#store/database.ts'
import { loadReference } from '#store/reference.ts'
import { addChildren, agenciesOfCases, idOf, openCases } from './case-world.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './run.ts'
import { withClient } from './world.ts'

const AGENCIES = 40
/** One clock in so many has run out since the job ran last. */
const LATE_EVERY = 1000

/**
 * So many open clocks of cases, in forty agencies: the job that says what is late runs until nothing is left to say, and again with nothing to
 * say; and when each is due is worked out anew by the rules of law and practice.
 */
export async function run({ records, seed }: BenchOptions): Promise<Record<string, unknown>> {
  const world = await openCases('due', client => fill(client, records, seed))
  try {
    const database = openDatabase(world.connection)
    const now = toInstant(new Date())
    const once = () => forAgenciesWithDue(database, now, 'case-clocks', sayWhatIsLate)
    const left = () =>
      withClient(world.owner, async client => {
        const { rows } = await client.query<{ late: number }>(
          'select count(*)::int as late from case_matter where late_at is null and ended_at is null and due_at <= $1',
          [now],
        )
        return rows[0]?.late ?? 0
      })
    const late = await left()
    const begun = performance.now()
    let runs = 0
    for (; (await left()) > 0; runs += 1) await once()
    const saidSeconds = (performance.now() - begun) / 1000
    const idle = performance.now()
    await once()
    const idleMs = performance.now() - idle
    await database.close()
    const rules = reckon(records)
    return {
      open: records,
      late,
      runs,
      jobSeconds: rounded(saidSeconds),
      lateASecond: Math.round(late / saidSeconds),
      idleMs: rounded(idleMs),
      reckonedSeconds: rounded(rules),
      reckonedASecond: Math.round(records / rules),
    }
  } finally {
    await world.close()
  }
}

/** Work out when so many clocks are due, of every kind, begun all over the year: in seconds. */
function reckon(clocks: number): number {
  const { clocks: all, holidays } = loadReference()
  const rules: readonly ClockRule[] = all
  const now = toInstant(new Date())
  const first = Date.parse(now) - 365 * 86_400_000
  const started = Array.from({ length: 1000 }, (_, n) => new Date(first + n * 31_536_000).toISOString() as Instant)
  const begun = performance.now()
  let last = ''
  for (let n = 0; n < clocks; n += 1) {
    const rule = rules[n % rules.length]
    if (rule === undefined) continue
    last = dueAt(rule, { startedAt: started[n % started.length] ?? now, pauses: [] }, holidays, now)
  }
  if (last === '') throw new Error('No clock was due')
  return (performance.now() - begun) / 1000
}

async function fill(client: pg.Client, clocks: number, seed: number): Promise<void> {
  const agencies = agenciesOfCases().slice(0, AGENCIES)
  const each = Math.ceil(clocks / agencies.length)
  // Twenty clocks a child.
  const children = Math.ceil(each / 20)
  for (const [at, agency] of agencies.entries()) {
    await addChildren(client, agency, children, seed + at)
    await client.query(
      `insert into case_matter (agency_id, matter_id, other_agency, kind, record_agency, record_id, since, due_at, owner)
       select $1, ${idOf(`'clock ${seed + at} ' || n`)}, case when n % 3 = 0 then $3 end, 'action', $1,
              ${idOf(`'record ${seed + at} ' || (1 + n % $4::int)`)}, now() - interval '60 days',
              case when n % ${LATE_EVERY} = 0 then now() - interval '1 minute' else now() + (1 + n % 60) * interval '1 day' end, 'Worker ' || n % 200
         from generate_series(1, $2::int) n`,
      [agency, Math.min(each, clocks - at * each), agencies[(at + 1) % agencies.length], children],
    )
  }
}
