import Alert from '@mui/material/Alert'
import Link from '@mui/material/Link'
import { email, PasswordInput, required, TextInput, useLogin, useTranslate } from 'react-admin'
import { Link as RouterLink, useSearchParams } from 'react-router-dom'
import { AuthForm } from './AuthForm.tsx'
import { AuthPage } from './AuthPage.tsx'

interface Credentials {
  email: string
  password: string
}

const address = [required(), email()]

const SignInPage = () => {
  const translate = useTranslate()
  const login = useLogin()
  const [search] = useSearchParams()
  const footer = (
    <>
      {translate('lapel.auth.no_account')}{' '}
      <Link component={RouterLink} to="/sign-up">
        {translate('lapel.auth.sign_up')}
      </Link>
    </>
  )
  return (
    <AuthPage title="lapel.auth.sign_in_title" footer={footer}>
      {search.has('ended') && (
        <Alert severity="info" variant="outlined" role="status" sx={{ mb: 1.5 }}>
          {translate('lapel.auth.session_expired')}
        </Alert>
      )}
      <AuthForm<Credentials> submitLabel="lapel.auth.sign_in" onSubmit={(credentials) => login(credentials)}>
        <TextInput
          source="email"
          type="email"
          label="lapel.auth.email"
          autoComplete="username"
          validate={address}
          helperText={false}
          autoFocus
        />
        <PasswordInput
          source="password"
          label="lapel.auth.password"
          autoComplete="current-password"
          validate={required()}
          helperText={false}
        />
      </AuthForm>
    </AuthPage>
  )
}

export default SignInPage
