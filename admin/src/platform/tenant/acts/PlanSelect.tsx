import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useGetList, useTranslate } from 'react-admin'
import type { Plan } from '../../plans/row.ts'

interface PlanSelectProps {
  value: string
  /** A plan that is not offered, because it is the present one. */
  without?: string
  onChange: (planId: string) => void
}

/** Chooses a plan. Archived ones take no new tenants and are not offered. */
export const PlanSelect = ({ value, without, onChange }: PlanSelectProps) => {
  const translate = useTranslate()
  const { data = [], isPending } = useGetList<Plan>('plans', {
    sort: { field: 'sort', order: 'ASC' },
    pagination: { page: 1, perPage: 100 },
  })
  const offered = data.filter(({ plan_id, archived }) => !archived && plan_id !== without)
  return (
    <TextField
      select
      label={translate('lapel.act.plan.to')}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      disabled={isPending}
      required
    >
      {offered.map(({ plan_id, name }) => (
        <MenuItem key={plan_id} value={plan_id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  )
}
