import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useId } from 'react'
import { useTranslate } from 'react-admin'
import type { Organization } from '../row.ts'
import type { Outcome } from './useRun.ts'

interface BulkResultsProps {
  title: string
  tenants: readonly Organization[]
  outcomes: Readonly<Record<string, Outcome>>
  running: boolean
  onRetry: (ids: string[]) => void
  onClose: () => void
}

const Refusals = ({ tenants, outcomes }: Pick<BulkResultsProps, 'tenants' | 'outcomes'>) => {
  const translate = useTranslate()
  const refused = tenants.flatMap(({ id, name }) => {
    const outcome = outcomes[id]
    return outcome?.state === 'refused' ? [{ id, name, why: translate(outcome.refusal) }] : []
  })
  if (refused.length === 0) return null
  return (
    <Alert severity="error" variant="outlined" sx={{ overflowWrap: 'anywhere' }}>
      {translate('lapel.bulk.refused', { smart_count: refused.length })}
      <Box component="ul" aria-label={translate('lapel.bulk.refusals')} sx={{ m: 0, pl: 2.5 }}>
        {refused.map(({ id, name, why }) => (
          <li key={id}>
            <strong>{name}</strong>: {why}
          </li>
        ))}
      </Box>
    </Alert>
  )
}

/** How far an act on many tenants is, and in the end what became of each; what was refused can be tried again. */
export const BulkResults = ({ title, tenants, outcomes, running, onRetry, onClose }: BulkResultsProps) => {
  const translate = useTranslate()
  const titleId = useId()
  const count = (state: Outcome['state']) => tenants.filter(({ id }) => outcomes[id]?.state === state).length
  const settled = tenants.length - count('waiting')
  const refused = tenants.filter(({ id }) => outcomes[id]?.state === 'refused').map(({ id }) => id)
  return (
    <Dialog open onClose={() => !running && onClose()} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <DialogTitle id={titleId} variant="h5" component="h2">
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <LinearProgress
          aria-label={translate('lapel.bulk.progress')}
          variant="determinate"
          value={Math.round((settled / tenants.length) * 100)}
        />
        <Typography variant="body2" role="status">
          {translate('lapel.bulk.settled', { settled, all: tenants.length })}
          {!running && ` ${translate('lapel.bulk.done', { smart_count: count('done') })}`}
          {!running &&
            count('unchanged') > 0 &&
            ` ${translate('lapel.bulk.unchanged', { smart_count: count('unchanged') })}`}
        </Typography>
        <Refusals tenants={tenants} outcomes={outcomes} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        {refused.length > 0 && (
          <Button variant="outlined" onClick={() => onRetry(refused)} disabled={running}>
            {translate('lapel.bulk.retry', { smart_count: refused.length })}
          </Button>
        )}
        <Button variant="contained" onClick={onClose} disabled={running}>
          {translate('lapel.limit.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
