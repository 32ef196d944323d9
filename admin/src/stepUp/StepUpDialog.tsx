import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { Form, PasswordInput, required, useAuthProvider, useTranslate } from 'react-admin'
import { authRefusalOf } from '../auth/authRefusal.ts'
import { useAccess } from '../providers/access.ts'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'

interface StepUpDialogProps {
  onVerified: () => void
  onCancel: () => void
}

/** Asks for the password again. */
const StepUpDialog = ({ onVerified, onCancel }: StepUpDialogProps) => {
  const translate = useTranslate()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const email = useAccess()?.email ?? ''
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)

  const verify = async ({ step_up_password }: Record<string, unknown>) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await authProvider?.verifyPassword(String(step_up_password))
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
            {translate('lapel.step_up.text', { email })}
          </DialogContentText>
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert" sx={{ mb: 1.5 }}>
              {translate(refusal)}
            </Alert>
          )}
          {/* Password managers look for whose password it is. */}
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            source="step_up_password"
            label="lapel.auth.password"
            autoComplete="current-password"
            validate={required()}
            helperText={false}
            autoFocus
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onCancel}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {translate('lapel.step_up.confirm')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

export default StepUpDialog
