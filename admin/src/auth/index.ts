import { lazyPage } from '../page/lazyPage.tsx'

export const SignInPage = lazyPage(() => import('./SignInPage.tsx'))
export const SignUpPage = lazyPage(() => import('./SignUpPage.tsx'))
