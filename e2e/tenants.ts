import { randomUUID } from 'node:crypto'
import { anonymous, signedIn } from './installation.ts'

/** Somebody who has just signed up, and the tenant that signing up made. */
export interface Newcomer {
  email: string
  password: string
  userId: string
  organizationId: string
  name: string
  slug: string
}

/** Signs somebody up, whose tenant nobody else touches. */
export async function signUp(company: string): Promise<Newcomer> {
  const email = `${randomUUID()}@signup.example`
  const password = randomUUID()
  const client = anonymous()
  const { data, error } = await client.auth.signUp({ email, password, options: { data: { name: 'Nell', company } } })
  if (error || !data.user) throw error ?? new Error('Signing up made nobody.')
  const { data: own } = await client.from('organizations').select('id,name,slug').single().throwOnError()
  return { email, password, userId: data.user.id, organizationId: own.id, name: own.name, slug: own.slug }
}

/** A member of staff of one's own: what a session of theirs does to their view disturbs no other journey. */
export async function newStaff(role: 'viewer' | 'support' | 'admin'): Promise<Newcomer> {
  const newcomer = await signUp(`Staff ${randomUUID().slice(0, 8)}`)
  const admin = await signedIn('staff@lapel.example')
  await admin.rpc('grant_staff', { user_id: newcomer.userId, role, reason: 'A journey needs one' }).throwOnError()
  return newcomer
}

/** Takes the role back: a journey about the last admin must not find this one. */
export async function endStaff({ userId }: Newcomer): Promise<void> {
  const admin = await signedIn('staff@lapel.example')
  await admin.rpc('revoke_staff', { user_id: userId, reason: 'The journey is over' }).throwOnError()
}

/** A client signed in as a newcomer. */
export async function clientOf({ email, password }: Newcomer) {
  const client = anonymous()
  const { error } = await client.auth.signInWithPassword({ email, password })
  if (error) throw error
  return client
}
