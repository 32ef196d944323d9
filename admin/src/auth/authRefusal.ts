const known = new Set(['invalid_credentials', 'user_already_exists', 'weak_password', 'over_request_rate_limit'])

/** The translation key for what the auth server refused, by its code. */
export function authRefusalOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return `lapel.auth.${known.has(code) ? code : 'failed'}`
}
