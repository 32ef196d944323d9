import postgres, { type TransactionSql } from 'postgres'
import type { Actor } from './actors.ts'
import type { Relation } from './relations.ts'

/** What came of an attempt: `+` it touched rows, `0` it was allowed and found none, `-` it was refused. */
export type Outcome = '+' | '0' | '-'

export type Whose = 'own' | 'foreign'

// insufficient_privilege: no grant, or a policy's with check.
const refused = '42501'

async function outcomeOf(sql: TransactionSql, statement: string, parameters: string[] = []): Promise<Outcome> {
  try {
    const result = await sql.savepoint((tx) => tx.unsafe(statement, parameters))
    const touched = statement.startsWith('select') ? Number(result[0]?.count) : result.count
    // What worked must not be seen by the next attempt.
    await sql`rollback to savepoint before_attempt`
    return touched > 0 ? '+' : '0'
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    // Any other error came after the row was let through: a key, a check or a trigger.
    return error.code === refused ? '-' : '+'
  }
}

async function columnsWith(
  sql: TransactionSql,
  relation: Relation,
  role: string,
  privilege: string,
): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select quote_ident(a.attname) as name from pg_attribute a
    where a.attrelid = ${`public.${relation.name}`}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and has_column_privilege(${role}, a.attrelid, a.attnum, ${privilege}) order by a.attnum`
  return rows.map((row) => row.name)
}

async function hasPrivilege(
  sql: TransactionSql,
  relation: Relation,
  role: string,
  privilege: string,
): Promise<boolean> {
  const [row] = await sql<{ has: boolean }[]>`
    select has_table_privilege(${role}, ${`public.${relation.name}`}::regclass, ${privilege}) as has`
  return row?.has === true
}

/** The statements that an actor can at all send for the rows of one tenant; null where a grant is missing. */
async function statements(
  sql: TransactionSql,
  relation: Relation,
  role: string,
  whose: Whose,
  sample: string | undefined,
) {
  const table = `public.${relation.name}`
  const where = `where ${relation.rows[whose]}`
  const insertable = await columnsWith(sql, relation, role, 'insert')
  const updatable = await columnsWith(sql, relation, role, 'update')
  const readable = await columnsWith(sql, relation, role, 'select')
  const columns = insertable.join(', ')
  return {
    select: readable.length > 0 ? `select count(*) from ${table} ${where}` : null,
    insert:
      insertable.length > 0 && sample
        ? `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1::text::jsonb)`
        : null,
    update: updatable[0] ? `update ${table} set ${updatable[0]} = ${updatable[0]} ${where}` : null,
    delete: (await hasPrivilege(sql, relation, role, 'delete')) ? `delete from ${table} ${where}` : null,
  }
}

/**
 * Everything one actor can try on one relation, as nine signs: select, insert, update and delete of own and foreign rows,
 * then truncate. Leaves nothing behind.
 */
export async function attemptAll(sql: TransactionSql, relation: Relation, actor: Actor): Promise<string> {
  const signs: Record<string, string> = { select: '', insert: '', update: '', delete: '' }
  for (const whose of ['own', 'foreign'] as const) {
    const [row] = await sql.unsafe(
      `select to_jsonb(t)::text as sample from public.${relation.name} t where ${relation.rows[whose]} limit 1`,
    )
    const possible = await statements(sql, relation, actor.role, whose, row?.sample)
    for (const [verb, statement] of Object.entries(possible)) {
      signs[verb] += statement
        ? await asActor(sql, actor, (tx) => outcomeOf(tx, statement, verb === 'insert' ? [row?.sample] : []))
        : '-'
    }
  }
  const truncate = (await hasPrivilege(sql, relation, actor.role, 'truncate')) ? '+' : '-'
  return [signs.select, signs.insert, signs.update, signs.delete, truncate].join(' ')
}

async function asActor<T>(sql: TransactionSql, actor: Actor, act: (sql: TransactionSql) => Promise<T>): Promise<T> {
  await sql`select tests.as_nobody()`
  await sql`select tests.speak(${actor.role}, ${actor.person === null ? null : sql`tests.id(${actor.person})`})`
  await sql`savepoint before_attempt`
  try {
    return await act(sql)
  } finally {
    await sql`rollback to savepoint before_attempt`
    await sql`reset role`
    await sql`select tests.as_nobody()`
  }
}
