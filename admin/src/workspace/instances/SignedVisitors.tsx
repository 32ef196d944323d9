import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm, useDataProvider, useNotify, useTranslate } from 'react-admin'
import { CopyText } from '../../display/CopyText.tsx'
import { LoadFailed } from '../../display/LoadFailed.tsx'
import { Section } from '../../display/Section.tsx'
import { Time } from '../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import type { IdentitySecret } from '../../providers/identitySecrets.ts'
import { refusalOf } from '../../providers/refusal.ts'
import { useHolds } from '../../providers/useMay.ts'
import { useStepUp } from '../../stepUp/useStepUp.ts'

const words = 'lapel.signed_visitors'

/** The workspace's secret: whether there is one, and what makes, replaces and ends it. */
function useSecret(workspaceId: string) {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const notify = useNotify()
  const queryKey = ['identitySecret', workspaceId]
  const known = useQuery({ queryKey, queryFn: () => dataProvider.identitySecret(workspaceId) })
  const [told, setTold] = useState<string>()
  const { mutate, isPending } = useMutation({
    mutationFn: async (act: 'rotate' | 'revoke') => {
      if (!(await stepUp())) return
      if (act === 'rotate') setTold(await dataProvider.rotateIdentitySecret(workspaceId))
      else {
        await dataProvider.revokeIdentitySecret(workspaceId)
        setTold(undefined)
      }
      await queries.invalidateQueries({ queryKey })
    },
    onError: (error) => notify(refusalOf(error), { type: 'error' }),
  })
  return { known, told, act: mutate, isActing: isPending }
}

const State = ({ secret }: { secret: IdentitySecret | null }) => {
  const translate = useTranslate()
  return (
    <Typography variant="body2">
      {translate(`${words}.${secret ? (secret.rotated_at ? 'replaced' : 'made') : 'none'}`)}{' '}
      {secret && <Time value={secret.rotated_at ?? secret.created_at} />}
    </Typography>
  )
}

const Told = ({ secret }: { secret: string }) => {
  const translate = useTranslate()
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Alert severity="warning" role="status">
        {translate(`${words}.once`)}
      </Alert>
      <CopyText label={translate(`${words}.secret`)} text={secret} />
    </Box>
  )
}

/** Ends the secret, after a question: what the site's server signs is refused from then on. */
const EndSecret = ({ disabled, onEnd }: { disabled: boolean; onEnd: () => void }) => {
  const translate = useTranslate()
  const [asking, setAsking] = useState(false)
  const end = () => {
    setAsking(false)
    onEnd()
  }
  return (
    <>
      <Button color="error" disabled={disabled} onClick={() => setAsking(true)}>
        {translate(`${words}.end`)}
      </Button>
      <Confirm
        isOpen={asking}
        title={`${words}.end_title`}
        content={`${words}.end_text`}
        confirm={`${words}.end`}
        confirmColor="warning"
        onConfirm={end}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** Where managers of integrations get the secret with which a site's server signs who its visitor is: docs/identity.md. */
const Secret = ({ workspaceId }: { workspaceId: string }) => {
  const translate = useTranslate()
  const { known, told, act, isActing } = useSecret(workspaceId)
  if (known.isPending) return <Skeleton variant="rounded" height={64} />
  if (known.isError) return <LoadFailed onRetry={known.refetch} />
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <State secret={known.data} />
      {told && <Told secret={told} />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="outlined" disabled={isActing} onClick={() => act('rotate')}>
          {translate(`${words}.${known.data ? 'replace' : 'make'}`)}
        </Button>
        {known.data && <EndSecret disabled={isActing} onEnd={() => act('revoke')} />}
      </Box>
    </Box>
  )
}

/** Shown to whom the database lets do it. */
export const SignedVisitors = ({ workspaceId }: { workspaceId: string }) => {
  const translate = useTranslate()
  if (!useHolds('integrations.manage', workspaceId)) return null
  return (
    <Section title={translate(`${words}.title`)}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5 }}>
        {translate(`${words}.help`)}
      </Typography>
      <Secret workspaceId={workspaceId} />
    </Section>
  )
}
