import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { type FormEvent, useState } from 'react'
import { useTranslate } from 'react-admin'
import { refusalOf } from '../../../providers/refusal.ts'

interface NoteFormProps {
  label: string
  confirm: string
  initial?: string
  onSave: (body: string) => Promise<unknown>
  onCancel?: () => void
}

/** Where a note is written, anew or in other words. */
export const NoteForm = ({ label, confirm, initial = '', onSave, onCancel }: NoteFormProps) => {
  const translate = useTranslate()
  const [body, setBody] = useState(initial)
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const isChanged = body.trim() !== '' && body.trim() !== initial
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!isChanged || busy) return
    setBusy(true)
    setRefusal(undefined)
    try {
      await onSave(body.trim())
      setBody('')
    } catch (error) {
      setRefusal(refusalOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Box component="form" onSubmit={save} sx={{ display: 'grid', gap: 1, pb: 1.5 }}>
      <TextField
        label={label}
        value={body}
        onChange={({ target }) => setBody(target.value)}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 4000 } }}
      />
      {refusal && (
        <Alert severity="error" variant="outlined" role="alert">
          {translate(refusal)}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {onCancel && <Button onClick={onCancel}>{translate('ra.action.cancel')}</Button>}
        <Button type="submit" variant="contained" disabled={!isChanged} loading={busy}>
          {confirm}
        </Button>
      </Box>
    </Box>
  )
}
