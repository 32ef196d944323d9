import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'
import { PlanExcess } from './PlanExcess.tsx'
import { PlanSelect } from './PlanSelect.tsx'

/** Puts a tenant on another plan, after saying what would not fit. */
const ChangePlan = ({ onClose }: ActProps) => {
  const { id, name, plan_id } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const [chosen, setChosen] = useState('')
  const change = async (reason: string) => {
    const replaced = await staffActs.changePlan(id, chosen, reason)
    onClose()
    done(translate('lapel.act.plan.done', { name }), () =>
      staffActs.takeBackPlan(id, replaced, chosen, undoReason(reason)),
    )
  }
  return (
    <ActDialog words="plan" filled={{ name }} ready={chosen !== ''} onConfirm={change} onClose={onClose}>
      <PlanSelect value={chosen} without={plan_id} onChange={setChosen} />
      {chosen && <PlanExcess organizationId={id} planId={chosen} />}
    </ActDialog>
  )
}

export default ChangePlan
