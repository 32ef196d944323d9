import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'
import type { Code, SecondFactor } from '../providers/secondFactor.ts'
import { AuthForm } from './AuthForm.tsx'
import { CodeInput, codeOf } from './CodeInput.tsx'

interface CodeFormProps {
  factors: readonly SecondFactor[]
  /** Rejects with what the auth server said. */
  onCode: (code: Code) => Promise<unknown>
}

/** The step after the password, for accounts that ask for a code of an authenticator app. */
const CodeForm = ({ factors, onCode }: CodeFormProps) => {
  const translate = useTranslate()
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate('lapel.auth.code.text')}
      </Typography>
      <AuthForm<Partial<Code>>
        submitLabel="lapel.auth.code.confirm"
        onSubmit={(fields) => onCode(codeOf(fields, factors))}
      >
        <CodeInput factors={factors} />
      </AuthForm>
    </>
  )
}

export default CodeForm
