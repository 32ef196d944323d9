import TextField from '@mui/material/TextField'

interface NumberFieldProps {
  label?: string
  ariaLabel?: string
  placeholder?: string
  value: number | null
  /** Null once nothing is typed. */
  onChange: (value: number | null) => void
}

/** A whole number of at most nine digits; everything else that is typed is passed over. */
export const NumberField = ({ label, ariaLabel, placeholder = '', value, onChange }: NumberFieldProps) => (
  <TextField
    label={label}
    placeholder={placeholder}
    value={value ?? ''}
    onChange={({ target }) => {
      const digits = target.value.replaceAll(/\D/g, '')
      onChange(digits === '' ? null : Number(digits))
    }}
    slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 9, ...(ariaLabel ? { 'aria-label': ariaLabel } : {}) } }}
    sx={{ my: 0, '& input': { fontVariantNumeric: 'tabular-nums' } }}
  />
)
