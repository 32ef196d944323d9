import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useDataProvider, useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import { useMaintenance } from './useMaintenance.ts'

const SwitchDialog = ({ to, onClose }: { to: boolean; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const words = to ? 'start_maintenance' : 'end_maintenance'
  const change = async (reason: string) => {
    await dataProvider.call('set_maintenance', { active: to, reason })
    onClose()
    done(translate(`lapel.act.${words}.done`))
  }
  return <ActDialog words={words} stepUp={to} onConfirm={change} onClose={onClose} />
}

/** The switch that makes the platform read-only for tenants. */
export const Maintenance = () => {
  const translate = useTranslate()
  const { active, since, error, refetch } = useMaintenance()
  const [asking, setAsking] = useState(false)
  if (error) return <LoadFailed onRetry={refetch} />
  return (
    <Section
      title={translate('lapel.maintenance.title')}
      action={
        active !== undefined && (
          <StaffButton atLeast="admin" color={active ? 'primary' : 'warning'} onClick={() => setAsking(true)}>
            {translate(`lapel.act.${active ? 'end' : 'start'}_maintenance.confirm`)}
          </StaffButton>
        )
      }
    >
      <Typography variant="body2">
        {active === undefined ? '…' : translate(`lapel.maintenance.${active ? 'on' : 'off'}`)}{' '}
        {active && since && <Time value={since} />}
      </Typography>
      {asking && <SwitchDialog to={!active} onClose={() => setAsking(false)} />}
    </Section>
  )
}
