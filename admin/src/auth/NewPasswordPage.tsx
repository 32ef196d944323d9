import Alert from '@mui/material/Alert'
import Typography from '@mui/material/Typography'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAuthProvider, useRedirect, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { PageLoading } from '../page/PageLoading.tsx'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { type Code, codeNeededBy, verifyCode } from '../providers/secondFactor.ts'
import { AuthForm } from './AuthForm.tsx'
import { AuthPage } from './AuthPage.tsx'
import CodeForm from './CodeForm.tsx'
import { NewPasswordInput } from './NewPasswordInput.tsx'
import { RecoveryForm } from './RecoveryForm.tsx'
import { chooseNewPassword, LinkUsedUp, openRecovery } from './recovery.ts'
import { SignInLink } from './SignInLink.tsx'

const LinkOver = () => (
  <>
    <Alert severity="warning" variant="outlined" role="alert" sx={{ mb: 1.5 }}>
      {useTranslate()('lapel.auth.recovery.used_up')}
    </Alert>
    <RecoveryForm />
  </>
)

/** Opens the link's session, once for this page, and says whether a code has to come before the password. */
function useRecovery(authProvider: ConsoleAuthProvider | undefined) {
  const [auth] = useState(() => authProvider?.withoutSession())
  const opening = useQuery({
    queryKey: ['recovery'],
    queryFn: async () => {
      if (!auth) throw new LinkUsedUp()
      const session = await openRecovery(auth)
      return { email: session.user.email ?? '', factors: await codeNeededBy(auth, session) }
    },
    gcTime: 0,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  })
  return { auth, ...opening }
}

/** Where the link for a new password leads. */
const NewPasswordFields = () => {
  const translate = useTranslate()
  const redirect = useRedirect()
  const queryClient = useQueryClient()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const { auth, data, error, refetch } = useRecovery(authProvider)
  const [proved, setProved] = useState(false)
  const [over, setOver] = useState(false)

  const prove = async (code: Code) => {
    if (auth) await verifyCode(auth, code)
    setProved(true)
  }
  const choose = async ({ password }: { password: string }) => {
    if (!auth) return
    try {
      const session = await chooseNewPassword(auth, password)
      // The password is changed by now: should this fail, the sign-in page asks for it.
      await authProvider?.adopt(session).catch(() => undefined)
    } catch (refusal) {
      if (!(refusal instanceof LinkUsedUp)) throw refusal
      return setOver(true)
    }
    await queryClient.resetQueries({ queryKey: ['auth'] })
    redirect('/')
  }

  if (over || error instanceof LinkUsedUp) return <LinkOver />
  if (error) return <LoadFailed onRetry={refetch} />
  if (!data) return <PageLoading />
  if (data.factors.length > 0 && !proved) return <CodeForm factors={data.factors} onCode={prove} />
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1, overflowWrap: 'anywhere' }}>
        {translate('lapel.auth.recovery.account', { email: data.email })}
      </Typography>
      <AuthForm<{ password: string }> submitLabel="lapel.auth.recovery.save" onSubmit={choose}>
        {/* Password managers look for whose password it is. */}
        <input type="text" autoComplete="username" value={data.email} readOnly hidden />
        <NewPasswordInput label="lapel.auth.new_password" autoFocus />
      </AuthForm>
    </>
  )
}

const NewPasswordPage = () => (
  <AuthPage title="lapel.auth.recovery.new_title" footer={<SignInLink />}>
    <NewPasswordFields />
  </AuthPage>
)

export default NewPasswordPage
