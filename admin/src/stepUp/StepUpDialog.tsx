import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { Form, useAuthProvider, useTranslate } from 'react-admin'
import { authRefusalOf } from '../auth/authRefusal.ts'
import { codeOf } from '../auth/CodeInput.tsx'
import { useSecondFactors } from '../auth/useSecondFactors.ts'
import { useAccess } from '../providers/access.ts'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { StepUpFields } from './StepUpFields.tsx'

interface StepUpDialogProps {
  onVerified: () => void
  onCancel: () => void
}

/** Asks for the password again or, where the account has an authenticator app, for a code of it. */
const StepUpDialog = ({ onVerified, onCancel }: StepUpDialogProps) => {
  const translate = useTranslate()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const email = useAccess()?.email ?? ''
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)

  const factors = useSecondFactors()
  const byCode = factors !== undefined && factors.length > 0

  const verify = async ({ step_up_password, ...fields }: Record<string, unknown>) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      if (byCode) await authProvider?.verifyCode(codeOf(fields, factors))
      else await authProvider?.verifyPassword(String(step_up_password))
      onVerified()
    } catch (error) {
      const reason = authRefusalOf(error)
      setRefusal(reason.endsWith('invalid_credentials') ? 'lapel.step_up.wrong' : reason)
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onCancel} fullWidth maxWidth="xs" aria-labelledby="step-up">
      <DialogTitle id="step-up" variant="h5" component="h2">
        {translate('lapel.step_up.title')}
      </DialogTitle>
      <Form onSubmit={verify} noValidate>
        <DialogContent sx={{ pt: 0 }}>
          <DialogContentText variant="body2" sx={{ mb: 1.5 }}>
            {translate(byCode ? 'lapel.step_up.code' : 'lapel.step_up.text', { email })}
          </DialogContentText>
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert" sx={{ mb: 1.5 }}>
              {translate(refusal)}
            </Alert>
          )}
          <StepUpFields factors={factors} email={email} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onCancel}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy || factors === undefined}>
            {translate('lapel.step_up.confirm')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

export default StepUpDialog
