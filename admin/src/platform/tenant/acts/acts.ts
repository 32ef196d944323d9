import type { StaffRole } from '../../../providers/access.ts'
import type { Organization } from '../../organizations/row.ts'

export type ActName =
  | 'impersonate'
  | 'plan'
  | 'override'
  | 'trial'
  | 'export'
  | 'erase'
  | 'suspend'
  | 'reactivate'
  | 'delete'
  | 'call_off'

interface Act {
  name: ActName
  /** The staff role that the database asks for. */
  needs: StaffRole
  /** Hard to take back, or felt by the tenant at once. */
  danger?: boolean
  /** Whether it can be done to the tenant as it stands. */
  fits?: (tenant: Organization) => boolean
}

/** What staff do to a tenant, in the order of the menu. */
export const acts: readonly Act[] = [
  { name: 'impersonate', needs: 'support' },
  { name: 'plan', needs: 'admin' },
  { name: 'override', needs: 'admin' },
  { name: 'trial', needs: 'support' },
  { name: 'export', needs: 'support' },
  { name: 'erase', needs: 'admin', danger: true },
  { name: 'suspend', needs: 'admin', danger: true, fits: ({ suspended_at }) => suspended_at === null },
  { name: 'reactivate', needs: 'admin', fits: ({ suspended_at }) => suspended_at !== null },
  { name: 'delete', needs: 'admin', danger: true, fits: ({ status }) => status !== 'deleting' },
  { name: 'call_off', needs: 'admin', fits: ({ status }) => status === 'deleting' },
]
