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

/** Why the reader is here, where it needs a word. */
function noticeOf(search: URLSearchParams): string | undefined {
  if (search.has('everywhere')) return 'lapel.auth.everywhere.done'
  return search.has('ended') ? 'lapel.auth.session_expired' : undefined
}

const SignInPage = () => {
  const translate = useTranslate()
  const login = useLogin()
  const [search] = useSearchParams()
  const notice = noticeOf(search)
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
      {notice && (
        <Alert severity="info" variant="outlined" role="status" sx={{ mb: 1.5 }}>
          {translate(notice)}
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
