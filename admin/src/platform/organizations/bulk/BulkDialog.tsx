import { useState } from 'react'
import { useRefresh, useTranslate, useUnselectAll } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { ActDialog } from '../../tenant/acts/ActDialog.tsx'
import { emptyOverride, isComplete, OverrideFields } from '../../tenant/acts/OverrideFields.tsx'
import { PlanSelect } from '../../tenant/acts/PlanSelect.tsx'
import { useSetOverride } from '../../tenant/acts/useSetOverride.ts'
import type { Organization } from '../row.ts'
import { BulkExcess } from './BulkExcess.tsx'
import { BulkResults } from './BulkResults.tsx'
import { type Act, useRun } from './useRun.ts'

export type BulkAct = 'suspend' | 'reactivate' | 'plan' | 'override'

interface BulkDialogProps {
  act: BulkAct
  tenants: readonly Organization[]
  onClose: () => void
}

/** Asks once, then acts on every chosen tenant and says what became of each. */
export const BulkDialog = ({ act, tenants, onClose }: BulkDialogProps) => {
  const staffActs = useStaffActs()
  const setOverride = useSetOverride()
  const translate = useTranslate()
  const refresh = useRefresh()
  const unselectAll = useUnselectAll('organizations')
  const { outcomes, running, run } = useRun()
  const [confirmed, setConfirmed] = useState<Act>()
  const [plan, setPlan] = useState('')
  const [draft, setDraft] = useState(emptyOverride)
  const words = { words: `bulk_${act}`, filled: { count: String(tenants.length) } }

  const actWith = (reason: string): Act => {
    const setStatus = (status: 'active' | 'suspended') => async (id: string) =>
      (await staffActs.setOrganizationStatus([id], status, reason)) > 0 ? 'done' : 'unchanged'
    const acts: Record<BulkAct, Act> = {
      suspend: setStatus('suspended'),
      reactivate: setStatus('active'),
      plan: (id) => staffActs.changePlan(id, plan, reason).then(() => 'done'),
      override: (id) => setOverride(id, draft, reason).then(() => 'done'),
    }
    return acts[act]
  }
  const start = async (reason: string) => {
    const chosen = actWith(reason)
    setConfirmed(() => chosen)
    void run(
      tenants.map(({ id }) => id),
      chosen,
    )
  }
  const close = () => {
    onClose()
    unselectAll()
    refresh()
  }

  if (confirmed) {
    return (
      <BulkResults
        title={translate(`lapel.act.${words.words}.title`, words.filled)}
        tenants={tenants}
        outcomes={outcomes}
        running={running}
        onRetry={(ids) => run(ids, confirmed)}
        onClose={close}
      />
    )
  }
  return (
    <ActDialog
      {...words}
      danger={act === 'suspend'}
      stepUp={act === 'suspend'}
      ready={act === 'plan' ? plan !== '' : act !== 'override' || isComplete(draft)}
      maxWidth="sm"
      onConfirm={start}
      onClose={onClose}
    >
      {act === 'plan' && <PlanSelect value={plan} onChange={setPlan} />}
      {act === 'plan' && plan && <BulkExcess tenants={tenants} planId={plan} />}
      {act === 'override' && <OverrideFields draft={draft} onChange={setDraft} />}
    </ActDialog>
  )
}
