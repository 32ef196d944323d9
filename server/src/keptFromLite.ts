/** Would send a mail, and overwrite the link that an operator made. */
const mailing = new Set(['/auth/v1/recover', '/auth/v1/otp', '/auth/v1/magiclink'])

/**
 * The answer to a request that Supabase Lite must not see; null for all others.
 *
 * Everybody who asks for a mail hears the same, whether or not there is such an account: it cannot be told from the answer
 * or from how long it takes. A path with a percent sign is nothing: Lite decodes it, so that /auth/v1/%72ecover would be
 * this request again, and no path of the API needs one.
 */
export function keptFromLite(method: string, pathname: string): Response | null {
  if (pathname.includes('%')) return Response.json({ code: 'NOT_FOUND', message: 'Nothing is here' }, { status: 404 })
  return method === 'POST' && mailing.has(pathname) ? Response.json({}) : null
}
