import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import { useState } from 'react'
import { Form, minLength, type RaRecord, required, TextInput, useTranslate } from 'react-admin'
import type { BulkAction, BulkRun } from './BulkAction.ts'

interface BulkAskProps<Row extends RaRecord> {
  action: BulkAction<Row>
  rows: readonly Row[]
  onStart: (reason: string | null, run: BulkRun<Row>) => Promise<void>
  onClose: () => void
}

const rules = { required: [required(), minLength(3)], optional: [minLength(3)] }

/** What will happen to how many rows, and why it should. */
export const BulkAsk = <Row extends RaRecord>({ action, rows, onStart, onClose }: BulkAskProps<Row>) => {
  const translate = useTranslate()
  const count = rows.filter(action.appliesTo).length
  const { Fields } = action
  const [run, setRun] = useState<BulkRun<Row> | undefined>(() => (Fields ? undefined : action.run))
  const start = async (values: unknown) => run && onStart((values as { reason?: string | null }).reason ?? null, run)
  return (
    <Form record={{}} onSubmit={start}>
      <DialogContent sx={{ pt: 0 }}>
        <DialogContentText variant="body2" sx={{ mb: 1 }}>
          {translate(action.text, { smart_count: count })}{' '}
          {count < rows.length && translate('lapel.bulk.left_out', { smart_count: rows.length - count })}
        </DialogContentText>
        {Fields && <Fields rows={rows} onReady={(ready) => setRun(() => ready)} />}
        {action.reason !== 'none' && (
          <TextInput
            source="reason"
            label="lapel.reason.label"
            helperText={`lapel.reason.${action.reason}`}
            validate={rules[action.reason]}
            slotProps={{ htmlInput: { maxLength: 1000 } }}
          />
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button type="submit" variant="contained" disabled={count === 0 || !run}>
          {translate(action.label)}
        </Button>
      </DialogActions>
    </Form>
  )
}
