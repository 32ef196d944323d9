import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'
import { useTranslate } from 'react-admin'
import type { Plan } from '../row.ts'
import type { PlanValues } from './cells.ts'
import { NumberField } from './NumberField.tsx'
import { digitsOf } from './usePrice.ts'

interface PlanDialogProps {
  plan: Plan
  value: PlanValues
  onChange: (value: PlanValues) => void
  onClose: () => void
}

/** What was typed as a price, in minor units; not a number where it is none. */
const minorUnits = (typed: string, currency: string) =>
  /^\d{1,7}([.,]\d{1,3})?$/.test(typed)
    ? Math.round(Number(typed.replace(',', '.')) * 10 ** digitsOf(currency))
    : Number.NaN

/** A plan's name, price and whether it is offered or archived. Nothing is saved before the review. */
export const PlanDialog = ({ plan, value, onChange, onClose }: PlanDialogProps) => {
  const translate = useTranslate()
  const titleId = useId()
  const [draft, setDraft] = useState(value)
  const [price, setPrice] = useState((value.price / 10 ** digitsOf(value.currency)).toFixed(digitsOf(value.currency)))
  const label = (field: string) => translate(`resources.plans.fields.${field}`)
  const amount = minorUnits(price.trim(), draft.currency)
  const ready = draft.name.trim() !== '' && /^[A-Z]{3}$/.test(draft.currency) && !Number.isNaN(amount)
  const keep = () => {
    onChange({ ...draft, name: draft.name.trim(), price: amount })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={titleId}>
      <DialogTitle id={titleId} variant="h5" component="h2">
        {translate('lapel.matrix.edit_plan', { plan: value.name })}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1 }}>
        <TextField
          label={label('name')}
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
          required
          slotProps={{ htmlInput: { maxLength: 80 } }}
        />
        <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: '1fr 5rem 7rem' }}>
          <TextField
            label={label('price')}
            value={price}
            onChange={({ target }) => setPrice(target.value)}
            error={Number.isNaN(amount)}
            slotProps={{ htmlInput: { inputMode: 'decimal' } }}
          />
          <TextField
            label={label('currency')}
            value={draft.currency}
            onChange={({ target }) => setDraft({ ...draft, currency: target.value.toUpperCase() })}
            slotProps={{ htmlInput: { maxLength: 3 } }}
          />
          <TextField
            select
            label={label('interval')}
            value={draft.interval}
            onChange={({ target }) => setDraft({ ...draft, interval: target.value as Plan['interval'] })}
          >
            {(['month', 'year'] as const).map((interval) => (
              <MenuItem key={interval} value={interval}>
                {translate(`lapel.plan.per.${interval}`)}
              </MenuItem>
            ))}
          </TextField>
        </Box>
        <NumberField
          label={label('sort')}
          value={draft.sort}
          onChange={(sort) => setDraft({ ...draft, sort: sort ?? 0 })}
        />
        <FormControlLabel
          control={<Switch checked={draft.public} onChange={(_, on) => setDraft({ ...draft, public: on })} />}
          label={translate('lapel.plan.public')}
        />
        <FormControlLabel
          control={<Switch checked={draft.archived} onChange={(_, on) => setDraft({ ...draft, archived: on })} />}
          label={translate('lapel.plan.archived')}
        />
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {translate('lapel.matrix.archived_help', { smart_count: plan.organizations })}
        </Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button variant="contained" onClick={keep} disabled={!ready}>
          {translate('lapel.matrix.keep')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
