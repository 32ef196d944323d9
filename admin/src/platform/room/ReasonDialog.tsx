import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { refusalOf } from '../../providers/refusal.ts'
import { useStepUp } from '../../stepUp/useStepUp.ts'

export interface ReasonDialogProps {
  title: string
  text: string
  confirm: string
  /** What is said when it is done. */
  done: string
  /** Asks for the password again first. */
  dangerous?: boolean
  /** Words for codes that mean something particular here, as translation keys. */
  refusals?: Readonly<Record<string, string>>
  /** What must be entered besides is incomplete. */
  incomplete?: boolean
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}

const shortest = 3

/** Confirms an act of staff with the reason that the audit log keeps, and says in place why it was refused. */
export const ReasonDialog = (props: ReasonDialogProps) => {
  const { title, text, confirm, done, dangerous = false, refusals = {}, incomplete = false, onConfirm, onClose } = props
  const translate = useTranslate()
  const notify = useNotify()
  const stepUp = useStepUp()
  const id = useId()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const tooShort = reason.trim().length < shortest

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (tooShort || incomplete || busy) return
    setBusy(true)
    try {
      if (dangerous && !(await stepUp())) return
      await onConfirm(reason.trim())
      notify(done, { type: 'success' })
      onClose()
    } catch (error) {
      setRefusal((error instanceof Error && refusals[error.message]) || refusalOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id} variant="h5" component="h2">
        {translate(title)}
      </DialogTitle>
      <form onSubmit={submit} noValidate>
        <DialogContent sx={{ pt: 0 }}>
          <DialogContentText variant="body2" sx={{ mb: 1 }}>
            {translate(text)}
          </DialogContentText>
          {props.children}
          <TextField
            label={translate('lapel.reason.label')}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            error={tried && tooShort}
            helperText={translate('lapel.reason.required')}
            required
            multiline
            minRows={2}
            slotProps={{ htmlInput: { maxLength: 1000 } }}
          />
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert" sx={{ mt: 1 }}>
              {translate(refusal)}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {translate(confirm)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
