import type { TakeBack } from '../../list/bulk/BulkAction.ts'
import type { StaffActs } from '../../providers/staffActs.ts'
import { undoReason } from '../../undo/useDone.tsx'

export type Status = 'active' | 'suspended'

const inverse = { active: 'suspended', suspended: 'active' } as const

/**
 * Suspends a tenant or ends that. Answers how to take it back; nothing where a colleague was first: what others did is not
 * done here, nor taken back.
 */
export async function changeStatus(
  staffActs: StaffActs,
  id: string,
  status: Status,
  reason: string,
): Promise<TakeBack | undefined> {
  const changed = await staffActs.setOrganizationStatus([id], status, reason)
  if (changed === 0) return undefined
  return async () => {
    const restored = await staffActs.setOrganizationStatus([id], inverse[status], undoReason(reason))
    return restored === 0 ? 'left_alone' : 'taken_back'
  }
}
