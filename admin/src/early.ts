import '@fontsource-variable/inter/index.css'
import { takeArrival } from './auth/arrival.ts'
import { loadConfig } from './config.ts'
import { readSession } from './providers/sessionKey.ts'

takeArrival()

/** Whether the address is that of the console's first page. */
export const isHome = (): boolean => ['', '#', '#/'].includes(window.location.hash)

/** The pages that the reader is about to see, as far as the session that the browser keeps tells. */
function firstPages(): Promise<unknown>[] {
  const session = readSession()
  if (!session) return [import('./auth/SignInPage.tsx')]
  const layout = import('./layout/ConsoleLayout.tsx')
  if (!isHome()) return [layout]
  return [
    layout,
    import('./home/Home.tsx'),
    session.isStaff ? import('./home/StaffHome.tsx') : import('./home/TenantHome.tsx'),
  ]
}

// This small file runs while the others are on their way: what it asks for comes with them, not each once the one before
// is drawn.
/** What the console must know before it starts. */
export const config = loadConfig(`${import.meta.env.BASE_URL}config.json`)
for (const page of firstPages()) page.catch(() => undefined)
import('./main.tsx')

// The first number that a page writes brings the rules of all: now there is time for them.
new Intl.NumberFormat().format(0)
