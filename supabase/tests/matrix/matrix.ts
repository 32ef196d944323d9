import type { Sql } from 'postgres'
import { actors } from './actors.ts'
import { attemptAll } from './attempt.ts'
import { listRelations, type Relation } from './relations.ts'

/** One line of the matrix: what every actor can do with a relation, in the order of {@link actors}. */
export interface MatrixRow {
  relation: Relation
  signs: string[]
}

/** Tries everything on every relation. */
export async function measureRelations(sql: Sql): Promise<MatrixRow[]> {
  const rows: MatrixRow[] = []
  for (const relation of await listRelations(sql)) {
    const signs = await sql.begin(async (tx) => {
      const all: string[] = []
      for (const actor of actors) all.push(await attemptAll(tx, relation, actor))
      return all
    })
    rows.push({ relation, signs })
  }
  return rows
}

/** Who may execute each of our functions, trigger functions left out: they cannot be called. */
export async function measureFunctions(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select format('%s.%s: %s', n.nspname, p.proname, coalesce((
      select string_agg(r, ', ' order by r) from unnest(array['anon', 'authenticated', 'platform_staff', 'service_role', 'supabase_auth_admin']) r
      where has_function_privilege(r, p.oid, 'execute')), 'nobody')) as line
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prorettype <> 'trigger'::regtype
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1`
  return rows.map((row) => row.line)
}

/** The whole matrix as the reviewed file holds it. */
export function printMatrix(rows: readonly MatrixRow[], functions: readonly string[]): string {
  const names = actors.map((actor) => actor.name)
  const cell = (text: string) => text.padEnd(13)
  return [
    '# Who can do what, measured on a filled database. Review every line that changes.',
    '# Signs: + works, 0 finds no row, - is refused. Each group is own and foreign rows of select, insert, update, delete; then truncate.',
    '',
    `${'relation'.padEnd(32)} ${names.map(cell).join(' ')}`.trimEnd(),
    ...rows.map(({ relation, signs }) => `${relation.name.padEnd(32)} ${signs.map(cell).join(' ')}`.trimEnd()),
    '',
    '# Who may execute what.',
    ...functions,
    '',
  ].join('\n')
}
