import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import type { Plan } from '../row.ts'
import type { PlanValues } from './cells.ts'
import { PlanDialog } from './PlanDialog.tsx'
import { usePrice } from './usePrice.ts'

interface PlanCellProps {
  plan: Plan
  value: PlanValues
  readOnly: boolean
  onChange: (value: PlanValues) => void
  /** Takes it out of the matrix: it is not saved yet. */
  onForget?: () => void
}

/** The head of a plan's column: name, price, tenants and state. */
export const PlanCell = ({ plan, value, readOnly, onChange, onForget }: PlanCellProps) => {
  const translate = useTranslate()
  const price = usePrice()
  const [open, setOpen] = useState(false)
  const state = value.archived ? 'archived' : value.public ? 'public' : 'private'
  return (
    <Box sx={{ display: 'grid', gap: 0.25, justifyItems: 'start', whiteSpace: 'normal' }}>
      <Typography variant="h3" component="span" sx={{ color: 'text.primary' }}>
        {value.name}
      </Typography>
      <Typography variant="caption">{price(value)}</Typography>
      <Typography variant="caption">
        {onForget
          ? translate('lapel.matrix.not_saved')
          : translate('lapel.matrix.tenants', { smart_count: plan.organizations })}
      </Typography>
      <Chip
        label={translate(`lapel.plan.${state}`)}
        color={value.archived ? 'warning' : 'default'}
        variant="outlined"
      />
      {!readOnly && (
        <Button
          size="small"
          onClick={() => setOpen(true)}
          aria-label={translate('lapel.matrix.edit_plan', { plan: value.name })}
          sx={{ ml: -0.5, minWidth: 0 }}
        >
          {translate('ra.action.edit')}
        </Button>
      )}
      {onForget && (
        <Button
          size="small"
          color="inherit"
          onClick={onForget}
          aria-label={translate('lapel.matrix.forget_plan', { plan: value.name })}
          sx={{ ml: -0.5, minWidth: 0 }}
        >
          {translate('ra.action.remove')}
        </Button>
      )}
      {open && <PlanDialog plan={plan} value={value} onChange={onChange} onClose={() => setOpen(false)} />}
    </Box>
  )
}
