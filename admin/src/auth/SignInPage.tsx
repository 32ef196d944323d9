import Alert from '@mui/material/Alert'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { lazy, Suspense, useState } from 'react'
import { PasswordInput, required, useAuthProvider, useLogin, useTranslate } from 'react-admin'
import { Link as RouterLink, useSearchParams } from 'react-router-dom'
import { PageLoading } from '../page/PageLoading.tsx'
import { CodeNeeded, type SecondFactor } from '../providers/secondFactor.ts'
import { AuthForm } from './AuthForm.tsx'
import { AuthPage } from './AuthPage.tsx'
import { EmailInput } from './EmailInput.tsx'

const CodeForm = lazy(() => import('./CodeForm.tsx'))

interface Credentials {
  email: string
  password: string
}

const notices = [
  ['everywhere', 'lapel.auth.everywhere.done'],
  ['ended', 'lapel.auth.session_expired'],
  ['confirmed', 'lapel.auth.link.confirmed'],
  ['refused', 'lapel.auth.link.refused'],
] as const

/** Why the reader is here, where it needs a word. */
function noticeOf(search: URLSearchParams): string | undefined {
  return notices.find(([reason]) => search.has(reason))?.[1]
}

const SignInPage = () => {
  const translate = useTranslate()
  const login = useLogin()
  const authProvider = useAuthProvider()
  const [search] = useSearchParams()
  const notice = noticeOf(search)
  const [factors, setFactors] = useState<readonly SecondFactor[]>()
  const signIn = async (credentials: Credentials) => {
    try {
      await login(credentials)
    } catch (refusal) {
      if (!(refusal instanceof CodeNeeded)) throw refusal
      setFactors(refusal.factors)
    }
  }
  const footer = (
    <>
      {translate('lapel.auth.no_account')}{' '}
      <Link component={RouterLink} to="/sign-up">
        {translate('lapel.auth.sign_up')}
      </Link>
    </>
  )
  /** For who has no code, or is somebody else. */
  const leave = async () => {
    await authProvider?.logout({})
    setFactors(undefined)
  }
  if (factors) {
    const back = (
      <Link component="button" type="button" variant="body2" onClick={leave}>
        {translate('lapel.auth.recovery.back')}
      </Link>
    )
    return (
      <AuthPage title="lapel.auth.code.title" footer={back}>
        <Suspense fallback={<PageLoading />}>
          <CodeForm factors={factors} onCode={(code) => login(code)} />
        </Suspense>
      </AuthPage>
    )
  }
  return (
    <AuthPage title="lapel.auth.sign_in_title" footer={footer}>
      {notice && (
        <Alert severity="info" variant="outlined" role="status" sx={{ mb: 1.5 }}>
          {translate(notice)}
        </Alert>
      )}
      <AuthForm<Credentials> submitLabel="lapel.auth.sign_in" onSubmit={signIn}>
        <EmailInput autoFocus />
        <PasswordInput
          source="password"
          label="lapel.auth.password"
          autoComplete="current-password"
          validate={required()}
          helperText={false}
        />
      </AuthForm>
      <Typography variant="body2" component="div" sx={{ mt: 2, textAlign: 'center' }}>
        <Link component={RouterLink} to="/forgot-password">
          {translate('lapel.auth.recovery.forgot')}
        </Link>
      </Typography>
    </AuthPage>
  )
}

export default SignInPage
