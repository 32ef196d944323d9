import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { type ReactNode, useState } from 'react'
import { Form, useTranslate } from 'react-admin'

interface AuthFormProps<Values> {
  submitLabel: string
  /** Rejects with what the auth server said. */
  onSubmit: (values: Values) => Promise<unknown>
  children: ReactNode
}

const known = new Set(['invalid_credentials', 'user_already_exists', 'weak_password', 'over_request_rate_limit'])

/** The translation key for what the auth server refused, by its code. */
function messageOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return `lapel.auth.${known.has(code) ? code : 'failed'}`
}

/** A form that says in place why it was refused. */
export const AuthForm = <Values,>({ submitLabel, onSubmit, children }: AuthFormProps<Values>) => {
  const translate = useTranslate()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string>()

  const submit = async (values: unknown) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await onSubmit(values as Values)
    } catch (error) {
      setRefusal(messageOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Form onSubmit={submit} noValidate>
      {refusal && (
        <Alert severity="error" variant="outlined" role="alert" sx={{ mb: 1.5 }}>
          {translate(refusal)}
        </Alert>
      )}
      {children}
      <Button type="submit" variant="contained" size="large" fullWidth disabled={busy} sx={{ mt: 1 }}>
        {translate(submitLabel)}
      </Button>
    </Form>
  )
}
