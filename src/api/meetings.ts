import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { AgencyId } from '#domain/values/ids.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { changeMeeting, type MeetingCommand, type MeetingsFile, openMeetings } from '#services/meetings.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { momentIn } from './moment-in.ts'
import { MeetingDoneBody, type MeetingsAnswer, MeetingsBody } from './meeting-bodies.ts'

const tags = ['Meetings']

/** GET and POST /people/:id/meetings. */
export const meetingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/meetings',
    {
      config: { action: 'meeting.read' },
      schema: {
        summary: 'Meetings about a child, as they are or as they were known at the end of a day',
        tags,
        params: Params,
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: MeetingsBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      return bodyOf(await unitOfWork(app.database, request.who(), ctx => openMeetings(ctx, request.params.id, day)))
    },
  )

  app.post(
    '/people/:id/meetings',
    {
      config: { action: 'meeting.change' },
      schema: {
        summary:
          'Call a meeting, answer whether you come, add a point, write its minutes once, or say that they were read',
        tags,
        params: Params,
        body: MeetingDoneBody,
        response: { 200: MeetingsBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = meetingCommand(request.body)
      return bodyOf(
        await unitOfWork(app.database, request.who(), ctx => changeMeeting(ctx, request.params.id, command)),
      )
    },
  )
}

function bodyOf({ meetings, asOf, kinds, moves }: MeetingsFile): MeetingsAnswer {
  return { meetings: meetings.map(one => ({ ...one, may: moves.get(one.meetingId) ?? [] })), asOf, kinds }
}

function meetingCommand(sent: Static<typeof MeetingDoneBody>): MeetingCommand {
  switch (sent.kind) {
    case 'call': {
      const chair = { ...sent.chair, agency: sent.chair.agency as AgencyId }
      return { ...sent, at: momentIn('at', sent.at), chair, asked: sent.asked as AgencyId[] }
    }
    case 'ask':
      return { ...sent, agency: sent.agency as AgencyId }
    case 'move':
      return { ...sent, at: momentIn('at', sent.at) }
    case 'minute':
      return {
        ...sent,
        outcome: sent.outcome,
        present: sent.present.map(one => ({ ...one, agency: one.agency as AgencyId })),
        decisions: sent.decisions.map(({ text, owner, dueOn, dissent }) => ({
          text,
          owner: owner && { ...owner, agency: owner.agency as AgencyId },
          dueOn: dueOn === undefined ? undefined : dayIn('dueOn', dueOn),
          dissent: dissent && { ...dissent, agency: dissent.agency as AgencyId },
        })),
      }
    default:
      return sent
  }
}
