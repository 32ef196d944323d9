import Alert from '@mui/material/Alert'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useAuthProvider, useTranslate } from 'react-admin'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { AuthForm } from './AuthForm.tsx'
import { EmailInput } from './EmailInput.tsx'

/** Asks for a link with which its reader chooses a new password. It says the same whether or not there is an account. */
const LinkForm = () => {
  const translate = useTranslate()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const [asked, setAsked] = useState<string>()
  const ask = async ({ email }: { email: string }) => {
    await authProvider?.askForRecovery(email)
    setAsked(email)
  }
  if (asked === undefined) {
    return (
      <>
        <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
          {translate('lapel.auth.recovery.text')}
        </Typography>
        <AuthForm<{ email: string }> submitLabel="lapel.auth.recovery.send" onSubmit={ask}>
          <EmailInput autoFocus />
        </AuthForm>
      </>
    )
  }
  return (
    <>
      <Alert severity="info" variant="outlined" role="status" sx={{ mb: 1.5, overflowWrap: 'anywhere' }}>
        {translate('lapel.auth.recovery.sent', { email: asked })}
      </Alert>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {translate('lapel.auth.recovery.help')}
      </Typography>
    </>
  )
}

/** How to come by a link for a new password: by mail, or where none is sent, from whoever runs the installation. */
export const RecoveryForm = () => {
  const translate = useTranslate()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  if (authProvider?.sendsMail) return <LinkForm />
  return <Typography variant="body2">{translate('lapel.auth.recovery.no_mail')}</Typography>
}
