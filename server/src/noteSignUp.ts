import type { Sql } from 'postgres'

/**
 * Tells the database where somebody signed up from, as hosted Supabase's auth server does with the first session. The
 * database keeps the network and the browser's name, for ninety days.
 *
 * @param sql a connection as service_role
 * @param ip of the client, as far as our proxies are to be believed
 */
export async function noteSignUp(sql: Sql, request: Request, ip: string | null, answer: Response): Promise<void> {
  if (!answer.ok || new URL(request.url).pathname !== '/auth/v1/signup') return
  const { id, user } = (await answer.clone().json()) as { id?: string; user?: { id: string } }
  const userId = user?.id ?? id
  if (userId) await sql`select private.note_sign_up(${userId}, ${ip}, ${request.headers.get('user-agent')})`
}
