import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useCreatePath, useLocale, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Section } from '../../display/Section.tsx'
import type { TopTenant } from '../../providers/figures.ts'
import { SeeAll } from '../SeeAll.tsx'

/** How the amount changed, in words. */
function useChange() {
  const translate = useTranslate()
  const locale = useLocale()
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 0,
  })
  return ({ amount, before }: TopTenant) =>
    before > 0
      ? translate('lapel.staff_home.top_change', { change: percent.format(amount / before - 1) })
      : translate('lapel.staff_home.top_new')
}

const Tenant = ({ tenant, most }: { tenant: TopTenant; most: number }) => {
  const createPath = useCreatePath()
  const locale = useLocale()
  const change = useChange()
  return (
    <Box component="li" sx={{ fontSize: '0.8125rem' }}>
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'space-between' }}>
        <Link
          component={RouterLink}
          to={createPath({ resource: 'organizations', type: 'show', id: tenant.organization_id })}
          color="inherit"
          underline="hover"
          sx={{ fontWeight: 550, minWidth: 0, overflowWrap: 'anywhere' }}
        >
          {tenant.name}
        </Link>
        <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {tenant.amount.toLocaleString(locale)}
        </Box>
      </Box>
      <Box aria-hidden sx={{ bgcolor: 'action.hover', borderRadius: 1, height: 6, my: 0.5 }}>
        <Box
          sx={{ bgcolor: 'primary.main', borderRadius: 1, height: 6 }}
          style={{ width: `${(tenant.amount / most) * 100}%` }}
        />
      </Box>
      <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
        {change(tenant)}
      </Typography>
    </Box>
  )
}

/** The tenants with the most submissions of the last thirty days. */
export const TopTenants = ({ tenants }: { tenants: readonly TopTenant[] }) => {
  const translate = useTranslate()
  const most = Math.max(1, ...tenants.map(({ amount }) => amount))
  return (
    <Section title={translate('lapel.staff_home.top')} action={<SeeAll resource="organizations" />}>
      {tenants.length === 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('lapel.staff_home.top_none')}
        </Typography>
      )}
      <Box component="ol" sx={{ display: 'grid', gap: 1.25, listStyle: 'none', m: 0, p: 0 }}>
        {tenants.map((tenant) => (
          <Tenant key={tenant.organization_id} tenant={tenant} most={most} />
        ))}
      </Box>
    </Section>
  )
}
