import Box from '@mui/material/Box'
import { useGetList } from 'react-admin'
import { LimitMeter } from './LimitMeter.tsx'
import { LoadFailed } from './LoadFailed.tsx'

interface Usage {
  id: string
  limit_type: string
  used: number
  /** Null is unlimited. */
  limit_value: number | null
}

/** What an organization uses beside what its plan allows. */
export const UsageMeters = ({ organizationId }: { organizationId: string }) => {
  const { data, error, refetch } = useGetList<Usage>('organization_usage', {
    filter: { organization_id: organizationId },
    sort: { field: 'limit_type', order: 'ASC' },
    pagination: { page: 1, perPage: 50 },
  })
  if (error) return <LoadFailed onRetry={refetch} />
  return (
    <Box sx={{ minHeight: 200 }}>
      {data?.map((usage) => (
        <Box key={usage.limit_type} sx={{ py: 0.75 }}>
          <LimitMeter limitType={usage.limit_type} used={usage.used} limit={usage.limit_value} />
        </Box>
      ))}
    </Box>
  )
}
