import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type InlineConfig, type Plugin } from 'vite'
import { firstViewFiles } from './firstViews.ts'

// The server answers everything but the console's own files while `vite` serves those with hot reload.
const server = process.env.LAPEL_URL ?? 'http://localhost:54321'

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page begins with a small file that asks for this one: the browser need not wait for that to be told. */
const preloadStart: Plugin = {
  name: 'preload-start',
  transformIndexHtml: (_html, { bundle }) => {
    const start = Object.values(bundle ?? {}).find(({ name }) => name === 'start')
    if (!start) return []
    const attrs = { rel: 'modulepreload', crossorigin: true, href: `/admin/${start.fileName}` }
    return [{ tag: 'link', attrs, injectTo: 'head' }]
  },
}

const config: InlineConfig = {
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [react(), preloadStart],
  // The server replaces this with a fresh nonce in every page it sends.
  html: { cspNonce: 'LAPEL_CSP_NONCE' },
  resolve: {
    alias: [
      { find: '@supabase/supabase-js', replacement: own('src/providers/authOnlyClient.ts') },
      { find: 'side-channel', replacement: own('src/providers/sideChannel.cjs') },
      { find: 'object.entries', replacement: own('src/providers/objectEntries.cjs') },
      // react-admin's lodash, by the same functions in a third of the code. Lodash's own throws while it loads as a module.
      { find: /^lodash\/(\w+)(\.js)?$/, replacement: own('node_modules/es-toolkit/compat/$1.mjs') },
    ],
  },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/admin/config.json': server } },
}

export default defineConfig(async ({ command }) => {
  if (command !== 'build') return config
  const codeSplitting = await firstViewFiles(config)
  return { ...config, build: { ...config.build, rolldownOptions: { output: { codeSplitting } } } }
})
