import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '#domain/values/time.ts'
import { agreementOf, cohenKappa, krippendorffAlpha } from './agreement.ts'
import type { Label, Verdict } from './label.ts'
import { settleLabels } from './settle.ts'

/** Rows are judges, columns are things; '.' was not judged. */
function units(...judges: readonly string[]): string[][] {
  const rows = judges.map(row => row.split(' '))
  return (rows[0] ?? []).map((_, at) => rows.flatMap(row => (row[at] === '.' ? [] : [row[at] ?? ''])))
}

function label(judge: string, verdict: Verdict, pair = 'A B', minute = 0): Label {
  const [idLeft = '', idRight = ''] = pair.split(' ')
  const judgedAt = toInstant(new Date(Date.UTC(2026, 2, 4, 9, minute)))
  return {
    idLeft,
    idRight,
    judge,
    judgedAt,
    verdict,
    certainty: verdict === 'cannot tell' ? undefined : 'sure',
    note: '',
  }
}

describe('krippendorffAlpha', () => {
  it.each([
    ['two observers', 0.095, units('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0')],
    [
      'four observers with values missing',
      0.743,
      units('1 2 3 3 2 1 4 1 2 . . .', '1 2 3 3 2 2 4 1 2 5 . 3', '. 3 3 3 2 3 4 2 2 5 1 .', '1 2 3 3 2 4 4 1 2 5 1 .'),
    ],
  ])('gives what Krippendorff (2011) gives for %s', (_, alpha, given) => {
    expect(krippendorffAlpha(given)).toBeCloseTo(alpha, 3)
  })

  it('cannot tell when nothing was judged twice, or all verdicts are of one kind', () => {
    expect(krippendorffAlpha([['same'], ['different']])).toBeUndefined()
    expect(
      krippendorffAlpha([
        ['same', 'same'],
        ['same', 'same'],
      ]),
    ).toBeUndefined()
  })

  it('is 1 when all agree, at most 1 always, and does not depend on the order of judges', () => {
    const verdict = fc.constantFrom('same', 'different', 'cannot tell')
    fc.assert(
      fc.property(fc.array(fc.array(verdict, { minLength: 1, maxLength: 4 })), given => {
        const alpha = krippendorffAlpha(given) ?? 1
        expect(alpha).toBeLessThanOrEqual(1 + 1e-12)
        expect(krippendorffAlpha(given.map(unit => unit.toReversed())) ?? 1).toBeCloseTo(alpha, 10)
      }),
    )
    expect(
      krippendorffAlpha([
        ['same', 'same'],
        ['different', 'different'],
      ]),
    ).toBe(1)
  })
})

describe('cohenKappa', () => {
  it('is 0.4 when two people agree on 20 yes and 15 no of 50, with 25 and 30 times yes', () => {
    const both = [
      ...Array.from({ length: 20 }, () => ['yes', 'yes'] as const),
      ...Array.from({ length: 5 }, () => ['yes', 'no'] as const),
      ...Array.from({ length: 10 }, () => ['no', 'yes'] as const),
      ...Array.from({ length: 15 }, () => ['no', 'no'] as const),
    ]
    expect(cohenKappa(both)).toBeCloseTo(0.4, 10)
  })

  it('is 0 when they agree as often as chance would have it', () => {
    expect(
      cohenKappa([
        ['yes', 'yes'],
        ['yes', 'no'],
        ['no', 'yes'],
        ['no', 'no'],
      ]),
    ).toBe(0)
  })

  it('cannot tell when both always say the same one thing', () => {
    expect(
      cohenKappa([
        ['yes', 'yes'],
        ['yes', 'yes'],
      ]),
    ).toBeUndefined()
  })
})

describe('settleLabels', () => {
  it('takes a pair for one pair whichever record is named first', () => {
    expect([...settleLabels([label('Anna', 'same', 'A B'), label('Ben', 'same', 'B A')]).values()]).toMatchObject([
      { verdict: 'same', unanimous: true },
    ])
  })

  it.each([
    ['one judge', 'same', true, [label('Anna', 'same')]],
    ['two who differ', undefined, false, [label('Anna', 'same'), label('Ben', 'different')]],
    ['a third who decides', 'same', false, [label('Anna', 'same'), label('Ben', 'different'), label('Cleo', 'same')]],
    ['one who cannot tell', 'different', false, [label('Anna', 'different'), label('Ben', 'cannot tell')]],
    ['nobody who can tell', undefined, false, [label('Anna', 'cannot tell'), label('Ben', 'cannot tell')]],
    [
      'a judge who thought again',
      'same',
      true,
      [label('Anna', 'same', 'A B', 5), label('Anna', 'different', 'A B', 1)],
    ],
  ] as const)('settles %s', (_, verdict, unanimous, labels) => {
    expect([...settleLabels(labels).values()]).toMatchObject([{ verdict, unanimous }])
  })
})

describe('agreementOf', () => {
  it('counts judges and pairs, compares every two, and lists what is open', () => {
    const labels = [
      label('Anna', 'same', 'A B'),
      label('Ben', 'same', 'B A'),
      label('Anna', 'different', 'C D'),
      label('Ben', 'same', 'C D'),
      label('Cleo', 'same', 'E F'),
    ]
    const agreement = agreementOf(settleLabels(labels).values())
    expect(agreement).toMatchObject({
      judges: [
        { judge: 'Anna', pairs: 2 },
        { judge: 'Ben', pairs: 2 },
        { judge: 'Cleo', pairs: 1 },
      ],
      pairs: 3,
      judgedTwice: 2,
      alike: 0.5,
      between: [{ judges: ['Anna', 'Ben'], pairs: 2, alike: 0.5, kappa: 0 }],
    })
    expect(agreement.open.map(({ idLeft, idRight }) => [idLeft, idRight])).toEqual([['C', 'D']])
  })
})
