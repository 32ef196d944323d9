import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { type ReactNode, useState } from 'react'
import { Form, useTranslate } from 'react-admin'
import { authRefusalOf } from './authRefusal.ts'

interface AuthFormProps<Values> {
  submitLabel: string
  /** Rejects with what the auth server said. */
  onSubmit: (values: Values) => Promise<unknown>
  children: ReactNode
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
      setRefusal(authRefusalOf(error))
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
