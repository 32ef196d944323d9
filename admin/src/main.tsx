import '@fontsource-variable/inter/index.css'
import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { loadConfig } from './config.ts'
import { StartFailed } from './layout/StartFailed.tsx'
import { createProviders } from './providers/index.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
// Styles made at run time carry the page's nonce, so that the policy needs no 'unsafe-inline'.
const styles = createCache({ key: 'lapel', prepend: true, ...(nonce ? { nonce } : {}) })

createProviders(loadConfig(`${import.meta.env.BASE_URL}config.json`)).then(
  (providers) =>
    root.render(
      <StrictMode>
        <CacheProvider value={styles}>
          <App {...providers} />
        </CacheProvider>
      </StrictMode>,
    ),
  (error: unknown) => root.render(<StartFailed error={error} />),
)
