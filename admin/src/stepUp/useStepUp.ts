import { createContext, useContext } from 'react'

export const StepUpContext = createContext<() => Promise<boolean>>(() => Promise.resolve(false))

/**
 * Asks for the password again before a dangerous act, such as suspending a tenant or erasing a person. Of who has an
 * authenticator app it asks for a code of it instead.
 *
 * ```ts
 * const stepUp = useStepUp()
 * const suspend = async () => {
 *   if (!(await stepUp())) return
 *   await dataProvider.suspendOrganization(...)
 * }
 * ```
 *
 * The function resolves to true once the auth server has accepted it, at once when it did so within the last
 * ten minutes on this page; to false when the reader cancels. It never rejects: a wrong password, too many attempts and
 * a broken connection are shown in the dialog, which stays open. A password leaves the session as it is; a code replaces
 * it by one that notes when it was given. Acts that ask while the dialog is open share its answer. A dialog of the act's own may stay open beneath it.
 *
 * This protects a console that was left open. Of the password the database does not know and decides by role alone; of
 * staff with an authenticator app it asks a recent code too (`private.require_step_up`).
 */
export const useStepUp = (): (() => Promise<boolean>) => useContext(StepUpContext)
