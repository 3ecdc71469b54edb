import { currentReferral, stageOf } from '#domain/case/nrm.ts'
import type { Reference } from '#services/contacts.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { VictimFirstFile } from '#services/victim-first.ts'
import { plainDateText } from '../../../dates.ts'
import { STAGES } from './words.ts'

/** Exactly what victim-first.njk prints. */
export interface VictimFirstPanel {
  readonly sentence: string
  readonly stage: string
  readonly href: string
  /** Of harm: what, whose, when. */
  readonly signs: readonly string[]
  readonly todo: readonly { readonly label: string; readonly text: string }[]
  readonly test: { readonly label: string; readonly questions: readonly string[]; readonly source: string } | undefined
  readonly tell: readonly {
    readonly text: string
    readonly numbers: readonly { readonly number: string; readonly href: string }[]
  }[]
}

/** At most so many signs of harm, what was seen last first. */
const MOST_SIGNS = 10

/** The panel, in words that put the child first; undefined when there is nothing for it to say. */
export function victimFirstPanel(
  found: VictimFirstFile | undefined,
  reference: Reference,
  agency: (code: string) => AgencyWords,
): VictimFirstPanel | undefined {
  if (found === undefined) return undefined
  const { met, whom, file, test, todo, tell } = found
  const current = currentReferral(file.nrm)
  const imported = file.chronology.some(item => item.is === 'entry' && item.kind === 'referral')
  const who =
    met.age === undefined
      ? 'Treat them as a child and as a victim first'
      : whom === 'child'
        ? 'This is a child, and a victim first'
        : 'This adult may be a victim first'
  return {
    sentence: `${who}: they were met at an arrest, in custody, at an interview or a charge on ${plainDateText(met.on)}. Ask these questions before anything is decided.`,
    stage:
      current === undefined
        ? imported
          ? 'A referral is in the records of an agency: see the chronology'
          : 'Nobody has referred them, as far as your agency may know'
        : STAGES[stageOf(current)].text,
    href: `/people/${file.personId}/nrm`,
    signs: file.signs.harm
      .flatMap(group => group.signs)
      .slice(0, MOST_SIGNS)
      .map(
        sign =>
          `${reference.signs.indicatorByCode.get(sign.indicator)?.label ?? sign.indicator} (${sign.seenBy}, ${agency(sign.agency).name}, ${plainDateText(sign.seenOn)})`,
      ),
    todo,
    test: test && { label: test.label, questions: test.questions, source: test.source },
    tell: tell.map(code => {
      const { name, phone, outOfHoursPhone } = agency(code)
      return {
        text: name,
        numbers: [phone, outOfHoursPhone]
          .filter(number => number !== undefined)
          .map(number => ({ number, href: `tel:${number.replaceAll(/[^\d+]/g, '')}` })),
      }
    }),
  }
}
