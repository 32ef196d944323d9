import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import { useCreatePath, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import type { AuditEntry } from '../../workspace/audit/row.ts'

interface LimitSavedProps {
  entry: AuditEntry | undefined
  onClose: () => void
}

export const LimitSaved = ({ entry, onClose }: LimitSavedProps) => {
  const translate = useTranslate()
  const createPath = useCreatePath()
  return (
    <>
      <DialogContent>
        <Alert severity="success" variant="outlined" role="status">
          {translate('lapel.limit.saved')}
        </Alert>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>{translate('ra.action.close')}</Button>
        {entry && (
          <Button
            component={RouterLink}
            variant="contained"
            to={createPath({ resource: 'audit_logs', type: 'show', id: entry.id })}
          >
            {translate('lapel.limit.see_audit')}
          </Button>
        )}
      </DialogActions>
    </>
  )
}
