import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Status } from '../../../display/StatusChip.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import { type FlagChange, SetFlag } from '../acts/SetFlag.tsx'
import { Loading } from '../Loading.tsx'
import type { Flag } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

const positions = [
  { name: 'on', enabled: true },
  { name: 'off', enabled: false },
  { name: 'follow', enabled: null },
] as const

interface RowProps {
  flag: Flag
  isOn: boolean
  onChange: (change: FlagChange) => void
}

const Row = ({ flag, isOn, onChange }: RowProps) => {
  const tenant = useTenant()
  const translate = useTranslate()
  const own = flag.organizations[tenant.id] ?? null
  const source = own !== null ? 'own' : tenant.plan_id in flag.plans ? 'plan' : 'default'
  return (
    <Box
      component="li"
      sx={{
        alignItems: 'center',
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        justifyContent: 'space-between',
        py: 1.25,
        '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
      }}
    >
      <Box sx={{ flex: '1 1 14rem', minWidth: 0 }}>
        <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Code>{flag.key}</Code>
          <Status value={isOn ? 'on' : 'off'} />
        </Box>
        <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
          {[translate(`lapel.tenant.flag.${source}`), flag.description].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      <Box role="group" aria-label={flag.key} sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
        {positions
          .filter(({ enabled }) => enabled !== own)
          .map(({ name, enabled }) => (
            <StaffButton key={name} atLeast="admin" onClick={() => onChange({ flag: flag.key, enabled, before: own })}>
              {translate(`lapel.tenant.flag.${name}`)}
            </StaffButton>
          ))}
      </Box>
    </Box>
  )
}

/** How every flag stands for the tenant, why, and the switch for this tenant alone. */
const Flags = () => {
  const translate = useTranslate()
  const [change, setChange] = useState<FlagChange>()
  const flags = useTenantQuery('flags', (acts) => acts.flags())
  const standing = useTenantQuery('standing', (acts, id) => acts.organizationFlags(id))
  const refetch = () => Promise.all([flags.refetch(), standing.refetch()])
  return (
    <Section title={translate('lapel.tenant.tab.flags')}>
      {(flags.error || standing.error) && <LoadFailed onRetry={refetch} />}
      {(flags.isPending || standing.isPending) && <Loading />}
      {flags.data?.length === 0 && (
        <EmptyState title={translate('lapel.list.nothing')}>{translate('lapel.tenant.no_flags')}</EmptyState>
      )}
      {standing.data && flags.data && flags.data.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {flags.data.map((flag) => (
            <Row key={flag.key} flag={flag} isOn={standing.data[flag.key] ?? false} onChange={setChange} />
          ))}
        </Box>
      )}
      {change && <SetFlag change={change} onClose={() => setChange(undefined)} />}
    </Section>
  )
}

export default Flags
