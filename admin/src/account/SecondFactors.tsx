import Skeleton from '@mui/material/Skeleton'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAuthProvider, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { AddFactor } from './AddFactor.tsx'
import { readFactors } from './enrolment.ts'
import { FactorList } from './FactorList.tsx'

/** The account's authenticator apps. Nothing where the auth server offers none. */
export const SecondFactors = () => {
  const translate = useTranslate()
  const queryClient = useQueryClient()
  const auth = useAuthProvider<ConsoleAuthProvider>()?.auth
  const { data, isError, refetch } = useQuery({
    queryKey: ['account', 'factors'],
    queryFn: () => (auth ? readFactors(auth) : null),
  })
  const changed = async () => {
    await refetch()
    await queryClient.invalidateQueries({ queryKey: ['second_factors'] })
  }
  if (data === null || !auth) return null
  return (
    <Section title={translate('lapel.account.factors.title')}>
      {isError && <LoadFailed onRetry={refetch} />}
      {!data && !isError && <Skeleton height={64} />}
      {data && (
        <>
          <FactorList factors={data} auth={auth} onChange={changed} />
          <AddFactor taken={data.map(({ name }) => name)} auth={auth} onChange={changed} />
        </>
      )}
    </Section>
  )
}
