import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import manifest from '../package.json' with { type: 'json' }
import { listLanguages } from './chunks.ts'
import { buildScripts, cssTarget, target } from './scripts.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

await rm(dist, { recursive: true, force: true })
for (const [name, code] of await buildScripts()) {
  await mkdir(dirname(join(dist, name)), { recursive: true })
  await writeFile(join(dist, name), code)
}
// For the server, which draws forms before any script runs; with all of Preact, as it was published.
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  define: { __VERSION__: JSON.stringify(manifest.version), __LANGUAGES__: JSON.stringify(listLanguages()) },
  ssr: { noExternal: true },
  build: {
    ssr: join(root, 'src', 'prerender', 'index.tsx'),
    outDir: join(dist, 'prerender'),
    cssTarget,
    cssMinify: true,
    rolldownOptions: { output: { entryFileNames: 'index.js' } },
  },
})
await copyFile(join(root, 'src', 'types', 'plugin', 'frame.html'), join(dist, 'plugin.html'))
await build({ root, logLevel: 'warn' })
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    outDir: join(dist, 'react'),
    target,
    lib: { entry: join(root, 'src', 'react', 'index.ts'), formats: ['es'], fileName: () => 'index.js' },
    // The module of the package itself, so that component and page share one copy.
    rolldownOptions: { external: ['react', '@lapel/sdk'], output: { banner: "'use client'" } },
    sourcemap: true,
  },
})
const compiler = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin', 'tsc')
execFileSync(process.execPath, [compiler, '-p', join(root, 'src', 'react'), '--noEmit', 'false'], { stdio: 'inherit' })
