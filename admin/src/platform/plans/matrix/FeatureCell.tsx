import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import { useLocale, useTranslate } from 'react-admin'
import type { FeatureValues } from './cells.ts'
import { NumberField } from './NumberField.tsx'

interface FeatureCellProps {
  /** Which feature, on which plan. */
  label: string
  /** Null: the plan does not name the feature, which is off. */
  value: FeatureValues | null
  readOnly: boolean
  onChange: (value: FeatureValues) => void
}

const off: FeatureValues = { enabled: false, limit_value: null }

/** One feature of one plan: whether it is on, and the value that some have. */
export const FeatureCell = ({ label, value, readOnly, onChange }: FeatureCellProps) => {
  const translate = useTranslate()
  const locale = useLocale()
  const { enabled, limit_value } = value ?? off
  if (readOnly) {
    const word = translate(`resources.status.${enabled ? 'on' : 'off'}`)
    return limit_value === null ? word : `${word} · ${limit_value.toLocaleString(locale)}`
  }
  return (
    <Box sx={{ alignItems: 'center', display: 'flex', gap: 0.5 }}>
      <Checkbox
        size="small"
        checked={enabled}
        onChange={(_, checked) => onChange({ enabled: checked, limit_value })}
        slotProps={{ input: { 'aria-label': label } }}
      />
      {enabled && (
        <NumberField
          ariaLabel={translate('lapel.matrix.value_of', { cell: label })}
          placeholder="–"
          value={limit_value}
          onChange={(changed) => onChange({ enabled, limit_value: changed })}
        />
      )}
    </Box>
  )
}
