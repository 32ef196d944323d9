import { createContext, useContext } from 'react'

export const StepUpContext = createContext<() => Promise<boolean>>(() => Promise.resolve(false))

/**
 * Asks for the password again before a dangerous act, such as suspending a tenant or erasing a person.
 *
 * ```ts
 * const stepUp = useStepUp()
 * const suspend = async () => {
 *   if (!(await stepUp())) return
 *   await dataProvider.suspendOrganization(...)
 * }
 * ```
 *
 * The function resolves to true once the auth server has accepted the password, at once when it did so within the last
 * ten minutes on this page; to false when the reader cancels. It never rejects: a wrong password, too many attempts and
 * a broken connection are shown in the dialog, which stays open. The session is not replaced. Acts that ask while the
 * dialog is open share its answer. A dialog of the act's own may stay open beneath it.
 *
 * This protects a console that was left open. The database does not know of it and decides by role alone.
 */
export const useStepUp = (): (() => Promise<boolean>) => useContext(StepUpContext)
