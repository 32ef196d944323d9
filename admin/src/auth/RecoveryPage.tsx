import { AuthPage } from './AuthPage.tsx'
import { RecoveryForm } from './RecoveryForm.tsx'
import { SignInLink } from './SignInLink.tsx'

/** For those who forgot their password. */
const RecoveryPage = () => (
  <AuthPage title="lapel.auth.recovery.title" footer={<SignInLink />}>
    <RecoveryForm />
  </AuthPage>
)

export default RecoveryPage
