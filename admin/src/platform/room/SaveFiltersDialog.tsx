import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { type FormEvent, useId, useState } from 'react'
import { useTranslate } from 'react-admin'

/** As long as a chip can be read. */
const longestName = 60

/** Asks under which name the filters are kept. */
export const SaveFiltersDialog = ({ onSave, onClose }: { onSave: (label: string) => void; onClose: () => void }) => {
  const translate = useTranslate()
  const title = useId()
  const [label, setLabel] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (label.trim()) onSave(label.trim())
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={title} maxWidth="xs" fullWidth>
      <form onSubmit={submit}>
        <DialogTitle id={title} variant="h5" component="h2">
          {translate('ra.saved_queries.new_dialog_title')}
        </DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            label={translate('ra.saved_queries.query_name')}
            value={label}
            onChange={({ target }) => setLabel(target.value)}
            slotProps={{ htmlInput: { maxLength: longestName } }}
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!label.trim()}>
            {translate('ra.action.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
