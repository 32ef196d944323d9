import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useDataProvider } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'

/** What a function of the database answers. `null` arguments: it is not asked yet. */
export function useAnswer<Answer>(name: string, args: object | null = {}): UseQueryResult<Answer> {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  return useQuery({
    queryKey: [name, args],
    queryFn: () => dataProvider.call<Answer>(name, args ?? {}),
    enabled: args !== null,
  })
}
