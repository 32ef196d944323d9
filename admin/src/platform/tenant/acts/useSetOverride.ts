import type { LimitType } from '@lapel/contract/limits'
import { momentOf } from '../../../display/Time.tsx'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason } from '../../../undo/useDone.tsx'
import type { Override } from '../row.ts'
import { endOf } from './days.ts'
import type { OverrideDraft } from './OverrideFields.tsx'

export const stillHolds = ({ expires_at }: Override) => expires_at === null || momentOf(expires_at) > new Date()

/** Grants a tenant a limit of its own. Answers how to take it back: to the override before, or to the plan's limit. */
export function useSetOverride() {
  const staffActs = useStaffActs()
  return async (organizationId: string, draft: OverrideDraft, reason: string, before: readonly Override[] = []) => {
    const { limit_type, enforcement, limit_value, grace_amount, expires_on } = draft
    const saved = await staffActs.setOverride({
      organization_id: organizationId,
      limit_type: limit_type as LimitType,
      limit_value: Number(limit_value),
      enforcement,
      grace_amount: Number(grace_amount),
      expires_at: expires_on === '' ? null : endOf(expires_on),
      reason,
    })
    const earlier = before.find((one) => one.workspace_id === null && one.limit_type === limit_type && stillHolds(one))
    return () =>
      earlier
        ? staffActs.setOverride(changeOf(earlier, undoReason(reason)))
        : staffActs.removeOverride(saved.id, undoReason(reason))
  }
}

/** What sets an override again as it was. */
export const changeOf = (override: Override, reason: string) => {
  const { organization_id, workspace_id, limit_type, limit_value, enforcement, grace_amount, expires_at } = override
  return { organization_id, workspace_id, limit_type, limit_value, enforcement, grace_amount, expires_at, reason }
}
