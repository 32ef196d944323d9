import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { Loading } from '../../tenant/Loading.tsx'
import type { Organization } from '../row.ts'
import { inLanes } from './inLanes.ts'

/** The dry run of a plan change for many: which tenants would be above a limit. */
export const BulkExcess = ({ tenants, planId }: { tenants: readonly Organization[]; planId: string }) => {
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['bulkPreviewPlanChange', planId, tenants.map(({ id }) => id)],
    queryFn: async () => {
      const above: { id: string; name: string; limits: string[] }[] = []
      await inLanes(tenants, 4, async ({ id, name }) => {
        const limits = (await staffActs.previewPlanChange(id, planId)).map(({ limit_type }) => limit_type)
        if (limits.length > 0) above.push({ id, name, limits })
      })
      return above
    },
    staleTime: 0,
  })
  if (error) return <LoadFailed onRetry={refetch} />
  if (isPending) return <Loading lines={1} />
  if (data.length === 0) {
    return (
      <Alert severity="success" variant="outlined" role="status">
        {translate('lapel.act.bulk_plan.fits')}
      </Alert>
    )
  }
  return (
    <Alert severity="warning" variant="outlined" role="status" sx={{ overflowWrap: 'anywhere' }}>
      {translate('lapel.act.bulk_plan.exceeds', { smart_count: data.length })}
      <Box component="ul" sx={{ m: 0, maxHeight: 160, overflowY: 'auto', pl: 2.5 }} tabIndex={0}>
        {data.map(({ id, name, limits }) => (
          <li key={id}>
            {name}: {limits.map((limit) => translate(`resources.plan_limits.limit_type.${limit}`)).join(', ')}
          </li>
        ))}
      </Box>
    </Alert>
  )
}
