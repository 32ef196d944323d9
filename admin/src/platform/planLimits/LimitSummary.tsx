import { useRecordContext, useTranslate } from 'react-admin'
import type { PlanLimit } from './row.ts'

/** Value, enforcement and grace of the limit around it, in one line. */
export const LimitSummary = () => {
  const limit = useRecordContext<PlanLimit>()
  const translate = useTranslate()
  if (!limit) return null
  return (
    <>{`${limit.limit_value} · ${translate(`resources.plan_limits.enforcement.${limit.enforcement}`)} · +${limit.grace_amount}`}</>
  )
}
