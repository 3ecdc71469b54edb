import { allows } from '#domain/access.ts'
import { DAYS_BEFORE } from '#domain/case/meeting.ts'
import { plusMinutes } from '#domain/values/time.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import type { Context } from './context.ts'
import { type Agenda, openAgenda } from './meeting-papers.ts'
import { openPanel, type OpenPanel } from './panels.ts'

/** The papers for a panel: what the actor's agency may see of it, and what its records say of the children whom it reaches. */
export interface PanelPapers {
  readonly open: OpenPanel
  /** By item. */
  readonly agendas: ReadonlyMap<string, Agenda>
}

/** From the record of so many children papers are made at once; the others have a link to their pages. */
const MOST_CHILDREN = 20

/** The papers for a panel. Throws when refused. Time grows with the children of the panel, up to 20. */
export async function openPanelPapers(ctx: Context, panelId: string): Promise<PanelPapers> {
  const open = await openPanel(ctx, panelId)
  const since = plusMinutes(open.panel.at, -DAYS_BEFORE * 24 * 60)
  const agendas = new Map<string, Agenda>()
  for (const { itemId, personId } of [...open.people.values()].slice(0, MOST_CHILDREN)) {
    const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, personId)
    // Whoever may read the panel and not the child's page still has the papers of the panel: nothing was refused.
    if (allows(ctx.actor, 'meeting.read', subject, ctx.purpose))
      agendas.set(itemId, await openAgenda(ctx, personId, since))
  }
  return { open, agendas }
}
