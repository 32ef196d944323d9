import Box from '@mui/material/Box'
import { useState } from 'react'
import type { BulkFieldsProps } from '../../../list/bulk/BulkAction.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason } from '../../../undo/useDone.tsx'
import { PlanSelect } from '../../tenant/acts/PlanSelect.tsx'
import type { Organization } from '../row.ts'
import { BulkExcess } from './BulkExcess.tsx'

/** Which plan they get, and what would not fit. */
export const BulkPlanFields = ({ rows, onReady }: BulkFieldsProps<Organization>) => {
  const staffActs = useStaffActs()
  const [plan, setPlan] = useState('')
  const choose = (planId: string) => {
    setPlan(planId)
    onReady(async ({ id, plan_id, plan_status }, reason) => {
      await staffActs.changePlan(id, planId, reason ?? '')
      return () => staffActs.changePlan(id, plan_id, undoReason(reason ?? ''), plan_status)
    })
  }
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 1 }}>
      <PlanSelect value={plan} onChange={choose} />
      {plan && <BulkExcess tenants={rows} planId={plan} />}
    </Box>
  )
}
