import { describe, it } from 'vitest'
import { journey } from '#test/journey.ts'
import { report, answerOf, toldOf } from './report.ts'
const N = 'Name, as they say it', A = 'Or age, as they say or as you guess', B = 'Date of birth'
describe.each([
    { [N]: 'Tyrell Campbell', [A]: '16' },
    { [N]: 'Tyrell', [B]: '14 3 2010' },
    { [N]: 'Ty', Phone: '07700 900952' },
    { [N]: 'Ty Campbell', Phone: '07700 900952' },
    { [N]: 'Campbell', [B]: '14 3 2010' },
    { [N]: 'Tyler Campbell', [B]: '14 3 2010' },
    { [N]: 'Tyrell Campbell', [B]: '14 3 2009' },
    { [N]: 'Tyrell Camble', [A]: '15' },
    { [N]: 'Tyrell Campbell', [A]: '15', 'Where they live': 'Lewisham' },
    { [N]: 'Jermaine Francis', [A]: '15' },
    { [N]: 'Harvey Norwood', [B]: '30 9 2011' },
    { [N]: 'Ada Nwosu', [B]: '11 11 2011' },
  ])('look %j', known => {
  const { as } = journey(true)
  it('x', async () => {
    const btp = await as('btp')
    await report(btp, { why: 'Found on a train', where: 'London Bridge', known: known as any })
    console.log(JSON.stringify(known), (await answerOf(btp).innerText()).slice(0, 200).replace(/\n+/g, ' | '), '=====', (await toldOf(btp).innerText()).replace(/\n+/g, ' | '))
  })
})
