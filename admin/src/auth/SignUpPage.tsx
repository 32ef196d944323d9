import Alert from '@mui/material/Alert'
import Link from '@mui/material/Link'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { maxLength, required, TextInput, useAuthProvider, useRedirect, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import type { ConsoleAuthProvider, SignUp } from '../providers/authProvider.ts'
import { AuthForm } from './AuthForm.tsx'
import { AuthPage } from './AuthPage.tsx'
import { EmailInput } from './EmailInput.tsx'
import { NewPasswordInput } from './NewPasswordInput.tsx'

const words = [required(), maxLength(120)]

const Fields = () => (
  <>
    <TextInput
      source="name"
      label="lapel.auth.name"
      autoComplete="name"
      validate={words}
      helperText={false}
      autoFocus
    />
    <TextInput
      source="company"
      label="lapel.auth.company"
      autoComplete="organization"
      validate={words}
      helperText={false}
    />
    <EmailInput />
    <NewPasswordInput label="lapel.auth.password" />
  </>
)

/** Makes an account; the database provisions its organization and workspace, and the new owner lands on the home page. */
const SignUpPage = () => {
  const translate = useTranslate()
  const redirect = useRedirect()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const queryClient = useQueryClient()
  const [mustConfirm, setMustConfirm] = useState(false)

  const signUp = async (account: SignUp) => {
    const signedIn = await authProvider?.signUp(account)
    if (!signedIn) {
      setMustConfirm(true)
      return
    }
    // What react-admin remembers about nobody being signed in would lead straight back to the sign-in page.
    await queryClient.resetQueries({ queryKey: ['auth'] })
    redirect('/')
  }

  const footer = (
    <>
      {translate('lapel.auth.have_account')}{' '}
      <Link component={RouterLink} to="/login">
        {translate('lapel.auth.sign_in')}
      </Link>
    </>
  )
  return (
    <AuthPage title="lapel.auth.sign_up_title" footer={footer}>
      {mustConfirm ? (
        <Alert severity="success" variant="outlined" role="status">
          {translate('lapel.auth.confirm')}
        </Alert>
      ) : (
        <AuthForm<SignUp> submitLabel="lapel.auth.sign_up" onSubmit={signUp}>
          <Fields />
        </AuthForm>
      )}
    </AuthPage>
  )
}

export default SignUpPage
