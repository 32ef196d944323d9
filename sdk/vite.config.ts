import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { listLanguages } from './build/chunks.ts'
import { preactSource } from './build/preact.ts'
import manifest from './package.json' with { type: 'json' }

/** The modules for bundlers, in dist/module/. The files for script tags are made by build/scripts.ts. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version), __LANGUAGES__: JSON.stringify(listLanguages()) },
  // The component of React asks for the package by its name; tests need no build of it.
  resolve: { alias: [{ find: /^@lapel\/sdk$/, replacement: join(import.meta.dirname, 'src', 'index.ts') }] },
  build: {
    target: ['chrome111', 'firefox113', 'safari16.4'],
    // Newer than the scripts' target, or light-dark() would be rewritten into something that no longer inherits.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: 'dist/module',
    modulePreload: false,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'index.js' },
    sourcemap: true,
  },
  // What the script tag's files draw with.
  test: { alias: { preact: preactSource } },
})
