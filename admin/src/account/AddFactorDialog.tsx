import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'
import { Form, useTranslate } from 'react-admin'
import { authRefusalOf } from '../auth/authRefusal.ts'
import { CodeInput, codeOf } from '../auth/CodeInput.tsx'
import { type Auth, type Code, verifyCode } from '../providers/secondFactor.ts'
import type { Enrolment } from './enrolment.ts'
import { Secret } from './Secret.tsx'

interface AddFactorDialogProps {
  enrolment: Enrolment
  auth: Auth
  onAdded: () => Promise<unknown>
  onClose: () => void
}

/** Shows an app its secret, as a picture and as text, and asks for the first code that it makes of it. */
export const AddFactorDialog = ({ enrolment, auth, onAdded, onClose }: AddFactorDialogProps) => {
  const translate = useTranslate()
  const titleId = useId()
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)

  const verify = async ({ code }: Partial<Code>) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await verifyCode(auth, codeOf({ factorId: enrolment.id, ...(code ? { code } : {}) }, []))
      await onAdded()
    } catch (error) {
      setRefusal(authRefusalOf(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={titleId}>
      <DialogTitle id={titleId} variant="h5" component="h2">
        {translate('lapel.account.factors.add_title')}
      </DialogTitle>
      <Form onSubmit={verify} noValidate>
        <DialogContent sx={{ display: 'grid', gap: 1.5, pt: 0 }}>
          <DialogContentText variant="body2">{translate('lapel.account.factors.scan')}</DialogContentText>
          {/* Cameras need dark on light, whatever the theme. */}
          <Box
            component="img"
            src={enrolment.qrCode}
            alt={translate('lapel.account.factors.qr_code')}
            sx={{ bgcolor: '#fff', borderRadius: 1.5, height: 200, justifySelf: 'center', p: 1.5, width: 200 }}
          />
          <DialogContentText variant="body2">{translate('lapel.account.factors.type')}</DialogContentText>
          <Secret secret={enrolment.secret} />
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert">
              {translate(refusal)}
            </Alert>
          )}
          <CodeInput factors={[]} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {translate('lapel.account.factors.confirm')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
