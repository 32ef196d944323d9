import { useQuery } from '@tanstack/react-query'
import { useAuthProvider } from 'react-admin'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import type { SecondFactor } from '../providers/secondFactor.ts'

/** The authenticator apps that the session knows of; undefined for a moment. */
export function useSecondFactors(): readonly SecondFactor[] | undefined {
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const { data } = useQuery({
    queryKey: ['second_factors'],
    queryFn: async () => (await authProvider?.secondFactors()) ?? [],
    networkMode: 'always',
    gcTime: 0,
  })
  return data
}
