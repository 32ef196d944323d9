import VerifiedIcon from '@mui/icons-material/VerifiedOutlined'
import Alert from '@mui/material/Alert'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { Button, useDataProvider, useGetOne, useListContext, useLocale, useTranslate } from 'react-admin'
import type { Organization } from '../../platform/organizations/row.ts'
import { useAccess } from '../../providers/access.ts'
import type { ChainVerdict, ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { refusalOf } from '../../providers/refusal.ts'

/** The chain the list shows: the chosen organization's, else the reader's own. */
function useShownChain() {
  const { filterValues } = useListContext()
  const access = useAccess()
  const translate = useTranslate()
  const organizationId: string | undefined = filterValues.organization_id ?? access?.organizations[0]?.id
  const { data } = useGetOne<Organization>(
    'organizations',
    { id: organizationId ?? '' },
    { enabled: organizationId !== undefined },
  )
  return { organizationId, name: translate('lapel.audit.verify_organization', { name: data?.name ?? '' }) }
}

const Verdict = ({ verdict, chain }: { verdict: ChainVerdict; chain: string }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const { valid, entries, first_broken: position } = verdict
  return (
    <Alert severity={valid ? 'success' : 'error'} variant="outlined" role="status">
      {translate(valid ? 'lapel.audit.intact' : 'lapel.audit.broken', {
        entries: entries.toLocaleString(locale),
        position,
        chain,
      })}
    </Alert>
  )
}

/** Has the database recompute the chain on screen and says whether every entry holds. */
export const VerifyChainButton = () => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const { organizationId, name } = useShownChain()
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<{ verdict: ChainVerdict } | { refusal: string }>()

  const verify = () => {
    if (organizationId === undefined) return
    setBusy(true)
    dataProvider
      .verifyAuditChain(organizationId)
      .then(
        (verdict) => setAnswer({ verdict }),
        (error: unknown) => setAnswer({ refusal: refusalOf(error) }),
      )
      .finally(() => setBusy(false))
  }

  return (
    <>
      <Button label="lapel.audit.verify" onClick={verify} disabled={busy || organizationId === undefined}>
        <VerifiedIcon />
      </Button>
      {answer && (
        <Dialog open onClose={() => setAnswer(undefined)} maxWidth="xs" fullWidth aria-labelledby="verify-chain">
          <DialogTitle id="verify-chain" variant="h5" component="h2">
            {translate('lapel.audit.verify')}
          </DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 2 }}>
            {'verdict' in answer ? (
              <Verdict verdict={answer.verdict} chain={name} />
            ) : (
              <Alert severity="error" variant="outlined">
                {translate(answer.refusal)}
              </Alert>
            )}
            <DialogContentText variant="body2">{translate('lapel.audit.chain_help')}</DialogContentText>
          </DialogContent>
          <DialogActions sx={{ px: 3, pb: 2 }}>
            <Button label="ra.action.close" onClick={() => setAnswer(undefined)} />
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
