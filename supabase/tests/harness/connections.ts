import postgres, { type Sql } from 'postgres'

/** The same cluster, another database. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** Connects as the owner of everything. */
export function connectOwner(url: string, connections = 1): Sql {
  return postgres(url, { max: connections, onnotice: () => undefined })
}

/** Connects with the rights of service_role and no others: what the endpoints have. */
export function connectService(url: string, connections = 1): Sql {
  return postgres(url, { max: connections, onnotice: () => undefined, connection: { role: 'service_role' } })
}

/** Does something on one connection of the owner and lets go of it. */
export async function withOwner<T>(url: string, act: (sql: Sql) => PromiseLike<T>): Promise<T> {
  const sql = connectOwner(url)
  try {
    return await act(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
