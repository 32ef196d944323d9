import { type StaffRole, useAccess } from '../../providers/access.ts'

const ranks: readonly StaffRole[] = ['viewer', 'support', 'admin']

/** Whether a staff role is at least another one, as the database ranks them. */
export const isAtLeast = (role: StaffRole | null | undefined, needed: StaffRole): boolean =>
  role ? ranks.indexOf(role) >= ranks.indexOf(needed) : false

/** Whether the signed-in member of staff has at least this role. The database asks again on every act. */
export const useMayAs = (needed: StaffRole): boolean => isAtLeast(useAccess()?.staff_role, needed)
