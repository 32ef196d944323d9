/** Where this tab keeps what a link for a new password brought, until its page has used it; a reload does not lose it. */
export const arrivalKey = 'lapel.recovery'

/** The page that a link of the auth server leads to; undefined when the fragment is not of one. */
function pageOf(fragment: URLSearchParams): string | undefined {
  // A refusal does not say what the link was for.
  if (fragment.has('error') || fragment.has('error_code')) return '/login?refused=1'
  if (!fragment.has('access_token')) return undefined
  return fragment.get('type') === 'recovery' ? '/new-password' : '/login?confirmed=1'
}

/**
 * Takes what a link of the auth server brings out of the address, which the browser's history keeps, and goes to the page
 * that answers it. Only the link for a new password opens a session, on its page; who confirmed an address signs in, so that
 * nobody can be signed in to another's account by a link. Runs before the router reads the address.
 */
export function takeArrival(): void {
  const fragment = window.location.hash.slice(1)
  if (fragment.startsWith('/')) return
  const page = pageOf(new URLSearchParams(fragment))
  if (page === undefined) return
  if (page === '/new-password') window.sessionStorage.setItem(arrivalKey, fragment)
  window.history.replaceState(null, '', `${window.location.pathname}#${page}`)
}
