import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type InlineConfig } from 'vite'
import { firstViewFiles } from './firstViews.ts'

// The server answers everything but the console's own files while `vite` serves those with hot reload.
const server = process.env.LAPEL_URL ?? 'http://localhost:54321'

const config: InlineConfig = {
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [react()],
  // The server replaces this with a fresh nonce in every page it sends.
  html: { cspNonce: 'LAPEL_CSP_NONCE' },
  resolve: {
    alias: {
      '@supabase/supabase-js': fileURLToPath(new URL('src/providers/authOnlyClient.ts', import.meta.url)),
      'side-channel': fileURLToPath(new URL('src/providers/sideChannel.cjs', import.meta.url)),
    },
  },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/admin/config.json': server } },
}

export default defineConfig(async ({ command }) => {
  if (command !== 'build') return config
  const codeSplitting = await firstViewFiles(config)
  return { ...config, build: { ...config.build, rolldownOptions: { output: { codeSplitting } } } }
})
