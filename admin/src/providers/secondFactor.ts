import type { Factor, Session, SupabaseClient } from '@supabase/supabase-js'

export type Auth = SupabaseClient['auth']

/** An authenticator app that an account asks for besides the password. */
export interface SecondFactor {
  id: string
  name: string
}

/** A code that an authenticator app shows. */
export interface Code {
  factorId: string
  code: string
}

/** Of an account's factors the authenticator apps that were proved to work. */
export const secondFactorsOf = (factors: readonly Factor[] = []): SecondFactor[] =>
  factors
    .filter(({ factor_type, status }) => factor_type === 'totp' && status === 'verified')
    .map(({ id, friendly_name }) => ({ id, name: friendly_name ?? '' }))

/** Of which authenticator apps a session still lacks a code; none where the password is enough. */
export async function codeNeededBy(auth: Auth, session: Session): Promise<SecondFactor[]> {
  const factors = secondFactorsOf(session.user.factors)
  if (factors.length === 0) return []
  const { data } = await auth.mfa.getAuthenticatorAssuranceLevel()
  return data?.currentLevel === 'aal2' ? [] : factors
}

/** Proves to the auth server that the reader has the app. Fails with what the server said. */
export async function verifyCode(auth: Auth, { factorId, code }: Code): Promise<void> {
  const { error } = await auth.mfa.challengeAndVerify({ factorId, code })
  if (error) throw error
}

/** The password was right, and a code of one of these apps has to follow. */
export class CodeNeeded extends Error {
  readonly factors: readonly SecondFactor[]

  constructor(factors: readonly SecondFactor[]) {
    super('A code is needed.')
    this.factors = factors
  }
}
