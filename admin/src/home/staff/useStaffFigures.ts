import { useQuery } from '@tanstack/react-query'
import { useDataProvider } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { staffFigures } from './queries.ts'

/** The figures of staff's home, anew every minute while someone looks. */
export function useStaffFigures() {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  return useQuery({ ...staffFigures(dataProvider), refetchInterval: 60_000 })
}
