/** Signing in, up and out. */
export const auth = {
  lapel: {
    auth: {
      sign_in: 'Sign in',
      sign_in_title: 'Sign in to Lapel',
      sign_up: 'Create account',
      sign_up_title: 'Create your workspace',
      no_account: 'New here?',
      have_account: 'Already have an account?',
      name: 'Your name',
      company: 'Company',
      email: 'E-mail',
      password: 'Password',
      password_hint: 'At least 8 characters.',
      session_expired: 'Your session has ended. Sign in again to continue.',
      invalid_credentials: 'E-mail and password do not match.',
      user_already_exists: 'There is already an account for this e-mail. Sign in instead.',
      weak_password: 'Choose a longer password.',
      over_request_rate_limit: 'Too many attempts. Wait a minute and try again.',
      failed: 'That did not work. Check your connection and try again.',
      confirm: 'Check your inbox: we sent you a link that confirms your address.',
      everywhere: {
        action: 'Sign out everywhere',
        title: 'Sign out everywhere?',
        text: 'All sessions of this account end: in this browser at once, in others as soon as somebody comes back to them.',
        confirm: 'Sign out everywhere',
        done: 'You are signed out here. Other browsers are signed out as soon as somebody comes back to them.',
      },
      pitch: 'Widgets your visitors answer, on any page, with one script tag.',
    },
    step_up: {
      title: 'Confirm that it is you',
      text: 'This act needs the password of %{email} again. It then holds for ten minutes.',
      wrong: 'This is not the password of your account.',
      confirm: 'Confirm',
    },
  },
}
