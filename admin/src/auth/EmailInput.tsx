import { email, required, TextInput } from 'react-admin'

const address = [required(), email()]

/** Asks for the address of an account; password managers fill it in. */
export const EmailInput = ({ autoFocus = false }: { autoFocus?: boolean }) => (
  <TextInput
    source="email"
    type="email"
    label="lapel.auth.email"
    autoComplete="username"
    validate={address}
    helperText={false}
    autoFocus={autoFocus}
  />
)
