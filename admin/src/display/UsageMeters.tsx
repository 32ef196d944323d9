import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useGetList, useLocale, useTranslate } from 'react-admin'
import { LoadFailed } from './LoadFailed.tsx'

interface Usage {
  id: string
  limit_type: string
  used: number
  /** Null is unlimited. */
  limit_value: number | null
}

/** How full, as a colour: over the limit, close to it, or neither. */
const level = (used: number, limit: number) => (used > limit ? 'error' : used >= limit * 0.8 ? 'warning' : 'primary')

const Meter = ({ usage: { limit_type, used, limit_value } }: { usage: Usage }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const name = translate(`resources.plan_limits.limit_type.${limit_type}`)
  const share = limit_value ? used / limit_value : Number(used > 0)
  const limit = limit_value === null ? translate('lapel.unlimited').toLowerCase() : limit_value.toLocaleString(locale)
  return (
    <Box sx={{ py: 0.75 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', mb: 0.5 }}>
        <Typography variant="body2">{name}</Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          {used.toLocaleString(locale)} / {limit}
        </Typography>
      </Box>
      {limit_value !== null && (
        <LinearProgress
          aria-label={name}
          variant="determinate"
          value={Math.min(100, Math.round(share * 100))}
          color={level(used, limit_value)}
          sx={{ bgcolor: 'action.hover', borderRadius: 2, height: 6 }}
        />
      )}
    </Box>
  )
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
        <Meter key={usage.limit_type} usage={usage} />
      ))}
    </Box>
  )
}
