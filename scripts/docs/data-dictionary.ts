import type pg from 'pg'
import { GENERATED, table } from './access-matrix.ts'

interface Table {
  readonly name: string
  readonly secured: boolean
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly required: boolean
    readonly given: string | null
  }[]
  readonly constraints: readonly string[]
  readonly policies: readonly {
    readonly name: string
    readonly role: string
    readonly command: string
    readonly condition: string
  }[]
}

interface Lens {
  readonly name: string
  readonly asks: string
  readonly callers: string
}

/**
 * docs/data-dictionary.md: the tables of a migrated database, what their comments in the migrations say, and the functions that look
 * behind row security.
 */
export async function dataDictionary(client: pg.Client, migrations: readonly string[]): Promise<string> {
  const tables = await listTables(client)
  const lenses = await listLenses(client)
  const said = new Map(migrations.flatMap(commentsIn))
  return `${GENERATED}

# Data dictionary

Made from the migrated database; the words are those above each table and function in \`src/store/migrations\`. Row security is forced where
a table says so: then the application sees a row only when a policy of its role says yes to it. \`throughline_app\` is the application,
\`throughline_linkage\` the role that owns the functions at the end.

${tables.map(one => section(one, said.get(one.name))).join('\n')}
## Functions that look behind row security

The application may call these and cannot read the tables beneath. Each says in its own words what it gives and to whom.

${table(
  ['function', 'what it does', 'called by'],
  lenses.map(({ name, asks, callers }) => [`\`${name}(${asks})\``, said.get(name) ?? '', callers]),
)}
`
}

function section({ name, secured, columns, constraints, policies }: Table, said: string | undefined): string {
  const rows = columns.map(({ name: column, type, required, given }) => [
    `\`${column}\``,
    type,
    required ? 'yes' : '',
    given === null ? '' : `\`${given}\``,
  ])
  const rules = policies.map(
    ({ name: policy, role, command, condition }) => `- ${policy}, \`${role}\`, ${command}: \`${condition}\``,
  )
  return `## ${name}
${said === undefined ? '' : `\n${said}\n`}
${table(['column', 'type', 'required', 'unless said'], rows)}

${constraints.map(constraint => `- ${constraint}`).join('\n')}

${secured ? `Row security, forced:\n\n${rules.join('\n')}` : 'No row security: it holds no case data, or nobody but the functions below reads it.'}
`
}

/** Comments that stand directly above a `create table` or `create function`, by its name, on one line. */
function commentsIn(sql: string): (readonly [name: string, comment: string])[] {
  const found = sql.matchAll(/((?:^--[^\n]*\n)+)create (?:or replace )?(?:table|function) (\w+)/gm)
  return [...found].map(
    ([, comment = '', name = '']) =>
      [
        name,
        comment
          .replaceAll(/^--\s*/gm, '')
          .trim()
          .replaceAll(/\s*\n/g, ' '),
      ] as const,
  )
}

async function listTables(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured,
           (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
                     'given', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
              from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
           (select coalesce(jsonb_agg(pg_get_constraintdef(k.oid) order by k.contype <> 'p', k.contype, k.conname), '[]')
              from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')) as constraints,
           (select coalesce(jsonb_agg(jsonb_build_object('name', p.policyname, 'role', array_to_string(p.roles, ', '),
                     'command', case p.cmd when 'ALL' then 'all' else lower(p.cmd) end, 'condition', coalesce(p.qual, p.with_check)) order by p.policyname), '[]')
              from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as policies
      from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
     order by c.relname collate "C"`)
  return rows
}

async function listLenses(client: pg.Client): Promise<readonly Lens[]> {
  const { rows } = await client.query<Lens>(`
    select p.proname as name, pg_get_function_identity_arguments(p.oid) as asks,
           coalesce((select string_agg(r.rolname, ', ' order by r.rolname) from aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
                      where a.privilege_type = 'EXECUTE' and r.oid <> p.proowner), 'other functions only') as callers
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prosecdef
     order by p.proname collate "C"`)
  return rows
}
