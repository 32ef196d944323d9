import Box from '@mui/material/Box'
import { useState } from 'react'
import type { BulkFieldsProps } from '../../../list/bulk/BulkAction.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason } from '../../../undo/useDone.tsx'
import { PlanSelect } from '../../tenant/acts/PlanSelect.tsx'
import type { Organization } from '../row.ts'
import { BulkExcess } from './BulkExcess.tsx'

/** What others have changed meanwhile stays. */
const leaveChanged = (error: unknown) => {
  if (error instanceof Error && error.message === 'CONFLICT') return 'left_alone'
  throw error
}

/** Which plan they get, and what would not fit. */
export const BulkPlanFields = ({ rows, onReady }: BulkFieldsProps<Organization>) => {
  const staffActs = useStaffActs()
  const [plan, setPlan] = useState('')
  const choose = (planId: string) => {
    setPlan(planId)
    onReady(async ({ id }, reason) => {
      const replaced = await staffActs.changePlan(id, planId, reason ?? '')
      return () => staffActs.takeBackPlan(id, replaced, planId, undoReason(reason ?? '')).catch(leaveChanged)
    })
  }
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 1 }}>
      <PlanSelect value={plan} onChange={choose} />
      {plan && <BulkExcess tenants={rows} planId={plan} />}
    </Box>
  )
}
