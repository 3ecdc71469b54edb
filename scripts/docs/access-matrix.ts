import { type Action, ACTIONS, type Relationship, RULES } from '#domain/access.ts'
import { PURPOSES, ROLES } from '#domain/actor.ts'
import type { DeclaredRoute } from '#http/declared-action.ts'

/** Said on the first line of every generated document. */
export const GENERATED = '<!-- Generated: npm run docs makes it again, and a test fails when it is stale. -->'

const STANDS: Readonly<Record<Relationship, string>> = {
  own: 'their own',
  shared: 'shared with them',
  none: 'anybody’s',
}

/** docs/access-matrix.md: the policy table of src/domain/access.ts, and which action guards each route. */
export function accessMatrix(routes: readonly DeclaredRoute[]): string {
  return `${GENERATED}

# Access matrix

Who may do what. Made from the one policy table, \`src/domain/access.ts\`, and from what each route declares. Everybody also needs one of
the purposes, chosen at sign-in, and the thing must be their agency's own or shared with it, as the column "of" says. What is not here is
refused; a refusal is written to the audit trail and looks as if there were nothing. Restricted records open only to users named for them.

## Actions

${actionTable()}

## Routes

A route of somebody's own account is open to everybody who is signed in, and shows nothing of anybody else.

${routeTable(routes)}
`
}

function actionTable(): string {
  const rows = ACTIONS.map(action => {
    const { about, reach, purposes, roles } = RULES[action]
    const has = (list: readonly string[], one: string) => list.some(item => item === one)
    const marks = ROLES.map(role => (has(roles, role) ? '●' : ''))
    const of = reach.map(relationship => STANDS[relationship]).join(', ')
    const listed = PURPOSES.filter(purpose => has(purposes, purpose)).join(', ')
    return [`\`${action}\``, about, of, listed, ...marks]
  })
  return table(['action', 'about', 'of', 'purposes', ...ROLES], rows)
}

function routeTable(routes: readonly DeclaredRoute[]): string {
  const sorted = routes.toSorted(
    (a, b) => groupOf(a) - groupOf(b) || a.url.localeCompare(b.url, 'en') || a.method.localeCompare(b.method, 'en'),
  )
  return table(
    ['method', 'address', 'action', 'roles'],
    sorted.map(({ method, url, action }) => [
      method,
      `\`${url}\``,
      action === 'public' ? 'public' : `\`${action}\``,
      rolesOf(action),
    ]),
  )
}

/** Guarded pages, guarded API, then what is open. */
function groupOf({ url, action }: DeclaredRoute): number {
  if (action === 'public') return 2
  return url.startsWith('/api/') ? 1 : 0
}

function rolesOf(action: Action | 'public'): string {
  if (action === 'public') return 'anybody, signed in or not'
  return action === 'account.manage' ? 'everybody' : RULES[action].roles.join(', ')
}

/** A table in Markdown. Cells may not hold line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
