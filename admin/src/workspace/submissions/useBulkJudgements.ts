import { useDataProvider } from 'react-admin'
import type { BulkAction } from '../../list/bulk/BulkAction.ts'
import { useIsStaff } from '../../providers/access.ts'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { undoReason } from '../../undo/useDone.tsx'
import { answerLine } from './answers.ts'
import type { Submission } from './row.ts'
import { type Judgement, opposite } from './useJudge.ts'

const from: Record<Judgement, Submission['status']> = { restore: 'spam', quarantine: 'accepted' }

/** Restoring and quarantining many submissions. The database decides for each whether the reader may. */
export function useBulkJudgements(): BulkAction<Submission>[] {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const reason = useIsStaff() ? 'required' : 'optional'
  return (['restore', 'quarantine'] as const).map((judgement) => ({
    name: judgement,
    label: `lapel.submission.${judgement}.action`,
    text: `lapel.submission.${judgement}.many`,
    reason,
    appliesTo: ({ status }) => status === from[judgement],
    nameOf: answerLine,
    run: async ({ id, ts }, why) => {
      const send = (what: Judgement, because: string | null) =>
        dataProvider[`${what}Submission`]({ submission_id: id, received_at: ts, reason: because })
      await send(judgement, why)
      return () => send(opposite[judgement], why && undoReason(why))
    },
  }))
}
