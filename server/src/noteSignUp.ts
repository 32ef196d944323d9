import type { Sql } from 'postgres'

async function note(sql: Sql, request: Request, ip: string | null, answer: Response): Promise<void> {
  const { id, user } = (await answer.json()) as { id?: string; user?: { id: string } }
  const userId = user?.id ?? id
  if (userId) await sql`select private.note_sign_up(${userId}, ${ip}, ${request.headers.get('user-agent')})`
}

/**
 * Tells the database where somebody signed up from, as hosted Supabase's auth server does with the first session. The
 * database keeps the network and the browser's name, for ninety days. The account is there by then: what fails is logged
 * and takes nothing away from the answer.
 *
 * @param sql a connection as service_role
 * @param ip of the client, as far as our proxies are to be believed
 */
export async function noteSignUp(sql: Sql, request: Request, ip: string | null, answer: Response): Promise<void> {
  if (!answer.ok || new URL(request.url).pathname !== '/auth/v1/signup') return
  try {
    await note(sql, request, ip, answer.clone())
  } catch (error) {
    console.error(`sign-up: ${error instanceof Error ? error.message : error}`)
  }
}
