import type { Session } from '@supabase/supabase-js'
import type { Auth } from '../providers/secondFactor.ts'
import { arrivalKey } from './arrival.ts'

/** The link of the mail was used before, or is too old. */
export class LinkUsedUp extends Error {}

/** What says that the auth server could not be asked, rather than that it refused. */
const unasked = 'AuthRetryableFetchError'

/**
 * Opens the session that came with the link, in a client of its own: nobody is signed in before a new password is chosen.
 * Fails with {@link LinkUsedUp} when there is none or it is over.
 */
export async function openRecovery(auth: Auth): Promise<Session> {
  const brought = new URLSearchParams(window.sessionStorage.getItem(arrivalKey) ?? '')
  const access_token = brought.get('access_token')
  const refresh_token = brought.get('refresh_token')
  if (!access_token || !refresh_token) throw new LinkUsedUp()
  const { data, error } = await auth.setSession({ access_token, refresh_token })
  if (error?.name === unasked) throw error
  if (!data.session) throw new LinkUsedUp()
  return data.session
}

/**
 * Gives the account its new password and ends its other sessions. Answers the session to go on with. Fails with what the
 * auth server said, such as `weak_password` or `same_password`.
 */
export async function chooseNewPassword(auth: Auth, password: string): Promise<Session> {
  const { error } = await auth.updateUser({ password })
  if (error) throw error
  window.sessionStorage.removeItem(arrivalKey)
  // Hosted Supabase has ended them with the change; a failure here must not look like one of the change.
  await auth.signOut({ scope: 'others' }).catch(() => undefined)
  const { data } = await auth.getSession()
  if (!data.session) throw new LinkUsedUp()
  return data.session
}
