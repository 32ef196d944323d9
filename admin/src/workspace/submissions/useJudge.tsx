import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useDataProvider, useNotify, useRefresh, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { refusalOf } from '../../providers/refusal.ts'
import type { Submission } from './row.ts'

export type Judgement = 'restore' | 'quarantine'

const opposite = { restore: 'quarantine', quarantine: 'restore' } as const

/** Takes a submission out of quarantine or puts it there, says so, and offers to undo it. */
export function useJudge({ id, ts }: Submission) {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const notify = useNotify()
  const refresh = useRefresh()
  const translate = useTranslate()

  const send = async (judgement: Judgement, reason: string | null) => {
    await dataProvider[`${judgement}Submission`]({ submission_id: id, received_at: ts, reason })
    refresh()
  }
  const undo = (judgement: Judgement, reason: string | null) =>
    send(opposite[judgement], reason && `Undo: ${reason}`).then(
      () => notify('lapel.submission.undone'),
      (error: unknown) => notify(refusalOf(error), { type: 'error' }),
    )

  return async (judgement: Judgement, reason: string | null) => {
    await send(judgement, reason)
    const undoButton = (
      <Button color="inherit" size="small" onClick={() => undo(judgement, reason)}>
        {translate('ra.action.undo')}
      </Button>
    )
    notify(
      <Alert severity="success" variant="filled" role="status" action={undoButton}>
        {translate(`lapel.submission.${judgement}.done`)}
      </Alert>,
      { autoHideDuration: 10_000 },
    )
  }
}
