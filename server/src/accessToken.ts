import { sign, verify } from 'hono/jwt'
import type { Sql } from 'postgres'

const tokenPaths = ['/auth/v1/token', '/auth/v1/signup', '/auth/v1/verify']

async function withClaims(sql: Sql, secret: string, token: string): Promise<string> {
  const claims = await verify(token, secret, 'HS256')
  const [row] = await sql<{ event: { claims: Record<string, unknown> } }[]>`
    select public.custom_access_token_hook(${JSON.stringify({ user_id: claims.sub, claims })}::text::jsonb) as event`
  return row ? sign(row.event.claims, secret, 'HS256') : token
}

/**
 * Does to the embedded auth server's answers what hosted Supabase does before it hands out an access token: lets
 * `public.custom_access_token_hook` add its claims. Answers without a token pass as they are.
 *
 * @param sql a connection as service_role
 * @param secret the secret that signs the tokens
 */
export async function applyTokenHook(sql: Sql, secret: string, path: string, answer: Response): Promise<Response> {
  if (!answer.ok || !tokenPaths.includes(path)) return answer
  const text = await answer.text()
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  const body: unknown = text === '' ? null : JSON.parse(text)
  if (typeof body !== 'object' || body === null || !('access_token' in body) || typeof body.access_token !== 'string') {
    return new Response(text, { status: answer.status, headers })
  }
  const token = await withClaims(sql, secret, body.access_token)
  return new Response(JSON.stringify({ ...body, access_token: token }), { status: answer.status, headers })
}
