import { CustomRoutes, Resource } from 'react-admin'
import { Route } from 'react-router-dom'
import { AccountPage } from './account/index.ts'
import { NewPasswordPage, RecoveryPage, SignUpPage } from './auth/index.ts'
import { ConsoleAdmin } from './ConsoleAdmin.tsx'
import { darkTheme, lightTheme } from './layout/theme.ts'
import { alerts } from './platform/alerts/index.ts'
import { auditTimeline } from './platform/audit/index.ts'
import { operations } from './platform/operations/index.ts'
import { organizations } from './platform/organizations/index.ts'
import { planFeatures } from './platform/planFeatures/index.ts'
import { planLimits } from './platform/planLimits/index.ts'
import { plans } from './platform/plans/index.ts'
import { PlanMatrix } from './platform/plans/matrix/index.ts'
import { usageExplorer } from './platform/usage/index.ts'
import { workspaces } from './platform/workspaces/index.ts'
import { type Access, administers } from './providers/access.ts'
import type { Providers } from './providers/index.ts'
import { queryClient } from './providers/queryClient.ts'
import { audit } from './workspace/audit/index.ts'
import { instances } from './workspace/instances/index.ts'
import { members } from './workspace/members/index.ts'
import { submissions } from './workspace/submissions/index.ts'
import { usage } from './workspace/usage/index.ts'
import { widgets } from './workspace/widgets/index.ts'

const sharedRooms = [submissions, widgets, instances, members]
const tenantRooms = [...sharedRooms, usage]
const staffRooms = [
  organizations,
  workspaces,
  ...sharedRooms,
  plans,
  planLimits,
  planFeatures,
  usageExplorer,
  auditTimeline,
  alerts,
  operations,
]

/** The console's table of contents: what each kind of user may enter. */
function rooms(access: Access | undefined) {
  if (!access) return []
  if (access.staff_role) return staffRooms
  return [
    ...tenantRooms,
    ...(access.workspaces.length > 1 ? [workspaces] : []),
    ...(administers(access) ? [audit] : []),
  ]
}

export const App = (providers: Providers) => (
  <ConsoleAdmin {...providers} queryClient={queryClient} theme={lightTheme} darkTheme={darkTheme}>
    {(access: Access | undefined) => (
      <>
        {rooms(access).map((room) => (
          <Resource key={room.name} {...room} />
        ))}
        <CustomRoutes>
          <Route path="/account" element={<AccountPage />} />
        </CustomRoutes>
        <CustomRoutes>{access?.staff_role && <Route path="/plans/matrix" element={<PlanMatrix />} />}</CustomRoutes>
        <CustomRoutes noLayout>
          <Route path="/sign-up" element={<SignUpPage />} />
          <Route path="/forgot-password" element={<RecoveryPage />} />
          <Route path="/new-password" element={<NewPasswordPage />} />
        </CustomRoutes>
      </>
    )}
  </ConsoleAdmin>
)
