import type { BulkAction, BulkRun } from '../../../list/bulk/BulkAction.ts'
import { useMayAs } from '../../../providers/access.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason } from '../../../undo/useDone.tsx'
import type { Organization } from '../row.ts'
import { BulkOverrideFields } from './BulkOverrideFields.tsx'
import { BulkPlanFields } from './BulkPlanFields.tsx'

type Status = 'active' | 'suspended'

const always = () => true
/** The fields say what to run. */
const notYet = () => Promise.reject(new Error('VALIDATION_FAILED'))

/** What staff admins do to many tenants at once; nothing for other staff. */
export function useBulkActs(): BulkAction<Organization>[] | undefined {
  const staffActs = useStaffActs()
  const mayAct = useMayAs('admin')
  if (!mayAct) return undefined
  const setStatus =
    (status: Status, before: Status): BulkRun<Organization> =>
    async ({ id }, reason) => {
      // What a colleague did since the list was loaded is not done here, nor taken back.
      const changed = await staffActs.setOrganizationStatus([id], status, reason ?? '')
      if (changed === 0) return undefined
      return async () => {
        const restored = await staffActs.setOrganizationStatus([id], before, undoReason(reason ?? ''))
        return restored === 0 ? 'left_alone' : 'taken_back'
      }
    }
  const act = (name: string) => ({
    name,
    label: `lapel.act.${name}.name`,
    text: `lapel.act.bulk_${name}.text`,
    reason: 'required' as const,
    nameOf: (tenant: Organization) => tenant.name,
  })
  return [
    {
      ...act('suspend'),
      dangerous: true,
      appliesTo: ({ suspended_at }) => suspended_at === null,
      run: setStatus('suspended', 'active'),
    },
    {
      ...act('reactivate'),
      appliesTo: ({ suspended_at }) => suspended_at !== null,
      run: setStatus('active', 'suspended'),
    },
    { ...act('plan'), appliesTo: always, Fields: BulkPlanFields, run: notYet },
    { ...act('override'), appliesTo: always, Fields: BulkOverrideFields, run: notYet },
  ]
}
