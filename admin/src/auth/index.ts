import { lazyPage } from '../page/lazyPage.tsx'

export const SignInPage = lazyPage(() => import('./SignInPage.tsx'))
export const SignUpPage = lazyPage(() => import('./SignUpPage.tsx'))
export const RecoveryPage = lazyPage(() => import('./RecoveryPage.tsx'))
export const NewPasswordPage = lazyPage(() => import('./NewPasswordPage.tsx'))
