import { useQuery } from '@tanstack/react-query'
import { useDataProvider } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'

/** The figures of staff's home, anew every minute while someone looks. */
export function useStaffFigures() {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  return useQuery({ queryKey: ['staffHome'], queryFn: () => dataProvider.staffHome(), refetchInterval: 60_000 })
}
