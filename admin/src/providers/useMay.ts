import { useQuery } from '@tanstack/react-query'
import { useDataProvider } from 'react-admin'
import { isAtLeast, useAccess } from './access.ts'
import type { ConsoleDataProvider } from './dataProvider.ts'

/** Whether the signed-in user holds a permission in a workspace. */
export function useHolds(permission: string, workspaceId: string): boolean {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const { data } = useQuery({
    queryKey: ['myPermissions'],
    queryFn: () => dataProvider.myPermissions(),
    staleTime: 60_000,
  })
  return Boolean(data?.workspaces[workspaceId]?.includes(permission))
}

/** Whether the signed-in user may do this in a workspace: by a permission there, or as staff who help tenants. */
export function useMay(permission: string, workspaceId: string): boolean {
  const staffRole = useAccess()?.staff_role
  const holds = useHolds(permission, workspaceId)
  return isAtLeast(staffRole, 'support') || holds
}
