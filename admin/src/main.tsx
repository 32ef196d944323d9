import '@fontsource-variable/inter/index.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { loadConfig } from './config.ts'
import { StartFailed } from './layout/StartFailed.tsx'
import { createProviders } from './providers/index.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)

loadConfig(`${import.meta.env.BASE_URL}config.json`).then(
  (config) =>
    root.render(
      <StrictMode>
        <App {...createProviders(config)} />
      </StrictMode>,
    ),
  (error: unknown) => root.render(<StartFailed error={error} />),
)
