import { enforcements } from '@lapel/contract/limits'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Popover from '@mui/material/Popover'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useLocale, useTranslate } from 'react-admin'
import type { LimitValues } from './cells.ts'
import { NumberField } from './NumberField.tsx'

interface LimitCellProps {
  /** What is limited, on which plan. */
  label: string
  /** Null is unlimited. */
  value: LimitValues | null
  readOnly: boolean
  onChange: (value: LimitValues | null) => void
}

const first: LimitValues = { limit_value: 0, enforcement: 'hard', grace_amount: 0 }

const Rule = ({ label, value, onChange }: LimitCellProps & { value: LimitValues }) => {
  const translate = useTranslate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const summary = `${translate(`resources.plan_limits.enforcement.${value.enforcement}`)} +${value.grace_amount}`
  return (
    <>
      <Button
        size="small"
        color="inherit"
        aria-haspopup="dialog"
        aria-label={`${summary}: ${label}`}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
        sx={{
          color: 'text.secondary',
          fontSize: '0.75rem',
          justifyContent: 'start',
          minHeight: 24,
          minWidth: 0,
          px: 0.75,
          py: 0,
        }}
      >
        {summary}
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': label, sx: { display: 'grid', gap: 1, p: 2, width: 300 } },
        }}
      >
        <TextField
          select
          label={translate('resources.plan_limits.fields.enforcement')}
          value={value.enforcement}
          onChange={({ target }) => onChange({ ...value, enforcement: target.value as LimitValues['enforcement'] })}
        >
          {enforcements.map((kind) => (
            <MenuItem key={kind} value={kind}>
              {translate(`lapel.limit.enforcement.${kind}`)}
            </MenuItem>
          ))}
        </TextField>
        <NumberField
          label={translate('resources.plan_limits.fields.grace_amount')}
          value={value.grace_amount}
          onChange={(grace_amount) => onChange({ ...value, grace_amount: grace_amount ?? 0 })}
        />
        <Button onClick={() => setAnchor(null)}>{translate('ra.action.close')}</Button>
      </Popover>
    </>
  )
}

/** One limit of one plan: its value, empty for unlimited, and how it is enforced. */
export const LimitCell = (props: LimitCellProps) => {
  const { label, value, readOnly, onChange } = props
  const translate = useTranslate()
  const locale = useLocale()
  if (readOnly) {
    return value === null
      ? translate('lapel.unlimited')
      : `${value.limit_value.toLocaleString(locale)} · ${translate(`resources.plan_limits.enforcement.${value.enforcement}`)} +${value.grace_amount}`
  }
  return (
    <Box sx={{ display: 'grid' }}>
      <NumberField
        ariaLabel={label}
        placeholder={translate('lapel.unlimited')}
        value={value?.limit_value ?? null}
        onChange={(limit_value) => onChange(limit_value === null ? null : { ...(value ?? first), limit_value })}
      />
      {value && <Rule {...props} value={value} />}
    </Box>
  )
}
