import { useQuery } from '@tanstack/react-query'
import type { StaffActs } from '../../providers/staffActs.ts'
import { useStaffActs } from '../../providers/useStaffActs.ts'
import { useTenant } from './useTenant.ts'

/** Something that is read about the tenant of this page as a whole. */
export function useTenantQuery<Data>(name: string, read: (acts: StaffActs, organizationId: string) => Promise<Data>) {
  const acts = useStaffActs()
  const { id } = useTenant()
  return useQuery({ queryKey: ['tenant', id, name], queryFn: () => read(acts, id) })
}
