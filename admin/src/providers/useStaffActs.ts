import { useDataProvider } from 'react-admin'
import type { StaffActs } from './staffActs.ts'

/** What staff do to tenants, by the data provider that all of the console shares. */
export const useStaffActs = () => useDataProvider<ReturnType<typeof useDataProvider> & StaffActs>()
