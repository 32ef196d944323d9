import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Slider from '@mui/material/Slider'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'
import { useDataProvider, useGetList, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import type { Plan } from '../../plans/row.ts'
import { ActDialog } from '../../room/ActDialog.tsx'
import type { Flag } from '../rows.ts'
import { TenantSwitches } from './TenantSwitches.tsx'
import { type Switches, ThreeWay } from './ThreeWay.tsx'

type Draft = Pick<Flag, 'key' | 'description' | 'enabled' | 'rollout_percent' | 'plans' | 'organizations'>

const unset: Draft = { key: '', description: '', enabled: false, rollout_percent: 0, plans: {}, organizations: {} }

const isKey = (key: string) => /^[a-z][a-z0-9_]{0,59}$/.test(key)

const PlanSwitches = ({ value, onChange }: { value: Switches; onChange: (next: Switches) => void }) => {
  const { data: plans = [] } = useGetList<Plan>('plans', {
    sort: { field: 'sort', order: 'ASC' },
    pagination: { page: 1, perPage: 50 },
  })
  return plans.map(({ id, name }) => (
    <ThreeWay key={id} name={name} id={String(id)} value={value} onChange={onChange} />
  ))
}

const Share = ({ value, onChange }: { value: number; onChange: (next: number) => void }) => {
  const translate = useTranslate()
  const id = useId()
  return (
    <Box sx={{ my: 1 }}>
      <Typography id={id} variant="body2">
        {translate('lapel.operations.flags.share_of', { percent: value })}
      </Typography>
      <Box sx={{ px: 1 }}>
        <Slider
          aria-labelledby={id}
          size="small"
          value={value}
          onChange={(_, next) => onChange(next as number)}
          step={5}
          valueLabelDisplay="auto"
        />
      </Box>
    </Box>
  )
}

const Heading = ({ text }: { text: string }) => {
  const translate = useTranslate()
  return (
    <Typography variant="h3" sx={{ mt: 1.5 }}>
      {translate(text)}
    </Typography>
  )
}

/** Makes a flag or changes one. What is nearer wins: tenant, plan, share, everyone. */
export const FlagDialog = ({ flag, onClose }: { flag: Flag | undefined; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const words = flag ? 'change_flag' : 'add_flag'
  const [draft, setDraft] = useState<Draft>(flag ?? unset)
  const set = (change: Partial<Draft>) => setDraft((current) => ({ ...current, ...change }))
  const save = async (reason: string) => {
    const { key, description, enabled, rollout_percent, plans, organizations } = draft
    await dataProvider.call('set_flag', { key, reason, enabled, rollout_percent, plans, organizations, description })
    onClose()
    done(translate(`lapel.act.${words}.done`))
  }
  const wrongKey = draft.key !== '' && !isKey(draft.key)
  return (
    <ActDialog words={words} ready={isKey(draft.key)} onConfirm={save} onClose={onClose}>
      <TextField
        label={translate('lapel.operations.flags.key')}
        value={draft.key}
        disabled={Boolean(flag)}
        required
        error={wrongKey}
        helperText={wrongKey && translate('lapel.operations.flags.key_rule')}
        onChange={({ target }) => set({ key: target.value })}
      />
      <TextField
        label={translate('lapel.operations.flags.description')}
        value={draft.description}
        onChange={({ target }) => set({ description: target.value })}
        slotProps={{ htmlInput: { maxLength: 500 } }}
      />
      <FormControlLabel
        control={<Switch checked={draft.enabled} onChange={(_, enabled) => set({ enabled })} />}
        label={translate('lapel.operations.flags.for_everyone')}
        slotProps={{ typography: { variant: 'body2' } }}
      />
      <Share value={draft.rollout_percent} onChange={(rollout_percent) => set({ rollout_percent })} />
      <Heading text="lapel.operations.flags.plans" />
      <PlanSwitches value={draft.plans} onChange={(plans) => set({ plans })} />
      <Heading text="lapel.operations.flags.tenants" />
      <TenantSwitches value={draft.organizations} onChange={(organizations) => set({ organizations })} />
    </ActDialog>
  )
}
