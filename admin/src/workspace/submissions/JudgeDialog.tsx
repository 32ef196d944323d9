import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { Form, minLength, required, TextInput, useTranslate } from 'react-admin'
import { useIsStaff } from '../../providers/access.ts'
import { refusalOf } from '../../providers/refusal.ts'
import type { Judgement } from './useJudge.ts'

interface JudgeDialogProps {
  judgement: Judgement
  onConfirm: (reason: string | null) => Promise<void>
  onClose: () => void
}

const ofMembers = [minLength(3)]
const ofStaff = [required(), minLength(3)]

/** Asks before a submission leaves or enters quarantine. Staff must say why. */
export const JudgeDialog = ({ judgement, onConfirm, onClose }: JudgeDialogProps) => {
  const translate = useTranslate()
  const isStaff = useIsStaff()
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const confirm = (reason: string | null) => {
    setBusy(true)
    return onConfirm(reason)
      .catch((error: unknown) => setRefusal(refusalOf(error)))
      .finally(() => setBusy(false))
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="judge-submission">
      <DialogTitle id="judge-submission" variant="h5" component="h2">
        {translate(`lapel.submission.${judgement}.title`)}
      </DialogTitle>
      <Form record={{}} onSubmit={(values: unknown) => confirm((values as { reason?: string | null }).reason ?? null)}>
        <DialogContent sx={{ pt: 0 }}>
          <DialogContentText variant="body2" sx={{ mb: 1 }}>
            {translate(`lapel.submission.${judgement}.text`)}
          </DialogContentText>
          <TextInput
            source="reason"
            label="lapel.reason.label"
            helperText={`lapel.reason.${isStaff ? 'required' : 'optional'}`}
            validate={isStaff ? ofStaff : ofMembers}
            slotProps={{ htmlInput: { maxLength: 1000 } }}
          />
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert">
              {translate(refusal)}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {translate(`lapel.submission.${judgement}.action`)}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
