import CssBaseline from '@mui/material/CssBaseline'
import { AdminContext, type AdminContextProps, CoreAdminUI, type CoreAdminUIProps } from 'react-admin'
import { SignInPage } from './auth/index.ts'
import { Home } from './home/index.ts'
import { ConsoleLayout } from './layout/index.ts'
import { Notifications } from './layout/Notifications.tsx'
import { AccessDeniedPage, AuthenticationErrorPage, ErrorPage, NotFoundPage } from './page/index.ts'
import { PageLoading } from './page/PageLoading.tsx'

type ConsoleAdminProps = AdminContextProps & Pick<CoreAdminUIProps, 'children'>

/**
 * react-admin's `Admin` of its own two parts: put together here, its pages for signing in, for errors and around
 * everything are ours or downloaded when needed. `Admin` itself brings its own pages along, shown or not.
 */
export const ConsoleAdmin = ({ children, ...context }: ConsoleAdminProps) => (
  <AdminContext {...context}>
    <CssBaseline enableColorScheme />
    <CoreAdminUI
      title="Lapel"
      layout={ConsoleLayout}
      loginPage={SignInPage}
      dashboard={Home}
      loading={PageLoading}
      catchAll={NotFoundPage}
      error={ErrorPage}
      accessDenied={AccessDeniedPage}
      authenticationError={AuthenticationErrorPage}
      requireAuth
      disableTelemetry
    >
      {children}
    </CoreAdminUI>
    <Notifications />
  </AdminContext>
)
