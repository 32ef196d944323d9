import Button from '@mui/material/Button'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useMay } from '../../providers/useMay.ts'
import { JudgeDialog } from './JudgeDialog.tsx'
import type { Submission } from './row.ts'
import { type Judgement, useJudge } from './useJudge.ts'

const judgements: Partial<Record<Submission['status'], Judgement>> = { spam: 'restore', accepted: 'quarantine' }

/** Restores what is in quarantine, or marks as spam what was accepted. Offered to whom the database lets do it. */
export const JudgeButton = ({ submission }: { submission: Submission }) => {
  const translate = useTranslate()
  const judge = useJudge(submission)
  const [asked, setAsked] = useState<Judgement>()
  const may = useMay('submissions.manage', submission.workspace_id)
  const possible = may && judgements[submission.status]
  const close = () => setAsked(undefined)
  return (
    <>
      {possible && (
        <Button size="small" variant="outlined" onClick={() => setAsked(possible)}>
          {translate(`lapel.submission.${possible}.action`)}
        </Button>
      )}
      {asked && (
        <JudgeDialog judgement={asked} onClose={close} onConfirm={(reason) => judge(asked, reason).then(close)} />
      )}
    </>
  )
}
