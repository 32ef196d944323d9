import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { buildScripts } from './scripts.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

await rm(dist, { recursive: true, force: true })
for (const [name, code] of await buildScripts()) {
  await mkdir(dirname(join(dist, name)), { recursive: true })
  await writeFile(join(dist, name), code)
}
await copyFile(join(root, 'src', 'types', 'plugin', 'frame.html'), join(dist, 'plugin.html'))
await build({ root, logLevel: 'warn' })
