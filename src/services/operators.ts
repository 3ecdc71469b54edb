import { randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '#domain/actor.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { timedIds } from '#domain/values/timed-id.ts'
import type { Who } from './context.ts'

/** Who is asking when somebody works at the command line for an agency: named, and audited like anyone. */
export function operatorOf(agency: AgencyId, name: string, now: Instant): Who {
  return { ...workerOf(agency, `operator:${name}`, `Operator ${name}`, 'operator', now), purpose: 'data-quality' }
}

/** Who is asking when a job works for an agency: its clocks, its canaries, its expiries. */
export function systemOf(agency: AgencyId, job: string, now: Instant): Who {
  return { ...workerOf(agency, `system:${job}`, `Throughline (${job})`, 'system', now), purpose: 'safeguarding' }
}

function workerOf(agency: AgencyId, id: string, name: string, role: Role, now: Instant): Omit<Who, 'purpose'> {
  return {
    actor: { id: id as UserId, name, agency, team: undefined, roles: [role] },
    now,
    requestId: randomUUID(),
    newId: timedIds(now, randomUUID),
    randomBytes,
  }
}
