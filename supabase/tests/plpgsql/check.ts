import type { Sql } from 'postgres'
import type { Finding } from '../lints/advisors.ts'

interface Row {
  name: string
  table: string | null
  line: number | null
  level: string
  message: string
  detail: string | null
}

/** Every function in PL/pgSQL, a trigger's once for each table it is on. */
export const checked = `
  select p.oid, format('%s.%s', p.pronamespace::regnamespace, p.proname) as name, t.tgrelid, t.tgoldtable, t.tgnewtable
  from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
  left join (select distinct tgfoid, tgrelid, tgoldtable, tgnewtable from pg_trigger where not tgisinternal and tgparentid = 0) t on t.tgfoid = p.oid
  where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`

/**
 * Asks plpgsql_check about every function of ours: what it takes for an error, a warning, or open to injection. Named by
 * the message, without the names in it.
 */
export async function checkFunctions(sql: Sql): Promise<Finding[]> {
  const rows = await sql<Row[]>`
    select f.name, f.tgrelid::regclass::text as table, c.lineno as line, c.level, c.message, c.detail
    from (${sql.unsafe(checked)}) f
    cross join lateral plpgsql_check_function_tb(f.oid, coalesce(f.tgrelid, 0), oldtable => f.tgoldtable, newtable => f.tgnewtable,
      fatal_errors => false, extra_warnings => true, security_warnings => true) c
    order by f.name, c.lineno`
  return rows.map(({ name, table, line, level, message, detail }) => ({
    lint: message.replaceAll(/"[^"]*"/g, '…'),
    subject: table ? `${name} on ${table}` : name,
    detail: `${level} in line ${line ?? 1}: ${message}. ${detail ?? ''}`,
  }))
}
