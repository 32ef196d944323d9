import type { BulkAction, BulkRun } from '../../../list/bulk/BulkAction.ts'
import { useMayAs } from '../../../providers/access.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { changeStatus, type Status } from '../changeStatus.ts'
import type { Organization } from '../row.ts'
import { BulkOverrideFields } from './BulkOverrideFields.tsx'
import { BulkPlanFields } from './BulkPlanFields.tsx'

const always = () => true
/** The fields say what to run. */
const notYet = () => Promise.reject(new Error('VALIDATION_FAILED'))

/** What staff admins do to many tenants at once; nothing for other staff. */
export function useBulkActs(): BulkAction<Organization>[] | undefined {
  const staffActs = useStaffActs()
  const mayAct = useMayAs('admin')
  if (!mayAct) return undefined
  const setStatus =
    (status: Status): BulkRun<Organization> =>
    ({ id }, reason) =>
      changeStatus(staffActs, id, status, reason ?? '')
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
      run: setStatus('suspended'),
    },
    {
      ...act('reactivate'),
      appliesTo: ({ suspended_at }) => suspended_at !== null,
      run: setStatus('active'),
    },
    { ...act('plan'), appliesTo: always, Fields: BulkPlanFields, run: notYet },
    { ...act('override'), appliesTo: always, Fields: BulkOverrideFields, run: notYet },
  ]
}
