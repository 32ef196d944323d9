/** Where this tab keeps what a link for a new password brought, until its page has used it; a reload does not lose it. */
export const arrivalKey = 'lapel.recovery'

const isRecovery = (fragment: URLSearchParams) =>
  fragment.has('error_code') || (fragment.has('access_token') && fragment.get('type') === 'recovery')

/**
 * Takes what the auth server's link for a new password brings out of the address, which the browser's history keeps, and
 * goes to the page that uses it. Runs before the router reads the address.
 */
export function takeArrival(): void {
  const fragment = window.location.hash.slice(1)
  if (fragment.startsWith('/') || !isRecovery(new URLSearchParams(fragment))) return
  window.sessionStorage.setItem(arrivalKey, fragment)
  window.history.replaceState(null, '', `${window.location.pathname}#/new-password`)
}
