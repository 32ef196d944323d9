import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { type RaRecord, useTranslate } from 'react-admin'
import { useStepUp } from '../../stepUp/useStepUp.ts'
import type { BulkAction, BulkRun } from './BulkAction.ts'
import { BulkAsk } from './BulkAsk.tsx'
import { BulkProgress } from './BulkProgress.tsx'
import { useBulkRun } from './useBulkRun.ts'

interface BulkDialogProps<Row extends RaRecord> {
  action: BulkAction<Row>
  rows: readonly Row[]
  /** Told whether anything was tried. */
  onClose: (ran: boolean) => void
}

/** Asks, runs an action over the selected rows, and lists how each of them went. */
const BulkDialog = <Row extends RaRecord>({ action, rows, onClose }: BulkDialogProps<Row>) => {
  const translate = useTranslate()
  const stepUp = useStepUp()
  const { run, stop, running, results } = useBulkRun(action)
  const [started, setStarted] = useState<{ reason: string | null; act: BulkRun<Row> }>()

  const start = async (reason: string | null, act: BulkRun<Row>) => {
    if (action.dangerous && !(await stepUp())) return
    setStarted({ reason, act })
    await run(rows, reason, act)
  }
  const close = () => {
    if (!running) onClose(started !== undefined)
  }

  return (
    <Dialog open onClose={close} fullWidth maxWidth="sm" aria-labelledby="bulk-action">
      <DialogTitle id="bulk-action" variant="h5" component="h2">
        {translate(action.label)}
      </DialogTitle>
      {started === undefined ? (
        <BulkAsk action={action} rows={rows} onStart={start} onClose={close} />
      ) : (
        <BulkProgress
          action={action}
          rows={rows}
          results={results}
          running={running}
          onStop={stop}
          onRetry={(refused) => run(refused, started.reason, started.act)}
          onClose={close}
        />
      )}
    </Dialog>
  )
}

export default BulkDialog
