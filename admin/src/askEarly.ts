import { SignInPage } from './auth/index.ts'
import { isHome } from './early.ts'
import { Home } from './home/index.ts'
import { allPlans, newestAudit, staffFigures, submissionMinutes } from './home/staff/queries.ts'
import { ConsoleLayout } from './layout/index.ts'
import type { Providers } from './providers/index.ts'
import { listRequest } from './providers/listRequest.ts'
import { queryClient } from './providers/queryClient.ts'
import { readSession } from './providers/sessionKey.ts'

/** Slower than this, and the reader sees that something comes. */
const patienceMs = 250

/**
 * Who the reader is, under the keys by which react-admin asks: each answer that is missing when it does is a page drawn
 * for nothing.
 */
async function askForAccess({ authProvider }: Providers): Promise<void> {
  const isSignedIn = () => authProvider.checkAuth().then(() => true)
  const access = async () => (await authProvider.getPermissions()) ?? null
  const answers = [
    ...[{}, { route: 'dashboard' }].map((params) =>
      queryClient.prefetchQuery({ queryKey: ['auth', 'checkAuth', params], queryFn: isSignedIn }),
    ),
    ...[{}, { params: { route: 'dashboard' } }].map((params) =>
      queryClient.prefetchQuery({ queryKey: ['auth', 'getPermissions', params], queryFn: access }),
    ),
    queryClient.prefetchQuery({ queryKey: ['auth', 'getIdentity'], queryFn: () => authProvider.getIdentity() }),
  ]
  await Promise.all(answers)
}

function askForHome({ dataProvider }: Providers): void {
  queryClient.prefetchQuery(staffFigures(dataProvider))
  queryClient.prefetchQuery(submissionMinutes(dataProvider))
  queryClient.prefetchQuery(listRequest(dataProvider, newestAudit))
  queryClient.prefetchQuery(listRequest(dataProvider, allPlans))
}

/**
 * Asks for the first page and what it shows before it is drawn. What fails is asked again by the page, which says so.
 * Ends when it is known who the reader is, or when they have waited long enough.
 */
export async function askEarly(providers: Providers): Promise<void> {
  const session = readSession()
  if (!session) return SignInPage.preload()
  ConsoleLayout.preload()
  if (isHome()) Home.preload()
  const access = askForAccess(providers)
  if (session.isStaff && isHome()) askForHome(providers)
  await Promise.race([access, new Promise((resolve) => setTimeout(resolve, patienceMs))])
}
