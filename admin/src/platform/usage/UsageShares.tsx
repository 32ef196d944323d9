import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useTranslate } from 'react-admin'
import { Link as RouterLink, useLocation, useSearchParams } from 'react-router-dom'
import { Section } from '../../display/Section.tsx'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import { useAnswer } from '../room/useAnswer.ts'
import type { TenantUsage, TypeUsage } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

interface Share {
  id: string
  name: string
  quantity: number
  before: number
}

const Bar = ({ share }: { share: number }) => (
  <Box sx={{ bgcolor: 'action.hover', borderRadius: 1, height: 6 }}>
    <Box sx={{ bgcolor: 'primary.main', borderRadius: 1, height: 6, opacity: 0.85, width: `${share * 100}%` }} />
  </Box>
)

/** Shares as bars with their change; each leads to itself alone. */
const Shares = ({ shares, filter }: { shares: readonly Share[]; filter: string }) => {
  const { number, change } = useFigures()
  const translate = useTranslate()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const most = Math.max(1, ...shares.map(({ quantity }) => quantity))
  const linkTo = (id: string) => {
    const next = new URLSearchParams(search)
    next.set(filter, id)
    return `${pathname}?${next}`
  }
  return (
    <Box component="ul" sx={{ display: 'grid', gap: 1.25, listStyle: 'none', m: 0, p: 0 }}>
      {shares.map(({ id, name, quantity, before }) => (
        <Box component="li" key={id} sx={{ fontSize: '0.8125rem' }}>
          <Box
            sx={{
              display: 'flex',
              fontVariantNumeric: 'tabular-nums',
              gap: 1,
              justifyContent: 'space-between',
              mb: 0.5,
            }}
          >
            <Link component={RouterLink} to={linkTo(id)} color="inherit" underline="hover">
              {name}
            </Link>
            <span>
              <Box component="span" sx={{ color: 'text.secondary', mr: 1 }}>
                {change(quantity, before) ?? translate('lapel.usage_room.new')}
              </Box>
              {number(quantity)}
            </span>
          </Box>
          <Bar share={quantity / most} />
        </Box>
      ))}
    </Box>
  )
}

export const TopTenants = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const { first_day, last_day, event_type } = asArguments(filters)
  const query = useAnswer<TenantUsage[]>('usage_by_tenant', { first_day, last_day, event_type })
  return (
    <Section title={translate('lapel.usage_room.who')}>
      <Loaded query={query} empty="lapel.usage_room.nothing">
        {(tenants) => (
          <Shares
            filter="organization_id"
            shares={tenants.map((tenant) => ({ ...tenant, id: tenant.organization_id }))}
          />
        )}
      </Loaded>
    </Section>
  )
}

export const ByType = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const { event_type: _, ...args } = asArguments(filters)
  const query = useAnswer<TypeUsage[]>('usage_by_type', args)
  const nameOf = (type: string) => translate(`resources.usage_events.event_type.${type}`, { _: type })
  return (
    <Section title={translate('lapel.usage_room.of_what')}>
      <Loaded query={query} empty="lapel.usage_room.nothing">
        {(types) => (
          <Shares
            filter="event_type"
            shares={types
              .filter(({ quantity }) => quantity > 0)
              .map((type) => ({ ...type, id: type.event_type, name: nameOf(type.event_type) }))}
          />
        )}
      </Loaded>
    </Section>
  )
}
