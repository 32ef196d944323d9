import type { Auth } from '../providers/secondFactor.ts'

/** What an authenticator app needs to know. */
export interface Enrolment {
  id: string
  /** A picture of the secret, as a data URI. */
  qrCode: string
  secret: string
}

/** An authenticator app that works, as the account's page lists it. */
export interface EnrolledFactor {
  id: string
  name: string
  since: string
}

const nobodys = '00000000-0000-0000-0000-000000000000'

/**
 * The account's authenticator apps, as the auth server knows them now; null where it offers none. GoTrue has no setting
 * that says so: asked about a factor that does not exist, one that knows of factors says that it is not there.
 */
export async function readFactors(auth: Auth): Promise<EnrolledFactor[] | null> {
  const { data, error } = await auth.mfa.listFactors()
  if (error) throw error
  const enrolled = data.totp.map(({ id, friendly_name, created_at }) => ({
    id,
    name: friendly_name ?? '',
    since: created_at,
  }))
  if (enrolled.length > 0) return enrolled
  const probe = await auth.mfa.challenge({ factorId: nobodys })
  if (probe.error?.name === 'AuthRetryableFetchError') throw probe.error
  return probe.error?.code === 'mfa_factor_not_found' ? [] : null
}

/** Begins with an app: what it shows has to be entered before it counts. Fails with what the auth server said. */
export async function enrol(auth: Auth, friendlyName: string): Promise<Enrolment> {
  const known = await auth.mfa.listFactors()
  // What was begun and left would keep the name.
  for (const { id, status } of known.data?.all ?? [])
    if (status === 'unverified') await auth.mfa.unenroll({ factorId: id })
  const { data, error } = await auth.mfa.enroll({ factorType: 'totp', friendlyName, issuer: 'Lapel' })
  if (error) throw error
  return { id: data.id, qrCode: data.totp.qr_code, secret: data.totp.secret }
}

/** Takes an app away. The session is renewed, so that it no longer counts as proved by one. */
export async function unenrol(auth: Auth, factorId: string): Promise<void> {
  const { error } = await auth.mfa.unenroll({ factorId })
  if (error) throw error
  await auth.refreshSession()
}
