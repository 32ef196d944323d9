import { enforcements, type LimitType, limitTypes } from '@lapel/contract/limits'
import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'react-admin'
import { dayAfter } from './days.ts'

/** An override as it is typed. */
export interface OverrideDraft {
  limit_type: LimitType | ''
  limit_value: string
  enforcement: 'soft' | 'hard'
  grace_amount: string
  /** A day, or nothing for no end. */
  expires_on: string
}

export const emptyOverride: OverrideDraft = {
  limit_type: '',
  limit_value: '',
  enforcement: 'hard',
  grace_amount: '0',
  expires_on: '',
}

const wholeNumber = /^\d{1,9}$/

export const isComplete = ({ limit_type, limit_value, grace_amount, expires_on }: OverrideDraft) =>
  limit_type !== '' &&
  wholeNumber.test(limit_value) &&
  wholeNumber.test(grace_amount) &&
  (expires_on === '' || expires_on >= dayAfter(1))

interface OverrideFieldsProps {
  draft: OverrideDraft
  onChange: (draft: OverrideDraft) => void
}

export const OverrideFields = ({ draft, onChange }: OverrideFieldsProps) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.plan_limits.fields.${field}`)
  const field = (name: keyof OverrideDraft) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...draft, [name]: target.value }),
  })
  const number = { htmlInput: { inputMode: 'numeric', maxLength: 9 } } as const
  return (
    <>
      <TextField select required label={label('limit_type')} {...field('limit_type')}>
        {limitTypes.map((type) => (
          <MenuItem key={type} value={type}>
            {translate(`resources.plan_limits.limit_type.${type}`)}
          </MenuItem>
        ))}
      </TextField>
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: '1fr 1fr' }}>
        <TextField required label={label('limit_value')} slotProps={number} {...field('limit_value')} />
        <TextField label={label('grace_amount')} slotProps={number} {...field('grace_amount')} />
      </Box>
      <TextField select label={label('enforcement')} {...field('enforcement')}>
        {enforcements.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {translate(`lapel.limit.enforcement.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        type="date"
        label={translate('lapel.act.override.until')}
        helperText={translate('lapel.act.override.until_help')}
        slotProps={{ htmlInput: { min: dayAfter(1) }, inputLabel: { shrink: true } }}
        {...field('expires_on')}
      />
    </>
  )
}
