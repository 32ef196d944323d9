import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { publishableKey } from './auth.ts'
import { owner } from './tenant.ts'

/** Somebody who has signed up, with a workspace. */
export interface Account {
  email: string
  authorization: string
  userId: string
  workspaceId: string
}

/** Signs somebody up with the real auth server. */
export async function signUp(): Promise<Account> {
  const email = `${randomUUID()}@people.example`
  const answer = await fetch(`${inject('authUrl')}/auth/v1/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', apikey: publishableKey },
    body: JSON.stringify({ email, password: randomUUID() }),
  })
  const { access_token, user } = (await answer.json()) as { access_token: string; user: { id: string } }
  const [home] = await owner<{ id: string }[]>`
    select w.id from public.workspaces w join public.organization_members m on m.organization_id = w.organization_id
    where m.user_id = ${user.id}`
  return { email, authorization: `Bearer ${access_token}`, userId: user.id, workspaceId: home?.id ?? '' }
}
