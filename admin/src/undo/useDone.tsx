import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useCloseNotification, useNotify, useRefresh, useTranslate } from 'react-admin'
import { refusalOf } from '../providers/refusal.ts'

/** The reason that an undoing keeps in the audit log. */
export const undoReason = (reason: string) => `Undo: ${reason}`.slice(0, 1000)

/** Under the pointer a notification does not close by itself: the button closes it. */
const UndoButton = ({ onUndo }: { onUndo: () => unknown }) => {
  const translate = useTranslate()
  const close = useCloseNotification()
  const takeBack = () => {
    close()
    onUndo()
  }
  return (
    <Button color="inherit" size="small" onClick={takeBack}>
      {translate('ra.action.undo')}
    </Button>
  )
}

/**
 * Says that an act is done and shows what became of it; where it has an inverse, offers that. An inverse that shows
 * itself how it went answers `shown`; one that found the act overtaken by others `left_alone`.
 */
export function useDone() {
  const notify = useNotify()
  const refresh = useRefresh()
  return (message: string, undo?: () => Promise<unknown>) => {
    refresh()
    const takeBack = () =>
      undo?.().then(
        (answer) => {
          if (answer === 'shown') return
          refresh()
          notify(answer === 'left_alone' ? 'lapel.left_alone' : 'lapel.undone')
        },
        (error: unknown) => notify(refusalOf(error), { type: 'error' }),
      )
    const button = undo && <UndoButton onUndo={takeBack} />
    notify(
      <Alert severity="success" variant="filled" role="status" action={button}>
        {message}
      </Alert>,
      { autoHideDuration: undo ? 10_000 : 5_000 },
    )
  }
}
