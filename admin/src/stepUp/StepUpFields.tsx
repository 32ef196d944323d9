import Skeleton from '@mui/material/Skeleton'
import { PasswordInput, required } from 'react-admin'
import { CodeInput } from '../auth/CodeInput.tsx'
import type { SecondFactor } from '../providers/secondFactor.ts'

interface StepUpFieldsProps {
  /** Undefined while they are looked up. */
  factors: readonly SecondFactor[] | undefined
  email: string
}

/** A code where the account has an authenticator app, else the password. */
export const StepUpFields = ({ factors, email }: StepUpFieldsProps) => {
  if (!factors) return <Skeleton height={56} />
  if (factors.length > 0) return <CodeInput factors={factors} />
  return (
    <>
      {/* Password managers look for whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        source="step_up_password"
        label="lapel.auth.password"
        autoComplete="current-password"
        validate={required()}
        helperText={false}
        autoFocus
      />
    </>
  )
}
