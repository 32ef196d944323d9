import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'
import { type RaRecord, useTranslate } from 'react-admin'
import { useStepUp } from '../../stepUp/useStepUp.ts'
import type { BulkResult, BulkRun, TakeBacks } from './BulkAction.ts'
import { BulkAsk } from './BulkAsk.tsx'
import { BulkProgress } from './BulkProgress.tsx'
import type { Bulk } from './useBulk.ts'
import { useBulkRun } from './useBulkRun.ts'
import { useBulkUndo } from './useBulkUndo.ts'

interface BulkDialogProps {
  bulk: Bulk
  /** Told whether anything was tried, and what of it can still be taken back. */
  onClose: (ran: boolean, back: TakeBacks) => void
}

const takeBacksOf = (results: ReadonlyMap<RaRecord['id'], BulkResult>): TakeBacks =>
  new Map([...results].flatMap(([id, result]) => (result.outcome === 'done' ? [[id, result.takeBack]] : [])))

/** Asks, runs an action over the selected rows, lists how each of them went, and takes it back in the same way. */
const BulkDialog = ({ bulk: { action, rows, back }, onClose }: BulkDialogProps) => {
  const translate = useTranslate()
  const stepUp = useStepUp()
  const titleId = useId()
  const doing = useBulkRun()
  const undoing = useBulkUndo(rows, back)
  const [started, setStarted] = useState<(rows: readonly RaRecord[]) => Promise<void>>()
  const done = takeBacksOf(doing.results)

  const start = async (reason: string | null, act: BulkRun<RaRecord>) => {
    if (action.dangerous && !(await stepUp())) return
    const run = (some: readonly RaRecord[]) =>
      doing.run(some, async (row) => {
        const takeBack = action.appliesTo(row) ? await act(row, reason) : undefined
        return takeBack ? { outcome: 'done', takeBack } : { outcome: 'left_alone' }
      })
    setStarted(() => run)
    await run(rows)
  }
  const close = () => {
    if (!doing.running && !undoing.running) onClose(started !== undefined, undoing.begun ? undoing.left : done)
  }
  const act = translate(action.label)
  const title = undoing.begun ? translate('lapel.bulk.undo_of', { act }) : act
  const shared = { title, nameOf: action.nameOf, onClose: close }

  return (
    <Dialog open onClose={close} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <DialogTitle id={titleId} variant="h5" component="h2">
        {title}
      </DialogTitle>
      {undoing.begun ? (
        <BulkProgress {...shared} {...undoing} onRetry={undoing.retry} />
      ) : started ? (
        <BulkProgress {...shared} {...doing} rows={rows} onRetry={started} onUndo={() => undoing.begin(done)} />
      ) : (
        <BulkAsk action={action} rows={rows} onStart={start} onClose={close} />
      )}
    </Dialog>
  )
}

export default BulkDialog
