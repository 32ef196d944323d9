import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { type FormEvent, useId, useState } from 'react'
import { useTranslate } from 'react-admin'
import { isPlanId } from './cells.ts'
import type { PlanDraft } from './usePlanDraft.ts'

interface NewPlanDialogProps {
  draft: PlanDraft
  /** Told the new plan's id. */
  onAdd: (planId: string) => void
  onClose: () => void
}

/** Begins a plan as a copy of another one. Nothing is saved before the review. */
export const NewPlanDialog = ({ draft: { plans, addPlan }, onAdd, onClose }: NewPlanDialogProps) => {
  const translate = useTranslate()
  const titleId = useId()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [source, setSource] = useState(plans[0]?.plan_id ?? '')
  const isTaken = plans.some(({ plan_id }) => plan_id === id)
  const isWrong = id !== '' && !isPlanId(id)
  const ready = isPlanId(id) && !isTaken && name.trim() !== '' && source !== ''
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    addPlan(id, name.trim(), source)
    onAdd(id)
    onClose()
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={titleId}>
      <form onSubmit={add} noValidate>
        <DialogTitle id={titleId} variant="h5" component="h2">
          {translate('lapel.matrix.new_plan')}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1, pt: 0 }}>
          <DialogContentText variant="body2">{translate('lapel.matrix.new_plan_text')}</DialogContentText>
          <TextField
            label={translate('resources.plans.fields.name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
            required
            slotProps={{ htmlInput: { maxLength: 80 } }}
          />
          <TextField
            label={translate('resources.plans.fields.plan_id')}
            value={id}
            onChange={({ target }) => setId(target.value)}
            required
            error={isWrong || isTaken}
            helperText={translate(isTaken ? 'lapel.matrix.id_taken' : 'lapel.matrix.id_rule')}
            slotProps={{ htmlInput: { maxLength: 40, spellCheck: false, autoCapitalize: 'none' } }}
          />
          <TextField
            select
            label={translate('lapel.matrix.copy_of')}
            value={source}
            onChange={({ target }) => setSource(target.value)}
          >
            {plans.map((plan) => (
              <MenuItem key={plan.plan_id} value={plan.plan_id}>
                {plan.name}
              </MenuItem>
            ))}
          </TextField>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!ready}>
            {translate('lapel.matrix.keep')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
