/** Where the browser keeps the session. */
export const sessionKey = 'lapel.session'

/** Whose session the browser keeps. Nobody has checked it. */
export interface KeptSession {
  userId: string
  isStaff: boolean
}

/** The session that the browser keeps, or nothing where it keeps none that can be read. */
export function readSession(): KeptSession | undefined {
  try {
    const session: unknown = JSON.parse(window.localStorage.getItem(sessionKey) ?? 'null')
    const { id, role } = (session as { user: { id: string; role?: string } }).user
    return { userId: id, isStaff: role === 'platform_staff' }
  } catch {
    return undefined
  }
}
