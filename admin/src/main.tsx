import { config, isHome } from './early.ts'
import '@fontsource-variable/inter/index.css'
import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { SignInPage } from './auth/index.ts'
import { Home } from './home/index.ts'
import { staffFigures, submissionMinutes } from './home/staff/queries.ts'
import { ConsoleLayout } from './layout/index.ts'
import { StartFailed } from './layout/StartFailed.tsx'
import { createProviders, type Providers } from './providers/index.ts'
import { queryClient } from './providers/queryClient.ts'
import { readSession } from './providers/sessionKey.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
// Styles made at run time carry the page's nonce, so that the policy needs no 'unsafe-inline'.
const styles = createCache({ key: 'lapel', prepend: true, ...(nonce ? { nonce } : {}) })

/** Asks for the first page and what it shows before it is drawn. What fails is asked again by the page, which says so. */
function askEarly({ authProvider, dataProvider }: Providers): void {
  const session = readSession()
  if (!session) return void SignInPage.preload()
  ConsoleLayout.preload()
  if (isHome()) Home.preload()
  authProvider.getPermissions().catch(() => undefined)
  if (!session.isStaff || !isHome()) return
  queryClient.prefetchQuery(staffFigures(dataProvider))
  queryClient.prefetchQuery(submissionMinutes(dataProvider))
}

createProviders(config).then(
  (providers) => {
    askEarly(providers)
    root.render(
      <StrictMode>
        <CacheProvider value={styles}>
          <App {...providers} />
        </CacheProvider>
      </StrictMode>,
    )
  },
  (error: unknown) => root.render(<StartFailed error={error} />),
)
