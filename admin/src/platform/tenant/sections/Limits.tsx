import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useLocale, useTranslate } from 'react-admin'
import { LimitMeter } from '../../../display/LimitMeter.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Loading } from '../Loading.tsx'
import type { LimitUse } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

const Meter = ({ use }: { use: LimitUse }) => {
  const { limit_type, used, limit_value, enforcement, grace_amount, overridden } = use
  const translate = useTranslate()
  const locale = useLocale()
  const rule = enforcement
    ? `${translate(`resources.plan_limits.enforcement.${enforcement}`)}${grace_amount ? ` +${grace_amount.toLocaleString(locale)}` : ''}`
    : ''
  return (
    <Box component="li" sx={{ py: 0.875 }}>
      <LimitMeter limitType={limit_type} used={used} limit={limit_value} rule={rule}>
        {overridden && <Chip label={translate('lapel.tenant.overridden')} color="info" variant="outlined" />}
        {limit_value !== null && used > limit_value && (
          <Chip label={translate('lapel.tenant.exceeded')} color="error" variant="outlined" />
        )}
      </LimitMeter>
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
