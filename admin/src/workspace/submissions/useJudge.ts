import { useDataProvider, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { undoReason, useDone } from '../../undo/useDone.tsx'
import type { Submission } from './row.ts'

export type Judgement = 'restore' | 'quarantine'

export const opposite = { restore: 'quarantine', quarantine: 'restore' } as const

/** Takes a submission out of quarantine or puts it there, says so, and offers to undo it. */
export function useJudge({ id, ts }: Submission) {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()

  const send = (judgement: Judgement, reason: string | null) =>
    dataProvider[`${judgement}Submission`]({ submission_id: id, received_at: ts, reason })

  return async (judgement: Judgement, reason: string | null) => {
    await send(judgement, reason)
    done(translate(`lapel.submission.${judgement}.done`), () => send(opposite[judgement], reason && undoReason(reason)))
  }
}
