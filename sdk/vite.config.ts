import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }

/** `--mode script`: one file for script tags. `--mode module`: for bundlers. Both carry all they need. */
export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  build: {
    target: ['chrome111', 'firefox113', 'safari16.4'],
    // Newer than the scripts' target, or light-dark() would be rewritten into something that no longer inherits.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    emptyOutDir: mode === 'script',
    // Some 2 % smaller than the default, which counts for a script that every visitor loads.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3, pure_getters: true, unsafe_arrows: true } },
    lib:
      mode === 'module'
        ? { entry: 'src/index.ts', formats: ['es'], fileName: () => 'index.js' }
        : { entry: 'src/embed.ts', formats: ['iife'], name: 'LapelSdk', fileName: () => 'lapel.js' },
    // Its last line would be bytes that every visitor loads.
    sourcemap: mode === 'module',
  },
}))
