import { minLength, PasswordInput, required } from 'react-admin'

const secret = [required(), minLength(8)]

interface NewPasswordInputProps {
  label: string
  autoFocus?: boolean
}

/** Asks for a password that is to be kept; says beforehand what it has to be. */
export const NewPasswordInput = ({ label, autoFocus = false }: NewPasswordInputProps) => (
  <PasswordInput
    source="password"
    label={label}
    autoComplete="new-password"
    validate={secret}
    helperText="lapel.auth.password_hint"
    autoFocus={autoFocus}
  />
)
