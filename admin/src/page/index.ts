import type { ComponentType } from 'react'
import type { CoreAdminUIProps } from 'react-admin'
import { lazyPage } from './lazyPage.tsx'

/** One of react-admin's pages for what cannot be shown; it draws these seldom, so they come when needed. */
const answer = (name: 'AccessDenied' | 'AuthenticationError' | 'Error' | 'NotFound') =>
  lazyPage<object>(async () => ({ default: (await import('./answers.ts'))[name] as ComponentType<object> }))

export const NotFoundPage = answer('NotFound')
export const ErrorPage = answer('Error') as NonNullable<CoreAdminUIProps['error']>
export const AccessDeniedPage = answer('AccessDenied')
export const AuthenticationErrorPage = answer('AuthenticationError')
