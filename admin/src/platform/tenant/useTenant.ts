import { createContext, useContext } from 'react'
import type { Organization } from '../organizations/row.ts'

export const TenantContext = createContext<Organization | undefined>(undefined)

/** The tenant whose page this is. */
export function useTenant(): Organization {
  const tenant = useContext(TenantContext)
  if (!tenant) throw new Error('useTenant needs the page of a tenant around it')
  return tenant
}
