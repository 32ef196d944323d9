import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Loading } from '../Loading.tsx'
import type { LimitUse } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

/** How full, as a colour: over the limit, close to it, or neither. */
const level = (used: number, limit: number) => (used > limit ? 'error' : used >= limit * 0.8 ? 'warning' : 'primary')

const Meter = ({ use }: { use: LimitUse }) => {
  const { limit_type, used, limit_value, enforcement, grace_amount, overridden } = use
  const translate = useTranslate()
  const locale = useLocale()
  const name = translate(`resources.plan_limits.limit_type.${limit_type}`)
  const limit = limit_value === null ? translate('lapel.unlimited').toLowerCase() : limit_value.toLocaleString(locale)
  const rule = enforcement
    ? `${translate(`resources.plan_limits.enforcement.${enforcement}`)}${grace_amount ? ` +${grace_amount.toLocaleString(locale)}` : ''}`
    : ''
  return (
    <Box component="li" sx={{ py: 0.875 }}>
      <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1, mb: 0.5 }}>
        <Typography variant="body2">{name}</Typography>
        {overridden && <Chip label={translate('lapel.tenant.overridden')} color="info" variant="outlined" />}
        {limit_value !== null && used > limit_value && (
          <Chip label={translate('lapel.tenant.exceeded')} color="error" variant="outlined" />
        )}
        <Typography variant="body2" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', ml: 'auto' }}>
          {used.toLocaleString(locale)} / {limit}
          {rule && ` · ${rule}`}
        </Typography>
      </Box>
      {limit_value !== null && (
        <LinearProgress
          aria-label={name}
          variant="determinate"
          value={Math.min(100, Math.round((limit_value ? used / limit_value : Number(used > 0)) * 100))}
          color={level(used, limit_value)}
          sx={{ bgcolor: 'action.hover', borderRadius: 2, height: 6 }}
        />
      )}
    </Box>
  )
}

/** What the tenant uses beside the limits that hold for it, override or plan. */
export const Limits = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const { data, error, isPending, refetch } = useTenantQuery('usage', (acts) => acts.limitUse(id))
  return (
    <Section title={translate('lapel.organization.usage')}>
      {error && <LoadFailed onRetry={refetch} />}
      {isPending && <Loading lines={6} />}
      {data && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {data.map((use) => (
            <Meter key={use.limit_type} use={use} />
          ))}
        </Box>
      )}
    </Section>
  )
}
