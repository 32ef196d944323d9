import { enforcements } from '@lapel/contract/limits'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import {
  Form,
  minLength,
  minValue,
  NumberInput,
  RadioButtonGroupInput,
  required,
  TextInput,
  useTranslate,
} from 'react-admin'
import { useFormState, useWatch } from 'react-hook-form'
import type { PlanLimit } from './row.ts'

export type LimitChange = Pick<PlanLimit, 'limit_value' | 'enforcement' | 'grace_amount'> & { reason: string }

interface ChangeLimitFormProps {
  limit: PlanLimit
  /** Translation key of why the last attempt was refused. */
  refusal: string | undefined
  onSave: (change: LimitChange) => Promise<void>
  onClose: () => void
}

const choices = enforcements.map((id) => ({ id, name: `lapel.limit.enforcement.${id}` }))
const amount = [required(), minValue(0)]
const reasonRules = [required(), minLength(3)]

const Actions = ({ limit, onClose }: Pick<ChangeLimitFormProps, 'limit' | 'onClose'>) => {
  const translate = useTranslate()
  const { isSubmitting } = useFormState()
  const values = useWatch<LimitChange>()
  const same = (['limit_value', 'enforcement', 'grace_amount'] as const).every((key) => values[key] === limit[key])
  return (
    <DialogActions sx={{ px: 3, pb: 2.5 }}>
      <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
      <Button
        type="submit"
        variant="contained"
        disabled={isSubmitting || same}
        title={same ? translate('lapel.limit.unchanged') : ''}
      >
        {translate('lapel.limit.save')}
      </Button>
    </DialogActions>
  )
}

export const ChangeLimitForm = ({ limit, refusal, onSave, onClose }: ChangeLimitFormProps) => {
  const translate = useTranslate()
  const { limit_value, enforcement, grace_amount } = limit
  const name = translate(`resources.plan_limits.limit_type.${limit.limit_type}`)
  return (
    <Form
      defaultValues={{ limit_value, enforcement, grace_amount, reason: '' }}
      record={{}}
      onSubmit={(values: unknown) => onSave(values as LimitChange)}
    >
      <DialogContent sx={{ pt: 0 }}>
        <DialogContentText variant="body2" sx={{ mb: 1 }}>
          {translate('lapel.limit.of_plan', { limit: name, plan: limit.plan_id })}
        </DialogContentText>
        <NumberInput
          source="limit_value"
          resource="plan_limits"
          validate={amount}
          helperText="lapel.limit.value_help"
          autoFocus
        />
        <RadioButtonGroupInput
          source="enforcement"
          resource="plan_limits"
          choices={choices}
          row={false}
          sx={{ mb: 1.5 }}
          helperText={false}
        />
        <NumberInput
          source="grace_amount"
          resource="plan_limits"
          validate={amount}
          helperText="lapel.limit.grace_help"
        />
        <TextInput
          source="reason"
          label="lapel.reason.label"
          validate={reasonRules}
          helperText="lapel.reason.required"
          multiline
          minRows={2}
          slotProps={{ htmlInput: { maxLength: 1000 } }}
        />
        {refusal && (
          <Alert severity="error" variant="outlined" role="alert">
            {translate(refusal)}
          </Alert>
        )}
      </DialogContent>
      <Actions limit={limit} onClose={onClose} />
    </Form>
  )
}
