import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useLocale, useTranslate } from 'react-admin'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Status } from '../../../display/StatusChip.tsx'
import { momentOf, Time } from '../../../display/Time.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import GrantOverride from '../acts/GrantOverride.tsx'
import { RemoveOverride } from '../acts/RemoveOverride.tsx'
import { Loading } from '../Loading.tsx'
import { Person } from '../Person.tsx'
import type { Override } from '../row.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

const Row = ({ override, onRemove }: { override: Override; onRemove: () => void }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const { limit_type, limit_value, enforcement, grace_amount, reason, expires_at, granted_by, workspace_id } = override
  const limit = translate(`resources.plan_limits.limit_type.${limit_type}`)
  const isOver = expires_at !== null && momentOf(expires_at) <= new Date()
  return (
    <Box
      component="li"
      sx={{
        alignItems: 'start',
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        justifyContent: 'space-between',
        py: 1.25,
        '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
      }}
    >
      <Box sx={{ flex: '1 1 16rem', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography variant="body2" sx={{ fontWeight: 550 }}>
          {limit}: {limit_value.toLocaleString(locale)} ·{' '}
          {translate(`resources.plan_limits.enforcement.${enforcement}`)}
          {grace_amount > 0 && ` +${grace_amount.toLocaleString(locale)}`}{' '}
          {workspace_id && `· ${translate('resources.workspaces.name', { smart_count: 1 })} `}
          {isOver && <Status value="expired" />}
        </Typography>
        <Typography variant="body2">{reason}</Typography>
        <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
          <Person id={granted_by} /> ·{' '}
          {expires_at ? (
            <>
              {translate('lapel.tenant.override_until')} <Time value={expires_at} />
            </>
          ) : (
            translate('lapel.tenant.override_forever')
          )}
        </Typography>
      </Box>
      <StaffButton atLeast="admin" onClick={onRemove} aria-label={translate('lapel.tenant.remove_override', { limit })}>
        {translate('ra.action.remove')}
      </StaffButton>
    </Box>
  )
}

/** Limits that were granted to this tenant alone. */
const Overrides = () => {
  const translate = useTranslate()
  const [granting, setGranting] = useState(false)
  const [removing, setRemoving] = useState<Override>()
  const { data, error, isPending, refetch } = useTenantQuery('overrides', (acts, id) => acts.overrides(id))
  const add = (
    <StaffButton atLeast="admin" onClick={() => setGranting(true)}>
      {translate('lapel.act.override.confirm')}
    </StaffButton>
  )
  return (
    <Section title={translate('lapel.tenant.tab.overrides')} action={add}>
      {error && <LoadFailed onRetry={refetch} />}
      {isPending && <Loading />}
      {data?.length === 0 && (
        <EmptyState title={translate('lapel.list.nothing')}>{translate('lapel.tenant.no_overrides')}</EmptyState>
      )}
      {data && data.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {data.map((override) => (
            <Row key={override.id} override={override} onRemove={() => setRemoving(override)} />
          ))}
        </Box>
      )}
      {granting && <GrantOverride onClose={() => setGranting(false)} />}
      {removing && <RemoveOverride override={removing} onClose={() => setRemoving(undefined)} />}
    </Section>
  )
}

export default Overrides
