import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useTranslate } from 'react-admin'
import { refusalOf } from '../../providers/refusal.ts'
import { useStepUp } from '../../stepUp/useStepUp.ts'

export interface ActDialogProps {
  /** Its words are at `lapel.act.<words>`: title, text, confirm and, where it says something particular, conflict. */
  words: string
  /** What the words fill in. */
  filled?: Record<string, string | number>
  /** What has to be typed before it can be confirmed. */
  typed?: string
  danger?: boolean
  /** Asks for the password again first. */
  stepUp?: boolean
  /** Whether what the fields hold can be sent. */
  ready?: boolean
  maxWidth?: 'xs' | 'sm' | 'md'
  children?: ReactNode
  /** Does it. What it throws is told in the dialog, which stays open. */
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
}

const leastReason = 3

/** Why it was refused: a conflict may mean something particular here. */
const useRefusalWords = (words: string) => {
  const translate = useTranslate()
  return (refusal: string) =>
    refusal === 'lapel.error.CONFLICT'
      ? translate(`lapel.act.${words}.conflict`, { _: translate(refusal) })
      : translate(refusal)
}

/** Asks before an act of staff: what it does, why, and, where it is dangerous, who asks and whom it is about. */
export const ActDialog = (props: ActDialogProps) => {
  const {
    words,
    filled = {},
    typed,
    danger = false,
    stepUp = false,
    ready = true,
    children,
    onConfirm,
    onClose,
  } = props
  const translate = useTranslate()
  const refusalWords = useRefusalWords(words)
  const askPassword = useStepUp()
  const titleId = useId()
  const [reason, setReason] = useState('')
  const [typedNow, setTypedNow] = useState('')
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const complete = ready && reason.trim().length >= leastReason && (typed === undefined || typedNow.trim() === typed)

  const confirm = async (event: FormEvent) => {
    event.preventDefault()
    // The form of a dialog within another page's form must not send that one.
    event.stopPropagation()
    if (!complete || busy) return
    setBusy(true)
    setRefusal(undefined)
    try {
      if (stepUp && !(await askPassword())) return
      await onConfirm(reason.trim())
    } catch (error) {
      setRefusal(refusalOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth={props.maxWidth ?? 'xs'} aria-labelledby={titleId}>
      <form onSubmit={confirm} noValidate>
        <DialogTitle id={titleId} variant="h5" component="h2">
          {translate(`lapel.act.${words}.title`, filled)}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1, pt: 0 }}>
          <DialogContentText variant="body2">{translate(`lapel.act.${words}.text`, filled)}</DialogContentText>
          {children}
          <TextField
            label={translate('lapel.reason.label')}
            helperText={translate('lapel.reason.required')}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            required
            multiline
            minRows={2}
            slotProps={{ htmlInput: { maxLength: 1000 } }}
          />
          {typed !== undefined && (
            <TextField
              label={translate('lapel.act.type', { text: typed })}
              value={typedNow}
              onChange={({ target }) => setTypedNow(target.value)}
              required
              autoComplete="off"
              slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'none' } }}
            />
          )}
          {refusal && (
            <Alert severity="error" variant="outlined" role="alert">
              {refusalWords(refusal)}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={danger ? 'error' : 'primary'}
            disabled={!complete}
            loading={busy}
          >
            {translate(`lapel.act.${words}.confirm`, filled)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
