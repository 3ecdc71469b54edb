import { partiesOf } from '#domain/case/meeting.ts'
import { isOnTeam } from '#domain/case/plan.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { OpenMeeting } from '#services/meetings.ts'
import { momentText } from '../../../dates.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { FORM_DECISIONS } from './form.ts'
import { titleOf } from './words.ts'

/** The form of minutes, exactly as write.njk prints it. */
export function writePage(open: OpenMeeting, agency: (code: string) => AgencyWords, typed: Typed, errors: FormErrors) {
  const { meeting, kind, name, personId, plan } = open
  const back = `/people/${personId}/meetings/${meeting.meetingId}`
  const parties = partiesOf(meeting)
  const choose = (field: string) => [
    { value: '', text: 'Choose an agency' },
    ...parties.map(code => ({ value: code, text: agency(code).name, selected: typed[field] === code })),
  ]
  const decides = kind?.decides ?? null
  const onTeam = plan !== undefined && plan.closed === undefined && isOnTeam(plan, meeting.by)
  return {
    pageTitle: `Minutes: ${titleOf(meeting)}, ${name}`,
    hasErrors: errors.summary.length > 0,
    errors,
    typed,
    back,
    action: `${back}/minutes/new`,
    sentence: `Write the minutes of the meeting of ${momentText(meeting.at)}. They are written once and not changed; everybody of the meeting reads them.`,
    present: parties.map((code, at) => ({ name: `present${at + 1}`, label: agency(code).name })),
    decides:
      decides === null
        ? undefined
        : {
            question: decides.question,
            items: [
              { value: 'yes', text: decides.yes, checked: typed['outcome'] === 'yes' },
              { value: 'no', text: decides.no, checked: typed['outcome'] === 'no' },
            ],
            ways: decides.ways.map(({ code, label }) => ({ value: code, text: label, checked: typed['way'] === code })),
          },
    planText: onTeam
      ? 'A decision with an agency, a person and a day becomes an action of the plan for this child, if that agency is on its team.'
      : 'Your agency is on the team of no open plan for this child, so actions stand in the minutes only.',
    decisions: Array.from({ length: FORM_DECISIONS }, (_, at) => {
      const n = at + 1
      const used = Object.keys({ ...typed, ...errors.fields }).some(
        field => /^[a-zA-Z]+\d$/.test(field) && !field.startsWith('present') && field.endsWith(String(n)),
      )
      return { n, open: n === 1 || used, owners: choose(`owner${n}`), dissenters: choose(`dissentAgency${n}`) }
    }),
  } satisfies PageModel & Record<string, unknown>
}
