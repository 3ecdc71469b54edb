import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { GUEST_PAGE } from '#http/guest-page.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { openLead } from '#services/cases.ts'
import { type Context, ownSubject, unitOfWork } from '#services/context.ts'
import { addEntry, changeContact, endAccess, inviteGuest, openFamily, takeEntryBack } from '#services/family.ts'
import '#http/augment.ts'
import { formErrors, notTaken, readForm, type Sent, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { leadHeader } from '../lead.ts'
import { partsOf } from '../parts.ts'
import {
  CONTACT_WORDS,
  ContactForm,
  contactFrom,
  END_WORDS,
  EndForm,
  ENTRY_WORDS,
  EntryForm,
  entryFrom,
  INVITE_WORDS,
  InviteForm,
} from './form.ts'
import { familyPage, type FamilyView, guestPage, invitedPage } from './view.ts'

interface OfGuest {
  readonly Params: { readonly id: string; readonly guest: string; readonly entry: string }
}

const Uuid = { type: 'string', format: 'uuid' } as const
const OF_GUEST = {
  params: { type: 'object', required: ['id', 'guest'], properties: { id: Uuid, guest: Uuid, entry: Uuid } },
} as const

/** GET /people/:id/family — the family's pages of a child, and POST an invitation; GET …/:guest — one guest, and POST what is done for them. */
export function familyPages(publicUrl: string): FastifyPluginAsync {
  return async app => {
    const { database } = app

    app.get<Named>('/people/:id/family', { schema: NAMED, config: { action: 'family.read' } }, (request, reply) =>
      showFamily(request, reply, {}),
    )

    const invite = { schema: NAMED, config: { action: 'family.invite', form: INVITE_WORDS.labels } } as const
    app.post<Named>('/people/:id/family', invite, async (request, reply) => {
      const form = readForm(InviteForm, request.body, INVITE_WORDS)
      if (!form.ok) return showFamily(request, reply, form, 422)
      const { kind, name, language, endsOn, ...contact } = form.value
      const day = parsePlainDate(endsOn)
      if (!day.ok) {
        const errors = formErrors([{ field: 'endsOn', message: 'Choose the day on which the page ends' }])
        return showFamily(request, reply, { typed: form.typed, errors }, 422)
      }
      const { id } = request.params
      const invitation = { kind, name, language, endsOn: day.value, contact: contactFrom(contact) }
      try {
        const invited = await unitOfWork(database, request.who(), ctx => inviteGuest(ctx, id, invitation))
        const address = new URL(`${GUEST_PAGE}/first/${invited.link}`, publicUrl).href
        const link = language === 'cy' ? `${address}?lang=cy` : address
        return await render(reply, 'pages/people/family/invited.njk', invitedPage(id, invited, link))
      } catch (error) {
        return showFamily(request, reply, ...notTaken(error, form.typed))
      }
    })

    app.get<OfGuest>(
      '/people/:id/family/:guest',
      { schema: OF_GUEST, config: { action: 'family.read' } },
      (request, reply) => showGuest(request, reply, {}),
    )

    const entries = { schema: OF_GUEST, config: { action: 'family.show', form: ENTRY_WORDS.labels } } as const
    app.post<OfGuest>('/people/:id/family/:guest/entries', entries, async (request, reply) => {
      const form = readForm(EntryForm, request.body, ENTRY_WORDS)
      if (!form.ok) return showGuest(request, reply, form, 422)
      const entry = entryFrom(form.value)
      return changed(request, reply, form.typed, ctx => addEntry(ctx, request.params.guest, entry), { at: 'day' })
    })

    const back = { schema: OF_GUEST, config: { action: 'family.change' } } as const
    app.post<OfGuest>('/people/:id/family/:guest/entries/:entry/end', back, async (request, reply) =>
      changed(request, reply, {}, ctx => takeEntryBack(ctx, request.params.entry)),
    )

    const contact = { schema: OF_GUEST, config: { action: 'family.change', form: CONTACT_WORDS.labels } } as const
    app.post<OfGuest>('/people/:id/family/:guest/contact', contact, async (request, reply) => {
      const form = readForm(ContactForm, request.body, CONTACT_WORDS)
      if (!form.ok) return showGuest(request, reply, form, 422)
      const conditions = contactFrom(form.value)
      return changed(request, reply, form.typed, ctx => changeContact(ctx, request.params.guest, conditions))
    })

    const end = { schema: OF_GUEST, config: { action: 'family.change', form: END_WORDS.labels } } as const
    app.post<OfGuest>('/people/:id/family/:guest/end', end, async (request, reply) => {
      const form = readForm(EndForm, request.body, END_WORDS)
      if (!form.ok) return showGuest(request, reply, form, 422)
      const { why = '' } = form.value
      return changed(request, reply, form.typed, ctx => endAccess(ctx, request.params.guest, why))
    })
  }
}

async function changed(
  request: FastifyRequest<OfGuest>,
  reply: FastifyReply,
  typed: Typed,
  work: (ctx: Context) => Promise<unknown>,
  fieldOf?: Readonly<Record<string, string>>,
): Promise<FastifyReply> {
  const { id, guest } = request.params
  try {
    await unitOfWork(request.server.database, request.who(), work)
    return await reply.redirect(`/people/${id}/family/${guest}`, 303)
  } catch (error) {
    return showGuest(request, reply, ...notTaken(error, typed, fieldOf))
  }
}

async function showFamily(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  return render(
    reply,
    'pages/people/family/page.njk',
    familyPage(await viewOf(request, request.params.id, sent)),
    status,
  )
}

async function showGuest(
  request: FastifyRequest<OfGuest>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const view = await viewOf(request, request.params.id, sent)
  const guest = view.file.guests.find(({ guestId }) => guestId === request.params.guest)
  if (guest === undefined) throw new Problem('not-found')
  return render(reply, 'pages/people/family/guest.njk', guestPage(view, guest), status)
}

function viewOf(request: FastifyRequest, id: string, sent: Sent): Promise<FamilyView> {
  const who = request.who()
  return unitOfWork(request.server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const file = await openFamily(ctx, id)
    const { state } = await openLead(ctx, id)
    return {
      file,
      agency,
      lead: leadHeader({ lead: state.lead, agency, stepName, now: who.now, href: `/people/${id}/case` }),
      parts: partsOf(who, id, '/family'),
      now: who.now,
      sent,
      may: {
        invite: allows(who.actor, 'family.invite', ownSubject(ctx, 'person', id), who.purpose),
        show: allows(who.actor, 'family.show', ownSubject(ctx, 'guest', id), who.purpose),
      },
      ownAgency: who.actor.agency,
    }
  })
}
