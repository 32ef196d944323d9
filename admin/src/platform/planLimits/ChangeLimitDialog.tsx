import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { useDataProvider, useRefresh, useTranslate } from 'react-admin'
import type { ConsoleDataProvider, SetPlanLimit } from '../../providers/dataProvider.ts'
import { refusalOf } from '../../providers/refusal.ts'
import type { AuditEntry } from '../../workspace/audit/row.ts'
import { ChangeLimitForm } from './ChangeLimitForm.tsx'
import { LimitSaved } from './LimitSaved.tsx'
import type { PlanLimit } from './row.ts'

interface ChangeLimitDialogProps {
  limit: PlanLimit
  onClose: () => void
}

/** Changes one limit of a plan: value, enforcement, grace and the reason; then shows the way to the audit entry. */
export const ChangeLimitDialog = ({ limit, onClose }: ChangeLimitDialogProps) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const refresh = useRefresh()
  const translate = useTranslate()
  const [refusal, setRefusal] = useState<string>()
  const [saved, setSaved] = useState<{ entry: AuditEntry | undefined }>()

  const save = async (change: Pick<SetPlanLimit, 'limit_value' | 'enforcement' | 'grace_amount' | 'reason'>) => {
    const { plan_id, limit_type } = limit
    try {
      await dataProvider.setPlanLimit({ plan_id, limit_type, ...change })
      setSaved({ entry: await dataProvider.latestAuditEntry('plan_limits', `${plan_id}/${limit_type}`) })
      refresh()
    } catch (error) {
      setRefusal(refusalOf(error))
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="xs"
      aria-labelledby="change-limit"
      onClick={(event) => event.stopPropagation()}
    >
      <DialogTitle id="change-limit" variant="h5" component="h2">
        {translate('lapel.limit.title')}
      </DialogTitle>
      {saved ? (
        <LimitSaved entry={saved.entry} onClose={onClose} />
      ) : (
        <ChangeLimitForm limit={limit} refusal={refusal} onSave={save} onClose={onClose} />
      )}
    </Dialog>
  )
}
