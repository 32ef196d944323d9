import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { Loading } from '../Loading.tsx'

/** The dry run of a plan change: which limits the tenant would be above. */
export const PlanExcess = ({ organizationId, planId }: { organizationId: string; planId: string }) => {
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const locale = useLocale()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['previewPlanChange', organizationId, planId],
    queryFn: () => staffActs.previewPlanChange(organizationId, planId),
    staleTime: 0,
  })
  if (error) return <LoadFailed onRetry={refetch} />
  if (isPending) return <Loading lines={1} />
  if (data.length === 0) {
    return (
      <Alert severity="success" variant="outlined" role="status">
        {translate('lapel.act.plan.fits')}
      </Alert>
    )
  }
  return (
    <Alert severity="warning" variant="outlined" role="status">
      {translate('lapel.act.plan.exceeds')}
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {data.map(({ limit_type, used, new_limit, kind }) => (
          <li key={`${limit_type}/${kind}`}>
            {translate(`lapel.act.plan.${kind}`, {
              limit: translate(`resources.plan_limits.limit_type.${limit_type}`),
              used: used.toLocaleString(locale),
              allowed: new_limit.toLocaleString(locale),
            })}
          </li>
        ))}
      </Box>
    </Alert>
  )
}
