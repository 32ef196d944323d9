import type { Sql } from 'postgres'
import { codeOf, Refusal } from '../refusal.ts'

const oldestVersion = 160_000

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  CONNECT_TIMEOUT: 'it does not answer',
  '28P01': 'it refuses the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no such database',
}

/** Makes sure that a database can be used. Throws a {@link Refusal} that says why not. */
export async function reach(sql: Sql, url: string): Promise<void> {
  const { host, pathname } = new URL(url)
  const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`.catch(
    (error: unknown) => {
      const reason = reasons[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error))
      throw new Refusal(`The database ${host}${pathname} cannot be used: ${reason}. Check DATABASE_URL.`)
    },
  )
  if (!row || row.version < oldestVersion) {
    throw new Refusal(`The database ${host}${pathname} is older than Postgres 16. Use a newer one.`)
  }
}
