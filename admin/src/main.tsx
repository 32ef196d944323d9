import { CacheProvider } from '@emotion/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { askEarly } from './askEarly.ts'
import { config } from './early.ts'
import { StartFailed } from './layout/StartFailed.tsx'
import { createProviders } from './providers/index.ts'
import { createStyles } from './styles.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
const styles = createStyles(nonce)

createProviders(config).then(
  async (providers) => {
    await askEarly(providers)
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
