import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useAuthProvider, useNotify, useTranslate } from 'react-admin'
import { AuthForm } from '../auth/AuthForm.tsx'
import { NewPasswordInput } from '../auth/NewPasswordInput.tsx'
import { useAccess } from '../providers/access.ts'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { useStepUp } from '../stepUp/useStepUp.ts'

/** Gives the account another password and ends its sessions elsewhere. */
export const ChangePassword = () => {
  const translate = useTranslate()
  const notify = useNotify()
  const stepUp = useStepUp()
  const auth = useAuthProvider<ConsoleAuthProvider>()?.auth
  const email = useAccess()?.email ?? ''
  const [changes, setChanges] = useState(0)

  const change = async ({ password }: { password: string }) => {
    if (!auth || !(await stepUp())) return
    const { error } = await auth.updateUser({ password })
    if (error) throw error
    const ended = await auth.signOut({ scope: 'others' })
    setChanges(changes + 1)
    notify(`lapel.account.password.${ended.error ? 'changed_here' : 'changed'}`, { type: 'success' })
  }

  return (
    <Box sx={{ maxWidth: 384 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate('lapel.account.password.text')}
      </Typography>
      <AuthForm<{ password: string }> key={changes} submitLabel="lapel.account.password.change" onSubmit={change}>
        {/* Password managers look for whose password it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <NewPasswordInput label="lapel.auth.new_password" />
      </AuthForm>
    </Box>
  )
}
