const known = new Set([
  'invalid_credentials',
  'user_already_exists',
  'weak_password',
  'same_password',
  'reauthentication_needed',
  'over_request_rate_limit',
  'mfa_verification_failed',
  'mfa_challenge_expired',
  'mfa_factor_name_conflict',
  'mfa_totp_enroll_not_enabled',
  'too_many_enrolled_mfa_factors',
])

/** The translation key for what the auth server refused, by its code. */
export function authRefusalOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return `lapel.auth.${known.has(code) ? code : 'failed'}`
}
